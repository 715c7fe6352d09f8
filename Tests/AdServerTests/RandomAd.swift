import Chronology
import Consent
import TestSupport

@testable import AdServer

extension ServedAd {
    /// An ad whose fields are random within what a catalog can hold.
    static func random(_ random: inout SeededRandom) -> ServedAd {
        func text(_ longest: Int) -> String {
            let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789-._/éß東")
            var text = ""
            for _ in 0..<Int.random(in: 0...longest, using: &random) {
                let next = alphabet.randomElement(using: &random) ?? "a"
                if text.utf8.count + next.utf8.count > 255 { break }
                text.append(next)
            }
            return text
        }
        let micros = Int64.random(in: 0...1_000_000_000_000_000, using: &random)
        let price: PricePoint =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: .impression(micros)
            case 1: .viewable(micros)
            case 2: .click(micros)
            default: .free
            }
        return ServedAd(
            serial: Int64.random(in: 0...Int64.max, using: &random),
            issued: Instant(milliseconds: Int64.random(in: 0...7_000_000_000_000, using: &random)),
            consent: ConsentClass.allCases.randomElement(using: &random) ?? .counts,
            price: price,
            request: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) },
            site: text(64), slot: text(64), lineItem: text(194), creative: text(194),
            section: text(255), region: text(40), device: "desktop", viewer: text(64))
    }
}
