import Chronology
import Consent
import TestSupport
import Testing

@testable import AdServer

@Suite("Tokens")
struct TokenCodecTests {
    private let codec = TokenCodec(keys: SigningKeys(seed: 7))

    @Test(
        "come back as the ad that went out, in characters that need no escaping",
        arguments: 0..<UInt64(20))
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let ad = ServedAd.random(&random)
            let token = codec.token(for: ad)
            #expect(codec.ad(of: token) == ad, "seed \(seed)")
            #expect(token.count <= TokenCodec.tokenLengthMax)
            #expect(
                token.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == 45 || $0 == 95
                })
        }
    }

    @Test(
        "are refused with any one bit changed, cut anywhere, or with anything appended",
        arguments: 0..<UInt64(10))
    func tampering(seed: UInt64) {
        var random = SeededRandom(seed: seed + 100)
        for _ in 0..<20 {
            let token = codec.token(for: ServedAd.random(&random).shortened)
            var accepted: [String] = []
            for position in token.indices {
                for bit in 0..<8 {
                    var changed = token
                    changed[position] ^= 1 << UInt8(bit)
                    if codec.ad(of: changed) != nil { accepted.append("\(position).\(bit)") }
                }
                if codec.ad(of: token[..<position]) != nil { accepted.append("cut \(position)") }
            }
            for byte in [UInt8(ascii: "A"), UInt8(ascii: "="), 0, 32, 10]
            where codec.ad(of: token + [byte]) != nil || codec.ad(of: [byte] + token) != nil {
                accepted.append("with \(byte)")
            }
            #expect(accepted == [], "seed \(seed)")
        }
    }

    @Test("of another key are refused")
    func otherKey() {
        var random = SeededRandom(seed: 1)
        let other = TokenCodec(keys: SigningKeys(seed: 8))
        for _ in 0..<50 {
            let ad = ServedAd.random(&random)
            #expect(other.ad(of: codec.token(for: ad)) == nil)
        }
    }

    @Test("are nothing but tokens: noise of any length is refused", arguments: 0..<UInt64(10))
    func noise(seed: UInt64) {
        var random = SeededRandom(seed: seed + 200)
        let letters = Array("ABCDEFGHabcdefgh0123456789-_".utf8)
        #expect(codec.ad(of: []) == nil)
        for _ in 0..<200 {
            let count = Int.random(in: 0...400, using: &random)
            let noise = (0..<count).map { _ in letters.randomElement(using: &random) ?? 65 }
            #expect(codec.ad(of: noise) == nil, "seed \(seed)")
        }
        let long = [UInt8](repeating: 65, count: 1_000_000)
        #expect(codec.ad(of: long) == nil)
    }

    @Test("of the key before the newest are still believed, each by its number")
    func twoKeys() throws {
        var random = SeededRandom(seed: 3)
        let folder = try TemporaryFolder()
        let first = try SigningKeys(directory: folder.path)
        let ad = ServedAd.random(&random)
        let old = TokenCodec(keys: first).token(for: ad)
        let file = try KeyFile.read(folder)
        try KeyFile.write("2 \(String(repeating: "ab", count: 32))\n" + file, folder)
        let both = TokenCodec(keys: try SigningKeys(directory: folder.path))
        #expect(both.ad(of: old) == ad)
        let new = both.token(for: ad)
        #expect(new != old)
        #expect(both.ad(of: new) == ad)
        #expect(TokenCodec(keys: first).ad(of: new) == nil)
        // The old key's bytes under the new number prove nothing.
        try KeyFile.write("2 " + file.dropFirst(2), folder)
        #expect(TokenCodec(keys: try SigningKeys(directory: folder.path)).ad(of: old) == nil)
    }

    @Test("keep a section whose path is longer than they can hold readable")
    func longTexts() {
        var random = SeededRandom(seed: 4)
        var ad = ServedAd.random(&random)
        for length in 80...90 {
            ad.section = "a" + String(repeating: "東", count: length)
            let back = codec.ad(of: codec.token(for: ad))
            if ad.section.utf8.count <= 255 {
                #expect(back == ad)
            } else {
                #expect(back != nil, "\(length) characters")
                #expect(ad.section.hasPrefix(back?.section ?? "?"))
            }
        }
    }

    @Test("have serial numbers that no other start or reactor gives out")
    func serials() {
        let last = TokenSerial.first(epoch: (1 << 20) - 1, reactor: 31)
        #expect(last > 0)
        #expect(TokenSerial.epoch(of: last) == (1 << 20) - 1)
        var seen: Set<Int64> = []
        for epoch in [Int64(1), 2, 3, 1000] {
            for reactor in 0..<TokenSerial.reactorsMax {
                let first = TokenSerial.first(epoch: epoch, reactor: reactor)
                #expect(seen.insert(first).inserted)
                #expect(TokenSerial.epoch(of: first) == epoch)
                #expect(TokenSerial.epoch(of: first + (1 << 38) - 1) == epoch)
            }
        }
        let ordered = seen.sorted()
        #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $1 - $0 >= 1 << 38 })
    }
}

extension ServedAd {
    /// The same ad with short texts, so that every bit can be tried.
    fileprivate var shortened: ServedAd {
        var ad = self
        ad.lineItem = String(ad.lineItem.prefix(6))
        ad.creative = String(ad.creative.prefix(6))
        ad.section = String(ad.section.prefix(4))
        ad.site = "s"
        ad.slot = String(ad.slot.prefix(3))
        ad.viewer = ""
        ad.region = ""
        return ad
    }
}
