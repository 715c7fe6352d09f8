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
