import Foundation
import Testing

@testable import Chronology

@Suite("Civil dates")
struct CivilDateTests {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()

    @Test("Every day from 1890 to 2210 has the components and weekday that Foundation gives it")
    func components() {
        for day in stride(from: -29_200, to: 87_700, by: 1) {
            let date = CivilDate(dayNumber: day)
            let theirs = Self.calendar.dateComponents(
                [.year, .month, .day, .weekday],
                from: Date(timeIntervalSince1970: Double(day) * 86_400))
            let ours = date.components
            #expect(
                ours.year == theirs.year && ours.month == theirs.month && ours.day == theirs.day
                    && (date.weekday + 1) % 7 + 1 == theirs.weekday, "day \(day)")
        }
    }

    @Test("Components lead back to the date, over all years that have one")
    func roundTrip() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<50_000 {
            let day = Int.random(in: -719_162...2_932_896, using: &random)
            let date = CivilDate(dayNumber: day)
            let (year, month, dayOfMonth) = date.components
            #expect(CivilDate(year: year, month: month, day: dayOfMonth) == date)
            #expect(CivilDate(date.description) == date)
        }
    }

    @Test("Days follow each other without gaps, and weekdays repeat every seven")
    func succession() throws {
        var last = try #require(CivilDate(year: 1999, month: 12, day: 31))
        for _ in 0..<3000 {
            let next = last.advanced(byDays: 1)
            #expect(next > last)
            #expect(next.weekday == (last.weekday + 1) % 7)
            let isNewMonth = next.components.day == 1
            #expect(isNewMonth || next.components.day == last.components.day + 1)
            #expect(next.firstOfMonth.components.day == 1)
            #expect(next.firstOfMonth <= next && next < next.firstOfNextMonth)
            #expect(last.firstOfNextMonth == next || !isNewMonth)
            last = next
        }
    }

    @Test("Days that do not exist are refused")
    func refused() {
        for (year, month, day) in [
            (2026, 2, 29), (2024, 2, 30), (2100, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1),
            (2026, 1, 0), (2026, 1, 32), (0, 1, 1), (10_000, 1, 1), (2026, 1, -1),
        ] {
            #expect(CivilDate(year: year, month: month, day: day) == nil, "\(year)-\(month)-\(day)")
        }
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
    }

    @Test(
        "Only YYYY-MM-DD is read",
        arguments: [
            "", "2026-12-1", "2026-1-01", "26-12-01", "2026/12/01", "2026-12-01 ", " 2026-12-01",
            "2026-12-01T",
            "２026-12-01", "2026-12-0a", "+026-12-01", "20261201", "2026-13-01", "2026-02-29",
        ])
    func malformed(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("Division rounds towards negative infinity")
    func floorDivision() {
        for value in -50...50 {
            for divisor in 1...9 {
                let quotient = value.floorDivided(by: divisor)
                #expect(quotient * divisor <= value && value < (quotient + 1) * divisor)
            }
        }
    }
}
