import Catalog
import Chronology
import Testing

@testable import Reporting

@Suite("Report periods")
struct ReportPeriodTests {
    /// 23:30 of the 24th in Los Angeles, the 25th in UTC.
    private static let now = Instant(rfc3339: "2026-11-25T07:30:00Z")

    private func period(
        _ default: ReportDefinition.DefaultPeriod, from: String? = nil, to: String? = nil
    ) throws -> String {
        let zone = try SampleCatalog.zone("America/Los_Angeles")
        let items = [
            ("2026-01-01", "2026-02-01"), ("2026-10-03", "2026-12-01"),
            ("2026-11-03", "2026-12-01"),
            ("2026-12-05", "2026-12-09"),
        ]
        let catalog = SampleCatalog.make(
            zone: zone,
            lineItems: try items.enumerated().map { index, days in
                SampleCatalog.lineItem(
                    "a/b/c\(index)", flight: try SampleCatalog.days(days.0, through: days.1, zone))
            })
        let period = try ReportPeriod(
            from: from, to: to, default: `default`, catalog: catalog, now: try #require(Self.now))
        return "\(period.from) \(period.to)"
    }

    @Test("defaults end on the site's today")
    func defaults() throws {
        #expect(try period(.lastDays(30)) == "2026-10-26 2026-11-24")
        #expect(try period(.lastDays(1)) == "2026-11-24 2026-11-24")
        #expect(try period(.thisMonth) == "2026-11-01 2026-11-24")
        #expect(try period(.lastMonth) == "2026-10-01 2026-10-31")
        #expect(try period(.flights) == "2026-10-03 2026-11-24")
    }

    @Test("what is given goes before the default")
    func given() throws {
        #expect(try period(.lastDays(7), from: "2026-01-05") == "2026-01-05 2026-11-24")
        #expect(try period(.lastDays(7), to: "2026-01-05") == "2025-12-30 2026-01-05")
        #expect(try period(.thisMonth, to: "2026-01-05") == "2026-01-01 2026-01-05")
        #expect(try period(.lastMonth, to: "2026-01-05") == "2026-01-01 2026-01-05")
        #expect(try period(.flights, to: "2026-01-05") == "2026-01-05 2026-01-05")
        #expect(
            try period(.flights, from: "2026-02-01", to: "2026-02-01") == "2026-02-01 2026-02-01")
    }

    @Test("periods without a day, without end or without sense are refused")
    func refused() {
        #expect(throws: ReportingError.emptyPeriod(from: "2026-11-25", to: "2026-11-24")) {
            try period(.lastDays(7), from: "2026-11-25")
        }
        #expect(throws: ReportingError.tooMany(what: "days", limit: 3660)) {
            try period(.lastDays(7), from: "2000-01-01")
        }
        for text in ["yesterday", "2026-02-30", "2026-2-3", "9999-12-31", "0001-01-01", ""] {
            #expect(
                throws: ReportingError.malformed(
                    option: "--to", text: text, form: "a date such as 2026-11-24")
            ) { try period(.lastDays(7), to: text) }
        }
    }

    @Test("ISO weeks belong to the year of their Thursday")
    func weeks() throws {
        // Source: the table of week numbers in ISO 8601, as calendars print it.
        for (date, week) in [
            ("2025-12-28", "2025-W52"), ("2025-12-29", "2026-W01"), ("2026-01-04", "2026-W01"),
            ("2026-01-05", "2026-W02"), ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53"),
            ("2027-01-04", "2027-W01"), ("2024-12-30", "2025-W01"), ("2026-11-24", "2026-W48"),
        ] {
            #expect(try #require(CivilDate(date)).isoWeek == week, "\(date)")
        }
    }
}
