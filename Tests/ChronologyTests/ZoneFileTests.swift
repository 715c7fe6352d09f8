import Testing

@testable import Chronology

@Suite("Zone files")
struct ZoneFileTests {
    private func error(_ bytes: [UInt8]) -> ZoneFileError? {
        do throws(ZoneFileError) {
            _ = try TimeZoneRules(identifier: "x", file: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("No beginning of a zone file is one", arguments: ["Europe/Berlin", "Asia/Kolkata"])
    func prefixes(_ name: String) throws {
        let bytes = try SystemZone.bytes(name)
        for count in 0..<bytes.count - 1 {
            // Up to the last byte, which closes the rule, something is missing.
            let short = Array(bytes[..<count])
            if error(short) == nil {
                let rules = try TimeZoneRules(identifier: "x", file: short)
                #expect(rules.rule == nil, "\(count) of \(bytes.count)")
            }
        }
    }

    @Test("Mutated files are refused or read, and never crash", arguments: 0..<10)
    func mutations(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let original = try SystemZone.bytes("America/New_York")
        var refused = 0
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                // Headers and footer matter most, so half of the changes go there.
                let nearHead = Bool.random(using: &random)
                let place =
                    nearHead
                    ? Int.random(in: 0..<60, using: &random)
                    : Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            guard let rules = try? TimeZoneRules(identifier: "x", file: bytes) else {
                refused += 1
                continue
            }
            for second in stride(from: Int64(0), to: 4_102_444_800, by: 300_000_000) {
                let date = rules.local(at: Instant(milliseconds: second * 1000)).date
                _ = rules.startOfDay(date)
                _ = rules.startOfHour(containing: Instant(milliseconds: second * 1000))
            }
        }
        #expect(refused > 0)
    }

    @Test("Other contents are told apart")
    func refused() throws {
        #expect(error([]) == .truncated)
        #expect(error(Array("GIF89a".utf8)) == .notTZif)
        var bytes = try SystemZone.bytes("Europe/Berlin")
        bytes[4] = 0
        #expect(error(bytes) == .unsupportedVersion(0))
        #expect(
            error([UInt8](repeating: 0, count: TimeZoneRules.fileBytesMax + 1)) == .inconsistent)
    }
}

@Suite("Yearly rules of zones")
struct ZoneRuleTests {
    @Test(
        "POSIX rules are read",
        arguments: [
            "UTC0", "EST5EDT,M3.2.0,M11.1.0", "<+0530>-5:30", "CET-1CEST,M3.5.0,M10.5.0/3",
            "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
            "IST-2IDT,M3.4.4/26,M10.5.0", "AAA3BBB,J60,J300", "AAA3BBB2:30,0/0,365/24",
        ])
    func accepted(_ text: String) {
        #expect(ZoneRule(posix: Array(text.utf8)) != nil)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "UT0", "UTC", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
            "EST5EDT,M3.6.0,M11.1.0", "<+05",
            "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J1", "EST5EDT,366,1", "EST5EDT,M3.2.0,M11.1.0x",
            "EST5:60", "EST200",
        ])
    func refused(_ text: String) {
        #expect(ZoneRule(posix: Array(text.utf8)) == nil)
    }

    @Test("Days of the year count 29 February or not, as their form says")
    func julian() throws {
        let rule = try #require(ZoneRule(posix: Array("AAA0BBB,J60/0,60/0".utf8))?.daylight)
        for (year, leap) in [(2024, true), (2026, false)] {
            let newYear = Int64(CivilDate.dayNumber(year: year, month: 1, day: 1))
            // J60 is 1 March in every year; 60 is 1 March in a leap year and 2 March in others.
            #expect(rule.start.localSecond(in: year) / 86_400 - newYear == (leap ? 60 : 59))
            #expect(rule.end.localSecond(in: year) / 86_400 - newYear == 60)
        }
    }
}
