import Foundation
import TestSupport
import Testing

@Suite("From the page to the invoice", .serialized)
struct EndToEndTests {
    private static let every = ["top", "side", "mid", "foot"]

    /// What a line item costs a unit, and what it must never exceed.
    private struct Terms {
        let item: TestLineItem
        var event = "impression"
        /// Micros a unit of `event`.
        var price: Int64 = 0
        /// Units of `event` at most.
        var most = Int64.max
        /// Micros at most.
        var budget = Int64.max
    }

    private static let flat = TestLineItem(
        "flat", "sponsorship", slots: ["foot"],
        rate: "{ \"model\": \"flat\", \"price\": \"30.00\", \"per\": \"day\" }",
        more: ", \"goal\": { \"share\": 0.2 }")

    private static let all: [Terms] = [
        Terms(
            item: TestLineItem(
                "goal-200", "guaranteed", slots: ["top"],
                rate: "{ \"model\": \"cpm\", \"price\": \"12.00\" }",
                more: ", \"goal\": { \"impressions\": 200 }"),
            price: 12_000, most: 200),
        Terms(
            item: TestLineItem(
                "goal-50", "guaranteed", slots: ["side"],
                rate: "{ \"model\": \"vcpm\", \"price\": \"20.00\" }",
                more: ", \"goal\": { \"viewable\": 50 }"),
            event: "viewable", price: 20_000, most: 50),
        Terms(
            item: TestLineItem(
                "clicks-20", "guaranteed", slots: ["mid"],
                rate: "{ \"model\": \"cpc\", \"price\": \"0.25\" }",
                more: ", \"goal\": { \"clicks\": 20 }"),
            event: "click", price: 250_000, most: 20),
        Terms(item: flat),
        Terms(
            item: TestLineItem(
                "budget", "remnant", slots: every,
                rate: "{ \"model\": \"cpm\", \"price\": \"5.50\" }", more: ", \"budget\": \"0.55\""),
            price: 5500, budget: 550_000),
        Terms(
            item: TestLineItem(
                "daily-60", "remnant", slots: every,
                rate: "{ \"model\": \"cpm\", \"price\": \"5.00\" }",
                more: ", \"caps\": { \"daily_impressions\": 60 }"),
            price: 5000, most: 60),
        Terms(
            item: TestLineItem(
                "click-budget", "remnant", slots: every,
                rate: "{ \"model\": \"cpc\", \"price\": \"0.30\" }", more: ", \"budget\": \"2.00\""),
            event: "click", price: 300_000, budget: 2_000_000),
        Terms(
            item: TestLineItem(
                "daily-money", "remnant", slots: every,
                rate: "{ \"model\": \"vcpm\", \"price\": \"2.00\" }",
                more: ", \"caps\": { \"daily_budget\": \"0.10\" }"),
            event: "viewable", price: 2000, budget: 100_000),
    ]

    @Test(
        "Thousands of requests and a crash in between: report, events and acknowledged beacons agree"
    )
    func report() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let items = Self.all.map(\.item) + Self.every.map(TestLineItem.house)
        let site = try TestSite(items)
        var server = try ServerProcess(site)
        let port = Shared(server.port)
        let pages = Shared(0)
        let sent = Shared<[NewspaperReader.Sent]>([])
        let surprises = Shared<[String]>([])

        let ended = Shared(false)
        Thread {
            Crowd.run(16) { thread in
                let reader = NewspaperReader(port: port, seed: seed &+ UInt64(thread))
                for _ in 0..<60 {
                    reader.openPage(Self.every)
                    pages.change { $0 += 1 }
                }
                sent.change { $0 += reader.sent }
                surprises.change { $0 += reader.surprises }
            }
            ended.change { $0 = true }
        }.start()
        for part in [300, 650] {
            #expect(Crowd.waits(seconds: 60) { pages.value >= part })
            try server.program.kill()
            server = try ServerProcess(site)
            port.change { $0 = server.port }
        }
        #expect(Crowd.waits(seconds: 60) { ended.value }, "seed \(seed)")
        #expect(try server.stop() == .exited(0))
        #expect(surprises.value == [], "seed \(seed)")

        let verification = try verify(site)
        #expect(verification.ending == .exited(0), "\(verification.output)\(verification.errors)")
        try compareWithLog(sent.value, LogReader(site: site), seed)
        try compareWithReport(site, seed)
    }

    private func compareWithLog(
        _ sent: [NewspaperReader.Sent], _ log: LogReader, _ seed: UInt64
    ) throws {
        for event in ["impression", "viewable", "click"] {
            let beacons = sent.filter { $0.event == event }
            let sure = Int64(beacons.count(where: \.isAcknowledged))
            let count = try log.count(event)
            #expect(
                sure <= count && count <= beacons.count,
                "\(event): \(sure) acknowledged, \(beacons.count) sent, \(count) logged; seed \(seed)"
            )
            #expect(sure > 0)

            // Where readers agreed to rows of their own, each beacon can be looked up.
            let rows = try log.rows(
                "SELECT request_id || slot FROM events WHERE event = '\(event)' AND consent = 'C'",
                columns: 1
            ).map { $0[0] }
            let logged = Set(rows)
            #expect(logged.count == rows.count, "no beacon is there twice; seed \(seed)")
            let granted = beacons.filter(\.isGranted)
            let acknowledged = Set(
                granted.filter(\.isAcknowledged).map { $0.requestID + $0.slot })
            #expect(acknowledged.subtracting(logged) == [], "\(event), seed \(seed)")
            #expect(logged.subtracting(granted.map { $0.requestID + $0.slot }) == [])
        }
    }

    private func compareWithReport(_ site: TestSite, _ seed: UInt64) throws {
        let log = LogReader(site: site)
        let report = try RevenueReport(site)
        for terms in Self.all {
            let item = terms.item
            let row = try #require(report.row(item), "\(item.id) is missing, seed \(seed)")
            let units = try log.valid(terms.event, item)
            let revenue = try log.revenue(item)
            #expect(revenue == units * terms.price, "\(item.id), seed \(seed)")
            #expect(units <= terms.most, "\(item.id), seed \(seed)")
            #expect(revenue <= terms.budget, "\(item.id), seed \(seed)")
            #expect(row.impressions == (try log.valid("impression", item)), "\(item.id)")
            #expect(row.viewable == (try log.valid("viewable", item)), "\(item.id)")
            #expect(row.clicks == (try log.valid("click", item)), "\(item.id)")
            #expect(row.served == (try log.valid("served", item)), "\(item.id)")
            #expect(row.impressions > 0, "\(item.id), seed \(seed)")
            if item.id == Self.flat.id {
                // Two local dates of the flight have begun.
                #expect(row.revenueMicros == 60_000_000)
            } else {
                #expect(row.revenueMicros == revenue, "\(item.id), seed \(seed)")
            }
        }
        // More was wanted of these than they may have, so they must have come close to it.
        #expect(try log.valid("impression", Self.all[0].item) >= 150, "seed \(seed)")
    }
}
