import Catalog
import Chronology
import Testing

@testable import Reporting

@Suite("Flat rates")
struct FlatRateTests {
    static let zones = [
        "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "America/Los_Angeles", "Europe/Berlin",
    ]

    private func rate(
        _ price: Int64, _ per: LineItem.Rate.Period, _ flight: Range<Instant>, _ zone: TimeZoneRules
    ) -> FlatRate {
        FlatRate(
            lineItem: "a/b/c", advertiser: "a", campaign: "b", tier: "sponsorship", price: price,
            per: per, flight: flight, zone: zone)
    }

    private func sum(_ rate: FlatRate, _ days: ClosedRange<CivilDate>) -> Int64 {
        (days.lowerBound.dayNumber...days.upperBound.dayNumber)
            .reduce(0) { $0 + rate.accrual(on: CivilDate(dayNumber: $1)) }
    }

    @Test("the days of every whole period inside a flight earn exactly its price", arguments: zones)
    func wholePeriods(zoneName: String) throws {
        let zone = try SampleCatalog.zone(zoneName)
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let first = CivilDate(dayNumber: Int.random(in: 18_000...24_000, using: &random))
            let last = first.advanced(byDays: Int.random(in: 70...500, using: &random))
            let flight = zone.startOfDay(first)..<zone.startOfDay(last.advanced(byDays: 1))
            let price = Int64.random(in: 0...Micros.maximum.value, using: &random)
            let inside = first.advanced(byDays: Int.random(in: 0...30, using: &random))

            let daily = rate(price, .day, flight, zone)
            #expect(daily.accrual(on: inside) == price, "seed \(seed)")

            let monday = inside.advanced(byDays: 6 - (inside.weekday + 6) % 7)
            #expect(monday.weekday == 0)
            let weekly = rate(price, .week, flight, zone)
            #expect(sum(weekly, monday...monday.advanced(byDays: 6)) == price, "seed \(seed)")

            let month = inside.firstOfNextMonth
            if month.firstOfNextMonth <= last {
                let monthly = rate(price, .month, flight, zone)
                let end = month.firstOfNextMonth.advanced(byDays: -1)
                #expect(sum(monthly, month...end) == price, "seed \(seed)")
            }

            let whole = rate(price, .flight, flight, zone)
            #expect(
                sum(whole, first.advanced(byDays: -40)...last.advanced(byDays: 40)) == price,
                "seed \(seed)")
        }
    }

    @Test("no two days of a period differ by more than a micro")
    func evenness() throws {
        let zone = TimeZoneRules.utc
        let flight = try SampleCatalog.days("2026-02-01", through: "2026-12-31", zone)
        for per in [LineItem.Rate.Period.week, .month, .flight] {
            let rate = rate(1_000_000_007, per, flight, zone)
            let february = (1...28).compactMap { CivilDate(year: 2026, month: 2, day: $0) }
                .map(rate.accrual)
            let low = try #require(february.min())
            let high = try #require(february.max())
            #expect(high - low <= 1, "\(per)")
        }
    }

    @Test(
        "only days that the flight touches earn anything, and each of them in full",
        arguments: zones)
    func borders(zoneName: String) throws {
        let zone = try SampleCatalog.zone(zoneName)
        let date = try #require(CivilDate("2026-10-04"))
        let midnight = zone.startOfDay(date)
        let next = zone.startOfDay(date.advanced(byDays: 1))
        let cases: [(Range<Instant>, [Int64])] = [
            (midnight..<next, [0, 10, 0]),
            (midnight..<midnight, [0, 0, 0]),
            (midnight..<midnight.advanced(byMilliseconds: 1), [0, 10, 0]),
            (midnight.advanced(byMilliseconds: -1)..<next, [10, 10, 0]),
            (midnight..<next.advanced(byMilliseconds: 1), [0, 10, 10]),
            (next.advanced(byMilliseconds: -1)..<next, [0, 10, 0]),
        ]
        for (flight, expected) in cases {
            let rate = rate(10, .day, flight, zone)
            let found = [-1, 0, 1].map { rate.accrual(on: date.advanced(byDays: $0)) }
            #expect(found == expected, "\(zoneName) \(flight)")
        }
    }

    @Test("the largest price of the longest flight does not overflow")
    func largest() {
        let flight = Instant.supported
        let rate = rate(.max, .flight, flight, .utc)
        let first = flight.lowerBound.utcDate
        let last = flight.upperBound.advanced(byMilliseconds: -1).utcDate
        #expect(sum(rate, first...last) == .max)
        #expect(
            self.rate(.max, .month, flight, .utc).accrual(on: first) == Int64.max / 31)
    }

    @Test("nothing accrues after today, nor outside the period")
    func today() throws {
        let zone = try SampleCatalog.zone("America/Los_Angeles")
        let items = [
            SampleCatalog.lineItem(
                "a/b/c", rate: .flat(Micros(3_000_000), per: .day),
                flight: try SampleCatalog.days("2026-11-01", through: "2026-12-31", zone))
        ]
        let catalog = SampleCatalog.make(zone: zone, lineItems: items)
        let fixture = try EventLogFixture(zone: zone)
        // 23:30 of the 24th in Los Angeles is the 25th in UTC.
        let now = try #require(Instant(rfc3339: "2026-11-25T07:30:00Z"))
        func revenue(_ from: String, _ to: String) throws -> Int64? {
            try ReportQuery(
                name: "n",
                definition: ReportDefinition(title: "N", groupBy: [], measures: [.revenue]),
                from: from, to: to, catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path).totals[0]
        }
        #expect(try revenue("2026-11-01", "2026-12-31") == 24 * 3_000_000)
        #expect(try revenue("2026-10-01", "2026-11-02") == 2 * 3_000_000)
        #expect(try revenue("2026-11-24", "2026-11-25") == 3_000_000)
        #expect(try revenue("2026-11-25", "2026-12-31") == 0)
    }

    @Test(
        "terms of a line item that left the catalog come from the newest day file, wherever the period lies"
    )
    func termsFromFiles() throws {
        let zone = TimeZoneRules.utc
        let fixture = try EventLogFixture(zone: zone)
        let flight = try SampleCatalog.days("2026-01-01", through: "2026-12-31", zone)
        func write(_ day: String, price: Int64) throws {
            let date = try #require(CivilDate(day))
            let row = FixtureRow(
                fileDay: date, at: zone.startOfDay(date).milliseconds, kind: .request)
            let item = SampleCatalog.lineItem(
                "a/b/c", rate: .flat(Micros(price), per: .day), flight: flight)
            try fixture.write([row], terms: [item])
        }
        try write("2026-03-01", price: 5)
        try write("2026-09-01", price: 7)
        let now = try #require(Instant(rfc3339: "2026-11-25T07:30:00Z"))
        func revenue(_ catalog: Catalog, _ day: String) throws -> Int64? {
            try ReportQuery(
                name: "n",
                definition: ReportDefinition(
                    title: "N", groupBy: [.lineItem], measures: [.revenue]),
                from: day, to: day, catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path).totals[0]
        }
        let empty = SampleCatalog.make(zone: zone, lineItems: [])
        for day in ["2026-02-01", "2026-03-01", "2026-09-01"] {
            #expect(try revenue(empty, day) == 7)
        }
        #expect(
            try revenue(empty, "2026-10-01") == 0,
            "it left the catalog on the last day it is listed")
        let current = SampleCatalog.lineItem(
            "a/b/c", rate: .flat(Micros(11), per: .day), flight: flight)
        let catalog = SampleCatalog.make(zone: zone, lineItems: [current])
        #expect(try revenue(catalog, "2026-03-01") == 11)
    }
}
