import Catalog
import Chronology
import Foundation
import Testing

@testable import EventLog
@testable import Reporting

@Suite("Verification")
struct VerificationTests {
    private func fixture(seed: UInt64 = 5, zone: String = "Europe/Berlin") throws -> EventLogFixture
    {
        let place = try #require(ReportQueryTests.places.first { $0.zone == zone })
        return try ReportQueryTests.fixture(place, seed: seed, rows: 400).0
    }

    private func verify(_ fixture: EventLogFixture) throws -> VerificationSummary {
        try VerifyCommand.run(dataDirectory: fixture.path, currency: "EUR", site: "example-news")
    }

    @Test("honest files agree, and the summary counts them", arguments: ReportQueryTests.places)
    func clean(place: (zone: String, middle: String)) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let fixture = try ReportQueryTests.fixture(place, seed: seed).0
        let summary = try verify(fixture)
        #expect(summary.isClean, "seed \(seed): \(summary.text(format: .table))")
        #expect(summary.files == fixture.days.count)
        let events = fixture.rows.reduce(Int64(0)) {
            $0 + ($1.kind == .request && $1.lineItem != nil ? 2 : 1) * $1.count
        }
        #expect(summary.events == events, "seed \(seed)")
        #expect(summary.revenue.value == fixture.rows.reduce(0) { $0 + $1.revenue }, "seed \(seed)")
    }

    /// Each a change of one thing in one file.
    static let tampering = [
        "UPDATE rollup SET count = count + 1 WHERE rowid_of_first",
        "UPDATE rollup SET revenue_micros = revenue_micros + 1 WHERE rowid_of_first",
        "UPDATE rollup SET pages = pages + 1 WHERE rowid_of_first",
        "UPDATE rollup SET consent = 9 WHERE rowid_of_first",
        "DELETE FROM rollup WHERE rowid_of_first",
        "INSERT INTO rollup SELECT hour_ms, kind, 0, 0, 0, 0, 0, 0, 1, 0, 5, 0, 0 FROM rollup LIMIT 1",
        "DELETE FROM log WHERE id = (SELECT min(id) FROM log)",
        "DELETE FROM log WHERE id > (SELECT min(id) FROM log)",
        "UPDATE log SET count = count + 1 WHERE id = (SELECT min(id) FROM log)",
        "UPDATE log SET revenue_micros = revenue_micros + 1 WHERE id = (SELECT min(id) FROM log WHERE kind > 2 AND invalid = 0)",
        "UPDATE log SET slot = slot % 3 + 1 WHERE id = (SELECT min(id) FROM log)",
        "UPDATE log SET kind = 7 WHERE id = (SELECT max(id) FROM log)",
        "UPDATE log SET count = 0 WHERE id = (SELECT max(id) FROM log)",
        "UPDATE log SET consent = 0 WHERE id = (SELECT max(id) FROM log)",
        "UPDATE log SET invalid = 99 WHERE id = (SELECT max(id) FROM log)",
        "UPDATE log SET section = 9999 WHERE id = (SELECT max(id) FROM log)",
        "UPDATE log SET at_ms = at_ms + 172800000 WHERE id = (SELECT min(id) FROM log)",
        "UPDATE log SET at_ms = 0 WHERE id = (SELECT max(id) FROM log)",
        "UPDATE log SET revenue_micros = 5 WHERE id = (SELECT max(id) FROM log WHERE kind = 1)",
        "UPDATE log SET revenue_micros = 5 WHERE id = (SELECT max(id) FROM log WHERE invalid > 0)",
        "UPDATE log SET viewer = 'v' WHERE id = (SELECT max(id) FROM log WHERE consent = 2)",
        "UPDATE log SET viewer = 'v' WHERE id = (SELECT max(id) FROM log WHERE consent = 1)",
        "UPDATE log SET request = x'01' WHERE id = (SELECT max(id) FROM log WHERE consent = 1)",
        "UPDATE log SET at_ms = at_ms + 60000 WHERE id = (SELECT max(id) FROM log WHERE consent = 1)",
        "UPDATE log SET id = id + 20000000000 WHERE id = (SELECT max(id) FROM log)",
        "UPDATE meta SET value = value + 1 WHERE key = 'rollup_mark'",
        "UPDATE meta SET value = value - 1 WHERE key = 'rollup_mark'",
        "UPDATE meta SET value = 9e18 WHERE key = 'rollup_mark'",
        "UPDATE meta SET value = 'elsewhere' WHERE key = 'site'",
        "UPDATE meta SET value = '2020-01-01' WHERE key = 'day'",
        "UPDATE meta SET value = 3 WHERE key = 'version'",
        "DELETE FROM meta WHERE key = 'rollup_mark'",
        "UPDATE local_hours SET local_date = '2026-03-01' WHERE start_ms = (SELECT min(start_ms) FROM local_hours)",
        "UPDATE local_hours SET local_hour = 9 WHERE start_ms = (SELECT min(start_ms) FROM local_hours)",
        "DELETE FROM local_hours WHERE start_ms = (SELECT min(start_ms) FROM local_hours)",
        "DELETE FROM line_items WHERE id = (SELECT line_item FROM log WHERE line_item > 0 LIMIT 1)",
        "DELETE FROM names WHERE id = (SELECT slot FROM log LIMIT 1)",
        "DROP TABLE names",
        "DROP VIEW hourly",
        """
        DROP VIEW hourly; CREATE VIEW hourly AS SELECT 'click' AS event, NULL AS invalid_reason,
            1 AS count, 0 AS pages, 0 AS revenue_micros
        """,
        "DROP TABLE rollup; CREATE VIEW rollup AS SELECT * FROM log",
    ]

    @Test("every planted difference is found, in its file", arguments: tampering)
    func planted(sql: String) throws {
        let fixture = try fixture()
        let day = try #require(fixture.days.dropFirst(2).first)
        let first =
            "(hour_ms, kind, slot, line_item, creative, section, region, device, consent, invalid) = "
            + "(SELECT hour_ms, kind, slot, line_item, creative, section, region, device, consent, "
            + "invalid FROM rollup LIMIT 1)"
        #expect(try verify(fixture).isClean)
        try fixture.execute(sql.replacingOccurrences(of: "rowid_of_first", with: first), on: day)
        let summary = try verify(fixture)
        #expect(!summary.isClean)
        #expect(summary.findings.allSatisfy { $0.file == fixture.file(day) })
        #expect(summary.text(format: .table).contains("difference"))
    }

    @Test("a roll-up cell is named in words")
    func place() throws {
        let fixture = try EventLogFixture(zone: .utc)
        let day = try #require(CivilDate("2026-11-24"))
        let rows = (0..<2).map { _ in
            FixtureRow(
                fileDay: day, at: Int64(day.dayNumber) * 86_400_000, kind: .request,
                slot: "sidebar",
                section: "USA")
        }
        try fixture.write(rows, terms: [], rolledShare: 1)
        try fixture.execute("UPDATE rollup SET count = 3", on: day)
        let summary = try verify(fixture)
        let file = fixture.file(day)
        let hour = Int64(day.dayNumber) * 86_400_000
        #expect(
            summary.text(format: .table) == """
                \(file): rollup hour_ms=\(hour) request slot=sidebar section=USA consent=2 invalid=0: \
                count 3, pages 0, revenue_micros 0, but the log has count 2, pages 0, revenue_micros 0
                \(file): view hourly total: requests 3, but the log has 2
                \(file): report total: requests 3, but the log has 2
                1 day file, 2 events, revenue 0.00 EUR: 3 differences

                """)
        let json = try JSONSerialization.jsonObject(with: Data(summary.text(format: .json).utf8))
        let members = try #require(json as? [String: Any])
        #expect(members["clean"] as? Bool == false)
        #expect((members["findings"] as? [[String: String]])?.count == 3)
        let records = try #require(ReportOutputTests.parseCSV(summary.text(format: .csv)))
        #expect(records.map(\.count) == [3, 3, 3, 3])
    }

    @Test("a flipped bit in a rolled-up file is found or changes no sum")
    func flippedBits() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        let day = try #require(CivilDate("2026-11-24"))
        let start = Instant(milliseconds: Int64(day.dayNumber) * 86_400_000)
        let items = ReportQueryTests.lineItems(around: start, .utc)
        let fixture = try EventLogFixture(zone: .utc)
        let rows = EventLogFixture.randomRows(
            400, from: start, to: start.advanced(byMilliseconds: 86_400_000), zone: .utc,
            lineItems: items, random: &random)
        try fixture.write(rows, terms: items, rolledShare: 1)
        try fixture.execute(
            "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE", on: day)
        let original = try Data(contentsOf: URL(filePath: fixture.file(day)))
        let honest = try verify(fixture)
        #expect(honest.isClean)
        var found = 0
        for _ in 0..<60 {
            var bytes = original
            let position = Int.random(in: 0..<bytes.count, using: &random)
            bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &random)
            try bytes.write(to: URL(filePath: fixture.file(day)))
            let summary = try verify(fixture)
            if summary.isClean {
                #expect(summary.events == honest.events, "seed \(seed), byte \(position)")
                #expect(summary.revenue == honest.revenue, "seed \(seed), byte \(position)")
            } else {
                found += 1
            }
        }
        #expect(found > 0, "seed \(seed)")
    }

    @Test("files that are no databases are findings, and the others are still read")
    func noDatabase() throws {
        let fixture = try fixture()
        let before = try verify(fixture)
        let path = fixture.path + "/events/2020-01-01.sqlite"
        try overwrite(
            path, with: "nothing but text, and enough of it to fill a database header ....")
        let summary = try verify(fixture)
        #expect(summary.findings.map(\.file) == [path])
        #expect(summary.events == before.events)
    }

    @Test("findings beyond the limit are counted")
    func manyFindings() throws {
        let fixture = try EventLogFixture(zone: .utc)
        let day = try #require(CivilDate("2026-11-24"))
        let rows = (0..<150).map { _ in
            FixtureRow(
                fileDay: day, at: Int64(day.dayNumber) * 86_400_000, kind: .request, consent: 8)
        }
        try fixture.write(rows, terms: [])
        let summary = try verify(fixture)
        #expect(summary.findings.count == 100)
        #expect(summary.findingsNotListed == 50)
        #expect(summary.text(format: .table).contains("and 50 more"))
    }

    @Test("an empty data directory agrees with itself, a missing one is an error")
    func empty() throws {
        let fixture = try EventLogFixture(zone: .utc)
        let summary = try verify(fixture)
        #expect(summary.isClean && summary.files == 0)
        #expect(
            summary.text(format: .table)
                == "0 day files, 0 events, revenue 0.00 EUR: log = roll-up = view = report\n")
        #expect(throws: ReportingError.noEventLog(path: "/nowhere/events")) {
            try VerifyCommand.run(dataDirectory: "/nowhere")
        }
    }

    @Test("a recount in pages counts every row once")
    func pages() throws {
        let fixture = try EventLogFixture(zone: .utc)
        let day = try #require(CivilDate("2026-11-24"))
        let count = Int(Limits.pageRows) + 7
        let row = FixtureRow(
            fileDay: day, at: Int64(day.dayNumber) * 86_400_000, kind: .request)
        try fixture.write(Array(repeating: row, count: count), terms: [])
        let summary = try verify(fixture)
        #expect(summary.isClean)
        #expect(summary.events == Int64(count))
    }
}
