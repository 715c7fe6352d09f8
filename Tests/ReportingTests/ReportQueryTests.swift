import Catalog
import Chronology
import Testing

@testable import EventLog
@testable import Reporting

@Suite("Report queries")
struct ReportQueryTests {
    /// A zone, and an instant in the middle of the days that are filled with events.
    static let places: [(zone: String, middle: String)] = [
        ("Asia/Kolkata", "2026-03-31T23:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
        ("America/Los_Angeles", "2026-11-01T09:00:00Z"),
        ("Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("Pacific/Kiritimati", "2026-12-31T20:00:00Z"),
        ("Asia/Kathmandu", "2026-01-01T00:00:00Z"),
    ]

    static func lineItems(around middle: Instant, _ zone: TimeZoneRules) -> [LineItem] {
        func flight(_ from: Int64, _ to: Int64) -> Range<Instant> {
            middle.advanced(
                byMilliseconds: from * 3_600_000)..<middle.advanced(byMilliseconds: to * 3_600_000)
        }
        return [
            SampleCatalog.lineItem(
                "alpine-rail/winter/europe", rate: .cpm(Micros(12_000_000)),
                goal: .impressions(2_000), flight: flight(-200, 200)),
            SampleCatalog.lineItem(
                "alpine-rail/winter/asia", tier: .remnant, rate: .vcpm(Micros(7_001_000)),
                goal: .viewable(500), flight: flight(-200, 200)),
            SampleCatalog.lineItem(
                "books/fair/guide", tier: .remnant, rate: .cpc(Micros(333_333)),
                goal: .clicks(100), flight: flight(-30, 300)),
            SampleCatalog.lineItem(
                "coffee/beans/month", tier: .sponsorship,
                rate: .flat(Micros(1_000_000_001), per: .month), goal: .share(millionths: 500_000),
                flight: flight(-500, 37)),
            SampleCatalog.lineItem(
                "coffee/beans/week", tier: .sponsorship,
                rate: .flat(Micros(99_999_999), per: .week), flight: flight(-61, 500)),
            SampleCatalog.lineItem(
                "opera/season/flight", tier: .sponsorship,
                rate: .flat(Micros(777_777_777), per: .flight), flight: flight(-49, 51)),
            SampleCatalog.lineItem(
                "opera/season/day", tier: .sponsorship,
                rate: .flat(Micros(5_000_000), per: .day), flight: flight(-5, 5)),
            SampleCatalog.lineItem("own/house/subscribe", tier: .house, flight: flight(-500, 500)),
        ]
    }

    /// Events of about five days around an instant, and the catalog that sold them.
    static func fixture(_ place: (zone: String, middle: String), seed: UInt64, rows: Int = 700)
        throws -> (EventLogFixture, Catalog, Instant)
    {
        let zone = try SampleCatalog.zone(place.zone)
        let middle = try #require(Instant(rfc3339: place.middle))
        let items = lineItems(around: middle, zone)
        var random = SeededRandom(seed: seed)
        let fixture = try EventLogFixture(zone: zone)
        let generated = EventLogFixture.randomRows(
            rows, from: middle.advanced(byMilliseconds: -200_000_000),
            to: middle.advanced(byMilliseconds: 200_000_000), zone: zone, lineItems: items,
            random: &random)
        try fixture.write(generated, terms: items)
        // Some line items have left the catalog since: the day files remember their terms.
        let left: Set = ["coffee/beans/week", "own/house/subscribe"]
        return (
            fixture,
            SampleCatalog.make(zone: zone, lineItems: items.filter { !left.contains($0.id) }),
            middle
        )
    }

    static let counters: [Measure] = [
        .requests, .served, .impressions, .viewable, .clicks, .invalid, .pageViews, .revenue,
    ]

    static func figures(_ tally: Tally) -> [Int64?] {
        [
            tally.requests, tally.served, tally.impressions, tally.viewable, tally.clicks,
            tally.invalid, tally.pageViews, tally.revenue,
        ]
    }

    @Test("every pair of dimensions gives what a walk over all rows gives", arguments: places)
    func pairs(place: (zone: String, middle: String)) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let (fixture, catalog, now) = try Self.fixture(place, seed: seed)
        let today = fixture.zone.local(at: now).date
        let (from, to) = (today.advanced(byDays: -1), today.advanced(byDays: 1))
        var items = Self.lineItems(around: now, fixture.zone)
        let known = Set(catalog.lineItems.map(\.id))
        // Goals come from the catalog alone.
        items = items.map {
            known.contains($0.id)
                ? $0
                : SampleCatalog.lineItem($0.id, tier: $0.tier, rate: $0.rate, flight: $0.flight)
        }
        let twin = BruteForceReport(
            rows: fixture.rows, lineItems: items, zone: fixture.zone, from: from, to: to,
            today: today)
        for (index, first) in Dimension.allCases.enumerated() {
            for second in [nil] + Dimension.allCases.dropFirst(index + 1).map(Optional.some) {
                let dimensions = [first] + (second.map { [$0] } ?? [])
                let report = try ReportQuery(
                    name: "pair",
                    definition: ReportDefinition(
                        title: "Pair", groupBy: dimensions, measures: Self.counters),
                    from: "\(from)", to: "\(to)", catalog: catalog, now: now
                ).run(catalog: catalog, dataDirectory: fixture.path)
                let expected = twin.sums(by: dimensions).mapValues(Self.figures)
                var found: [[DimensionValue]: [Int64?]] = [:]
                for row in report.rows {
                    #expect(found[row.values] == nil, "seed \(seed): a row twice, \(row.values)")
                    found[row.values] = row.figures
                }
                #expect(
                    found == expected,
                    "seed \(seed), \(place.zone), by \(dimensions.map(\.rawValue))")
                let totals = twin.sums(by: []).values.first ?? Tally()
                #expect(report.totals == Self.figures(totals), "seed \(seed), \(dimensions)")
            }
        }
    }

    @Test("no dimension at all gives one row that equals the totals")
    func noDimension() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[0], seed: 7)
        let report = try ReportQuery(
            name: "all",
            definition: ReportDefinition(title: "All", groupBy: [], measures: Self.counters),
            catalog: catalog, now: now
        ).run(catalog: catalog, dataDirectory: fixture.path)
        #expect(report.rows.map(\.figures) == [report.totals])
        #expect(report.totals.allSatisfy { ($0 ?? 0) > 0 })
    }

    @Test("a filter keeps what a walk over all rows keeps", arguments: places)
    func filters(place: (zone: String, middle: String)) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let (fixture, catalog, now) = try Self.fixture(place, seed: seed)
        let today = fixture.zone.local(at: now).date
        let cases: [([String], (([Dimension: DimensionValue]) -> Bool))] = [
            (
                ["section=usa/international"],
                { $0[.section]?.text?.hasPrefix("USA/International") == true }
            ),
            (["section=San Jose"], { $0[.section]?.text?.hasSuffix("San José") == true }),
            (["section=Closed Desk"], { $0[.section]?.text == "Closed Desk/Old" }),
            (["section="], { $0[.section] == DimensionValue.none }),
            (["region=US-OR"], { $0[.region]?.text?.hasPrefix("US-OR") == true }),
            (["tier=sponsorship"], { $0[.tier]?.text == "sponsorship" }),
            (["campaign=winter"], { $0[.campaign]?.text == "winter" }),
            (["line_item=guide"], { $0[.lineItem]?.text == "books/fair/guide" }),
            (["consent=a"], { $0[.consent]?.text == "A" }),
            (
                ["validity=valid", "device=mobile"],
                {
                    $0[.validity]?.text == "valid" && $0[.device]?.text == "mobile"
                }
            ),
            (
                ["slot=footer", "slot=sidebar", "hour=07"],
                {
                    ["footer", "sidebar"].contains($0[.slot]?.text) && $0[.hour]?.text == "7"
                }
            ),
            (["day=\(today)"], { $0[.day]?.text == "\(today)" }),
        ]
        for (filters, keeps) in cases {
            var twin = BruteForceReport(
                rows: fixture.rows, lineItems: Self.lineItems(around: now, fixture.zone),
                zone: fixture.zone, from: today.advanced(byDays: -2), to: today, today: today)
            twin.filter = keeps
            let report = try ReportQuery(
                name: "filtered",
                definition: ReportDefinition(
                    title: "Filtered", groupBy: [.slot, .lineItem], measures: Self.counters),
                from: "\(today.advanced(byDays: -2))", filters: filters, catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path)
            let found = Dictionary(
                uniqueKeysWithValues: report.rows.map { ($0.values, $0.figures) })
            let expected = twin.sums(by: [.slot, .lineItem]).mapValues(Self.figures)
            #expect(found == expected, "seed \(seed), \(place.zone), \(filters)")
        }
    }

    @Test("a filter on the definition and one from the caller must both hold")
    func bothFilters() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[3], seed: 3)
        var definition = ReportDefinition(title: "Both", groupBy: [], measures: [.impressions])
        definition.conditions = [try ReportCondition(.slot, equals: "footer")]
        let report = try ReportQuery(
            name: "both", definition: definition, filters: ["slot=sidebar"], catalog: catalog,
            now: now
        ).run(catalog: catalog, dataDirectory: fixture.path)
        #expect(report.rows.isEmpty)
        #expect(report.totals == [0])
    }

    @Test("a filter that names what flat rates have not leaves them out and says so")
    func flatNote() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[3], seed: 3)
        func notes(_ filters: [String]) throws -> [String] {
            try ReportQuery(
                name: "n",
                definition: ReportDefinition(title: "N", groupBy: [.slot], measures: [.revenue]),
                filters: filters, catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path).notes
        }
        #expect(try notes(["slot=footer"]).count == 1)
        #expect(try notes(["tier=house"]).isEmpty)
        #expect(try notes([]).isEmpty)
    }

    @Test("a name that neither the catalog nor the events know is an error with a near name")
    func unknownValues() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[3], seed: 3)
        func error(_ filter: String) -> ReportingError? {
            #expect(throws: ReportingError.self) {
                _ = try ReportQuery(
                    name: "n",
                    definition: ReportDefinition(title: "N", groupBy: [], measures: [.served]),
                    filters: [filter], catalog: catalog, now: now
                ).run(catalog: catalog, dataDirectory: fixture.path)
            }
        }
        #expect(
            error("slot=leaderbord")
                == .unknownValue(dimension: "slot", value: "leaderbord", near: "leaderboard"))
        #expect(
            error("section=Wrold Travel")
                == .unknownValue(
                    dimension: "section", value: "Wrold Travel", near: "World Travel"))
        #expect(
            error("section=International")
                == .ambiguous(
                    dimension: "section", value: "International",
                    candidates: ["USA/International", "Canada/International"]))
        #expect(error("campaign=nobody")?.isUsage == true)
        #expect(
            error("tier=hous")
                == .unknownWord(
                    option: "--where tier", word: "hous",
                    known: ["sponsorship", "guaranteed", "remnant", "house"]))
        #expect(
            error("sekshun=x")
                == .unknownWord(
                    option: "--where", word: "sekshun", known: Dimension.allCases.map(\.rawValue)))
        #expect(error("hour=24") != nil)
        #expect(error("day=2026-02-30") != nil)
        #expect(error("week=W48") != nil)
        #expect(
            error("slot") == .malformed(option: "--where", text: "slot", form: "dimension=value"))
    }

    @Test("SQL in a filter is only a name that nobody has")
    func injection() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[0], seed: 3)
        for text in ["x' OR 1=1 --", "\"; DROP TABLE log; --", "%", "' UNION SELECT 1"] {
            #expect(throws: ReportingError.self) {
                _ = try ReportQuery(
                    name: "n",
                    definition: ReportDefinition(title: "N", groupBy: [], measures: [.served]),
                    filters: ["slot=\(text)"], catalog: catalog, now: now
                ).run(catalog: catalog, dataDirectory: fixture.path)
            }
        }
    }

    @Test("missing days are empty, a missing directory is an error")
    func missing() throws {
        let zone = try SampleCatalog.zone("Europe/Berlin")
        let catalog = SampleCatalog.make(zone: zone, lineItems: [])
        let fixture = try EventLogFixture(zone: zone)
        let now = try #require(Instant(rfc3339: "2026-11-24T12:00:00Z"))
        let query = try ReportQuery(
            name: "n",
            definition: ReportDefinition(title: "N", groupBy: [.slot], measures: [.served]),
            catalog: catalog, now: now)
        let report = try query.run(catalog: catalog, dataDirectory: fixture.path)
        #expect(report.rows.isEmpty && report.totals == [0])
        #expect(throws: ReportingError.noEventLog(path: "/nowhere/events")) {
            try query.run(catalog: catalog, dataDirectory: "/nowhere")
        }
    }

    @Test("damaged and foreign files are named")
    func badFiles() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[4], seed: 11)
        let day = try #require(fixture.days.dropFirst().first)
        func run() throws -> Report {
            try ReportQuery(
                name: "n",
                definition: ReportDefinition(title: "N", groupBy: [], measures: [.served]),
                catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path)
        }
        _ = try run()
        try fixture.execute("UPDATE meta SET value = 'other-site' WHERE key = 'site'", on: day)
        #expect(
            throws: ReportingError.foreign(
                path: fixture.file(day), detail: "belongs to site other-site, not example-news")
        ) { try run() }
        try fixture.execute("UPDATE meta SET value = 'example-news' WHERE key = 'site'", on: day)
        try fixture.execute("UPDATE rollup SET hour_ms = 5", on: day)
        #expect(throws: ReportingError.self) { try run() }
        try fixture.execute("UPDATE meta SET value = 2 WHERE key = 'version'", on: day)
        #expect(
            throws: ReportingError.foreign(
                path: fixture.file(day), detail: "format 2, this program reads 1")
        ) { try run() }
    }

    @Test("a file that is no database is named")
    func noDatabase() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[4], seed: 11)
        let day = try #require(fixture.days.last).advanced(byDays: -1)
        try overwrite(fixture.file(day), with: String(repeating: "not a database ", count: 100))
        #expect(
            throws: ReportingError.foreign(path: fixture.file(day), detail: "no SQLite database")
        ) {
            try ReportQuery(
                name: "n",
                definition: ReportDefinition(title: "N", groupBy: [], measures: [.served]),
                catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path)
        }
    }

    @Test("sums that leave 64 bits are an error, not a trap")
    func overflow() throws {
        let zone = try SampleCatalog.zone("Europe/Berlin")
        let fixture = try EventLogFixture(zone: zone)
        let now = try #require(Instant(rfc3339: "2026-11-24T12:00:00Z"))
        let rows = (0..<3).map { index in
            FixtureRow(
                fileDay: now.utcDate, at: now.milliseconds, kind: .click, slot: "s\(index)",
                revenue: .max / 2)
        }
        try fixture.write(rows, terms: [])
        let catalog = SampleCatalog.make(zone: zone, lineItems: [])
        for groupBy in [[], [Dimension.slot]] {
            #expect(throws: ReportingError.overflow(what: "revenue")) {
                try ReportQuery(
                    name: "n",
                    definition: ReportDefinition(
                        title: "N", groupBy: groupBy, measures: [.revenue]),
                    catalog: catalog, now: now
                ).run(catalog: catalog, dataDirectory: fixture.path)
            }
        }
    }

    @Test("a report stops at its deadline")
    func deadline() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[0], seed: 3)
        #expect(throws: ReportingError.deadlineExceeded(seconds: 0)) {
            try ReportQuery(
                name: "n",
                definition: ReportDefinition(title: "N", groupBy: [], measures: [.served]),
                catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path, deadline: .zero)
        }
    }

    @Test("goals: every line item in flight has a row, and progress counts its own kind of event")
    func goals() throws {
        let (fixture, catalog, now) = try Self.fixture(Self.places[3], seed: 21)
        let today = fixture.zone.local(at: now).date
        let report = try ReportQuery(
            name: "delivery",
            definition: ReportDefinition(
                title: "Delivery", groupBy: [.lineItem, .goalKind],
                measures: [
                    .impressions, .viewable, .clicks, .goal, .goalDelivered, .goalProgress,
                ]),
            from: "\(today.advanced(byDays: -5))", to: "\(today)", catalog: catalog, now: now
        ).run(catalog: catalog, dataDirectory: fixture.path)
        #expect(report.totals.suffix(3) == [nil, nil, nil])
        var goals: [String: Int64] = [:]
        for row in report.rows {
            guard let id = row.values[0].text, let goal = row.figures[3] else { continue }
            goals[id] = goal
            let position = try #require(
                ["impressions", "viewable", "clicks"].firstIndex(of: row.values[1].text))
            let delivered = try #require(row.figures[position])
            #expect(row.figures[4] == delivered)
            let doubled = (delivered * 2_000_000 + goal) / goal
            #expect(row.figures[5] == doubled / 2)
        }
        #expect(
            goals == [
                "alpine-rail/winter/europe": 2_000, "alpine-rail/winter/asia": 500,
                "books/fair/guide": 100,
            ])
    }

    @Test("campaigns of one name stay apart by their advertisers")
    func equalCampaigns() throws {
        let zone = try SampleCatalog.zone("Europe/Berlin")
        let now = try #require(Instant(rfc3339: "2026-11-24T12:00:00Z"))
        let flight = now..<now.advanced(byMilliseconds: 1)
        let items = ["a/spring/x", "b/spring/x", "b/autumn/x"]
            .map { SampleCatalog.lineItem($0, flight: flight) }
        let fixture = try EventLogFixture(zone: zone)
        try fixture.write(
            items.map {
                FixtureRow(
                    fileDay: now.utcDate, at: now.milliseconds, kind: .click, slot: "s",
                    lineItem: $0.id)
            }, terms: items)
        let catalog = SampleCatalog.make(zone: zone, lineItems: items)
        func values(_ groupBy: [Dimension]) throws -> [[String?]] {
            try ReportQuery(
                name: "n",
                definition: ReportDefinition(title: "N", groupBy: groupBy, measures: [.clicks]),
                catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path).rows.map { $0.values.map(\.text) }
        }
        #expect(try values([.campaign]) == [["a/spring"], ["autumn"], ["b/spring"]])
        #expect(
            try values([.advertiser, .campaign])
                == [["a", "spring"], ["b", "autumn"], ["b", "spring"]])
    }
}
