import Catalog
import Chronology
import Testing

@testable import EventLog
@testable import Reporting

@Suite("Reports of what the server writes")
struct WrittenLogTests {
    @Test(
        "the server's own files verify, and reports count what was appended",
        arguments: ["Australia/Lord_Howe", "America/Los_Angeles", "Asia/Kolkata"])
    func written(zoneName: String) throws {
        let zone = try SampleCatalog.zone(zoneName)
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        let fixture = try EventLogFixture(zone: zone)
        let day = try #require(CivilDate("2026-11-24"))
        let start = Instant(milliseconds: Int64(day.dayNumber) * 86_400_000)
        let items = ReportQueryTests.lineItems(around: start, zone)
        let file = try DayFile(
            directory: fixture.path, day: day, site: "example-news", zone: zone, carried: [:])
        try file.record(
            items.map {
                LineItemTerms(
                    lineItem: $0.id, advertiser: $0.advertiser, campaign: $0.campaign,
                    tier: $0.tier.name, rateModel: "free", priceMicros: 0, per: nil,
                    flightMilliseconds: $0.flight.lowerBound
                        .milliseconds..<$0.flight.upperBound
                        .milliseconds)
            })
        var expected = Tally()
        for batchNumber in 0..<20 {
            var batch = LogBatch()
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let entry = Self.entry(items, &random)
                batch.entries.append(entry)
                Self.count(entry, in: &expected)
            }
            let now = start.advanced(byMilliseconds: Int64(batchNumber) * 4_319_000)
            // The last rows stay outside the roll-up, as after a crash.
            try file.commit(batch, at: now, rollUp: batchNumber % 4 == 0)
        }
        let summary = try VerifyCommand.run(dataDirectory: fixture.path, site: "example-news")
        #expect(summary.isClean, "seed \(seed): \(summary.text(format: .table))")
        let catalog = SampleCatalog.make(zone: zone, lineItems: [])
        let report = try ReportQuery(
            name: "r",
            definition: ReportDefinition(
                title: "R", groupBy: [.hour], measures: ReportQueryTests.counters),
            from: "2026-11-22", to: "2026-11-26", catalog: catalog, now: start
        ).run(catalog: catalog, dataDirectory: fixture.path)
        #expect(report.totals == ReportQueryTests.figures(expected), "seed \(seed), \(zoneName)")
        #expect(summary.revenue.value == expected.revenue, "seed \(seed)")
    }

    private static func entry(_ items: [LineItem], _ random: inout SeededRandom) -> LogEntry {
        let kind = random.pick(EventKind.allCases.filter { $0 != .served })
        let isEmpty = kind == .request && random.once(in: 3)
        let invalid = random.once(in: 6) ? random.pick(InvalidReason.allCases) : nil
        return LogEntry(
            kind: kind, consent: random.pick(RecordClass.allCases),
            slot: random.pick(["leaderboard", "sidebar"]),
            lineItem: isEmpty ? nil : random.pick(items).id, creative: isEmpty ? nil : "c",
            section: random.once(in: 4) ? nil : "USA/International", region: nil, device: "mobile",
            invalid: invalid, pages: kind == .request ? 1 : 0,
            revenueMicros: kind == .impression && invalid == nil ? 12_345 : 0,
            request: Array(repeating: 7, count: 16), viewer: "v")
    }

    private static func count(_ entry: LogEntry, in tally: inout Tally) {
        tally.revenue += entry.revenueMicros
        let isFilled = entry.kind == .request && entry.lineItem != nil
        guard entry.invalid == nil else {
            tally.invalid += isFilled ? 2 : 1
            return
        }
        tally.pageViews += entry.pages
        if isFilled { tally.served += 1 }
        switch entry.kind {
        case .request: tally.requests += 1
        case .served: tally.served += 1
        case .impression: tally.impressions += 1
        case .viewable: tally.viewable += 1
        case .click: tally.clicks += 1
        }
    }
}
