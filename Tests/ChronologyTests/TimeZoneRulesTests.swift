import Foundation
import Testing

@testable import Chronology

/// The zones of the system, read from the same files that the program reads.
enum SystemZone {
    static let folder = "/usr/share/zoneinfo"
    static let names: [String] = TimeZone.knownTimeZoneIdentifiers.filter {
        $0.contains("/") && FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }

    static func rules(_ name: String) throws -> TimeZoneRules {
        try TimeZoneRules(identifier: name, file: bytes(name))
    }
}

@Suite("Time zones")
struct TimeZoneRulesTests {
    /// 1970 to 2100.
    private static let seconds: Range<Int64> = 0..<4_102_444_800

    /// Random instants and, where Foundation sees its offset change, those around the change.
    private static func instants(_ zone: TimeZone, _ random: inout SeededRandom) -> [Int64] {
        var found = (0..<100).map { _ in Int64.random(in: seconds, using: &random) }
        var date = Date(timeIntervalSince1970: Double(Int64.random(in: seconds, using: &random)))
        for _ in 0..<20 {
            guard let next = zone.nextDaylightSavingTimeTransition(after: date) else { break }
            let second = Int64(next.timeIntervalSince1970)
            guard seconds.contains(second) else { break }
            found += [second - 3600, second - 1, second, second + 1, second + 3600]
            date = next
        }
        return found
    }

    @Test("There are zones to test")
    func zones() { #expect(SystemZone.names.count > 300) }

    @Test(
        "Every zone's offset is Foundation's, at random instants and around changes",
        arguments: SystemZone.names)
    func offsets(_ name: String) throws {
        let rules = try SystemZone.rules(name)
        let zone = try #require(TimeZone(identifier: name))
        var random = SeededRandom(seed: UInt64(name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }))
        for second in Self.instants(zone, &random) {
            let theirs = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            #expect(
                rules.offsetSeconds(at: Instant(milliseconds: second * 1000)) == theirs,
                "\(name) at \(second)")
        }
    }

    @Test("A day begins at its first instant", arguments: SystemZone.names)
    func days(_ name: String) throws {
        let rules = try SystemZone.rules(name)
        let zone = try #require(TimeZone(identifier: name))
        var random = SeededRandom(seed: UInt64(name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
        for second in Self.instants(zone, &random) {
            let date = rules.local(at: Instant(milliseconds: second * 1000)).date
            for offset in -1...1 {
                checkDay(date.advanced(byDays: offset), rules)
            }
        }
    }

    /// The start belongs to the date and the millisecond before it does not, unless the zone skipped the date altogether.
    private func checkDay(_ date: CivilDate, _ rules: TimeZoneRules) {
        let start = rules.startOfDay(date)
        let at = rules.local(at: start).date
        let before = rules.local(at: start.advanced(byMilliseconds: -1)).date
        if at == date {
            #expect(before < date, "\(rules.identifier) \(date)")
        } else {
            // A day that the zone left out when it crossed the date line: it ends where it begins.
            #expect(at == date.advanced(byDays: 1), "\(rules.identifier) \(date)")
            #expect(before < date, "\(rules.identifier) \(date)")
            #expect(
                rules.startOfDay(date.advanced(byDays: 1)) == start, "\(rules.identifier) \(date)")
        }
    }

    @Test("The wall clock and its hour follow from the offset", arguments: SystemZone.names)
    func local(_ name: String) throws {
        let rules = try SystemZone.rules(name)
        let zone = try #require(TimeZone(identifier: name))
        var random = SeededRandom(seed: UInt64(name.utf8.reduce(9) { $0 &* 31 &+ UInt64($1) }))
        for second in Self.instants(zone, &random) {
            let instant = Instant(milliseconds: second * 1000 + 123)
            let local = rules.local(at: instant)
            let shifted = instant.milliseconds + Int64(rules.offsetSeconds(at: instant)) * 1000
            #expect(
                Int64(local.date.dayNumber) * 86_400_000 + Int64(local.millisecondOfDay) == shifted)
            #expect(local.hourOfWeek == local.date.weekday * 24 + local.hour)
            checkHour(instant, local, rules)
        }
    }

    /// The hour's start shows the same hour, nothing of the hour lies before it, and it is no later than the instant.
    private func checkHour(_ instant: Instant, _ local: LocalTime, _ rules: TimeZoneRules) {
        let start = rules.startOfHour(containing: instant)
        let what = "\(rules.identifier) at \(instant)"
        #expect(start <= instant, "\(what)")
        #expect(instant.milliseconds(since: start) < 3_600_000, "\(what)")
        let first = rules.local(at: start)
        #expect(first.date == local.date && first.hour == local.hour, "\(what)")
        #expect(rules.startOfHour(containing: start) == start, "\(what)")
        // A boundary is a full hour of the wall clock, or a change of the offset.
        let before = start.advanced(byMilliseconds: -1)
        let isFullHour = first.millisecondOfDay % 3_600_000 == 0
        #expect(
            isFullHour || rules.offsetSeconds(at: before) != rules.offsetSeconds(at: start),
            "\(what)")
    }

    @Test("Days of 23 and 25 hours, a skipped midnight and a skipped date")
    func examples() throws {
        func hours(_ zone: String, _ text: String) throws -> Double {
            let rules = try SystemZone.rules(zone)
            let date = try #require(CivilDate(text))
            let length = rules.startOfDay(date.advanced(byDays: 1)).milliseconds(
                since: rules.startOfDay(date))
            return Double(length) / 3_600_000
        }
        #expect(try hours("America/Los_Angeles", "2027-03-14") == 23)
        #expect(try hours("America/Los_Angeles", "2026-11-01") == 25)
        #expect(try hours("Australia/Lord_Howe", "2026-04-05") == 24.5)
        #expect(try hours("Pacific/Apia", "2011-12-30") == 0)
        let santiago = try SystemZone.rules("America/Santiago")
        let date = try #require(CivilDate("2026-09-06"))
        #expect(santiago.local(at: santiago.startOfDay(date)).hour == 1)
    }

    @Test("UTC has no offset")
    func utc() {
        #expect(TimeZoneRules.utc.offsetSeconds(at: Instant(milliseconds: 1_796_000_000_000)) == 0)
    }
}
