import Catalog
import Chronology
import Foundation
import TestSupport
import Testing

@testable import EventLog

@Suite("Local days in the log")
struct LocalDayTests {
    /// A zone, the local date of a change of its clocks, and the minutes that the day has.
    struct Change: Sendable, CustomTestStringConvertible {
        let zone: String
        let date: String
        let minutes: Int

        var testDescription: String { "\(zone) \(date)" }
    }

    static let changes = [
        Change(zone: "Asia/Kolkata", date: "2026-10-04", minutes: 1440),
        Change(zone: "America/St_Johns", date: "2026-03-08", minutes: 1380),
        Change(zone: "America/St_Johns", date: "2026-11-01", minutes: 1500),
        Change(zone: "Australia/Lord_Howe", date: "2026-10-04", minutes: 1410),
        Change(zone: "Australia/Lord_Howe", date: "2026-04-05", minutes: 1470),
        Change(zone: "America/Los_Angeles", date: "2026-11-01", minutes: 1500),
        Change(zone: "Asia/Kathmandu", date: "2026-04-05", minutes: 1440),
    ]

    @Test("are counted exactly, also on 23.5 and 24.5 hour days", arguments: changes)
    func countsDays(change: Change) throws {
        let date = try #require(CivilDate(change.date))
        let fixture = try LogFixture(
            zone: change.zone, at: "\(date.advanced(byDays: -1))T00:00:00Z")
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: change.zone))
        var expected: [String: Int] = [:]
        let step = 30
        let start = fixture.now
        for minute in stride(from: 0, to: 3 * 1440, by: step) {
            fixture.now = start.advanced(byMilliseconds: Int64(minute) * 60_000 + 59_999)
            try fixture.log.turnDay(to: fixture.now) { [:] }
            var batch = LogBatch()
            for consent in RecordClass.allCases {
                batch.entries.append(
                    LogEntry(
                        kind: .impression, consent: consent, slot: "leaderboard",
                        lineItem: "a/b/one", creative: "x", section: nil, region: nil,
                        device: "desktop", request: nil, viewer: nil))
            }
            try fixture.log.commit(batch, at: fixture.now)
            let parts = calendar.dateComponents(
                [.day, .hour],
                from: Date(timeIntervalSince1970: Double(fixture.now.milliseconds) / 1000))
            expected["\(parts.day ?? 0) \(parts.hour ?? -1)", default: 0] += 3
        }
        var found: [String: Int] = [:]
        var onDate = 0
        for day in fixture.days {
            for row in try fixture.rows(
                "SELECT CAST(substr(local_date, 9) AS INTEGER), local_hour, count, local_date FROM hourly",
                columns: 4, day: day)
            {
                found["\(row[0]) \(row[1])", default: 0] += Int(row[2]) ?? 0
                if row[3] == change.date { onDate += Int(row[2]) ?? 0 }
            }
        }
        #expect(found == expected)
        #expect(onDate == 3 * change.minutes / step)
    }
}
