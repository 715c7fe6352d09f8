import EventLog
import TestSupport
import Testing

@testable import AdServer

@Suite("Spent tokens")
struct SpentTokensTests {
    @Test(
        "agree with a plain set over random uses, undone uses and expiries",
        arguments: 0..<UInt64(20))
    func twin(seed: UInt64) {
        struct Use: Hashable {
            let kind: EventKind
            let hour: Int64
            let serial: Int64
        }
        var random = SeededRandom(seed: seed)
        var tokens = SpentTokens()
        var plain: Set<Use> = []
        for _ in 0..<500 {
            let use = Use(
                kind: EventKind.allCases.randomElement(using: &random) ?? .click,
                hour: Int64.random(in: 0...5, using: &random),
                serial: Int64.random(in: 0...9, using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                tokens.removeAll(before: use.hour)
                plain = plain.filter { $0.hour >= use.hour }
            case 1..<8:
                tokens.insert(use.kind, hour: use.hour, serial: use.serial)
                plain.insert(use)
            case 8..<12:
                tokens.remove(
                    bits: SpentTokens.bit(use.kind), hour: use.hour, serial: use.serial)
                plain.remove(use)
            default: break
            }
            #expect(
                tokens.contains(use.kind, hour: use.hour, serial: use.serial)
                    == plain.contains(use), "seed \(seed)")
        }
    }
}
