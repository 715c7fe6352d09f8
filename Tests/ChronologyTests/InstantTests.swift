import Foundation
import Testing

@testable import Chronology

@Suite("Instants")
struct InstantTests {
    @Test("Every instant is printed so that it is read back")
    func roundTrip() {
        var random = SeededRandom(seed: 2)
        for _ in 0..<20_000 {
            let instant = Instant(
                milliseconds: Int64.random(
                    in: -62_135_596_800_000...253_402_300_799_999, using: &random))
            #expect(Instant(rfc3339: instant.description) == instant, "\(instant.milliseconds)")
        }
    }

    @Test("The text is the one that Foundation prints")
    func agreesWithFoundation() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var random = SeededRandom(seed: 3)
        for _ in 0..<2000 {
            let seconds = Int64.random(in: 0..<7_258_118_400, using: &random)
            let instant = Instant(milliseconds: seconds * 1000)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(instant.description == date.formatted(style), "\(seconds)")
        }
    }

    @Test(
        "Offsets, fractions and short forms mean what RFC 3339 says",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T01:00:00+01:00", 0),
            ("1969-12-31T16:00:00-08:00", 0),
            ("1970-01-01t00:00:00.5z", 500), ("1970-01-01T00:00:00.1239Z", 123),
            ("1970-01-01T00:01Z", 60_000),
            ("1970-01-01T00:00:00.000000001Z", 0), ("1970-01-01T05:45:00+05:45", 0),
            ("2026-12-01T08:00:00-08:00", 1_796_140_800_000), ("1969-12-31T23:59:59.999Z", -1),
        ] as [(String, Int64)])
    func values(_ text: String, _ milliseconds: Int64) {
        #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2026-12-01", "2026-12-01T08:00:00", "2026-12-01 08:00:00Z", "2026-12-01T24:00:00Z",
            "2026-12-01T08:60:00Z", "2026-12-01T08:00:60Z", "2026-12-01T08:00:00+24:00",
            "2026-12-01T08:00:00+01",
            "2026-12-01T08:00:00+0100", "2026-12-01T08:00:00.Z", "2026-12-01T08:00:00.1234567890Z",
            "2026-12-01T08:00:00ZZ", "2026-12-01T8:00:00Z", "2026-02-30T08:00:00Z",
            "2026-12-01T08:00:00+01:60",
            "2026-12-01T08:00:00Z ", "2026-12-01T08:00:00−08:00", "é026-12-01T08:00:00Z",
        ])
    func refused(_ text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test("Mutated texts are refused or read, and never crash")
    func mutations() {
        var random = SeededRandom(seed: 4)
        let original = Array("2026-12-01T08:00:00.123-08:00".utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = original
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
            if Instant(rfc3339: String(decoding: bytes, as: UTF8.self)) != nil { accepted += 1 }
        }
        #expect(accepted > 0)
    }

    @Test("Seconds and the UTC date are rounded down, also before 1970")
    func rounding() {
        let instant = Instant(milliseconds: -1)
        #expect(instant.seconds == -1)
        #expect(instant.utcDate.description == "1969-12-31")
        #expect(Instant(milliseconds: 86_400_000).utcDate.description == "1970-01-02")
        #expect(instant.advanced(byMilliseconds: 2).milliseconds(since: instant) == 2)
    }
}
