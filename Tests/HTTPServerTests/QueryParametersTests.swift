import HTTPServer
import TestSupport
import Testing

@Suite("Query parameters")
struct QueryParametersTests {
    /// Escapes what must be escaped, and now and then what need not be.
    private static func escaped(_ text: String, _ random: inout SeededRandom) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            if isPlain, !random.chance(10) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else if byte == 32, random.chance(50) {
                result += "+"
            } else {
                let digits = String(byte, radix: 16, uppercase: random.chance(50))
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let alphabet = Array("abz019 &=+%;/?#\u{1}\u{7F}éß日🙂\"'\\")
        return String(
            (0..<Int.random(in: 0...12, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? "a"
            })
    }

    @Test("What is escaped by the rules is read back as it was, in order, repeats included")
    func roundTrip() throws {
        for seed in UInt64(0)..<2000 {
            var random = SeededRandom(seed: seed)
            let pairs = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                (Self.text(&random), Self.text(&random))
            }
            let query = pairs.map {
                Self.escaped($0.0, &random) + "=" + Self.escaped($0.1, &random)
            }.joined(separator: "&")
            let decoded = try #require(QueryParameters.decode(query[...]), "seed \(seed): \(query)")
            #expect(decoded.map(\.name) == pairs.map(\.0), "seed \(seed)")
            #expect(decoded.map(\.value) == pairs.map(\.1), "seed \(seed)")
        }
    }

    @Test("A parameter without a sign of equality has an empty value; empty parts are passed over")
    func looseForms() throws {
        let decoded = try #require(QueryParameters.decode("a&b=&=c&&d=e=f&"))
        #expect(decoded.map(\.name) == ["a", "b", "", "d"])
        #expect(decoded.map(\.value) == ["", "", "c", "e=f"])
        #expect(QueryParameters.decode("")?.isEmpty == true)
    }

    @Test(
        "Escapes that are cut or none, bytes that are not UTF-8 and NUL are refused",
        arguments: [
            "a=%", "a=%4", "a=%G1", "a=%1G", "%=a", "a=%%41", "a=%ff", "a=%C3", "a=%C3%28",
            "a=%ED%A0%80", "a=%C0%80", "a=%00", "%00=a", "a=%+1", "a=%F4%90%80%80",
        ])
    func refused(_ query: String) {
        #expect(QueryParameters.decode(query[...]) == nil)
    }

    @Test("Any bytes at all are decoded or refused, never more")
    func anyBytes() {
        for seed in UInt64(0)..<5000 {
            var random = SeededRandom(seed: seed)
            let alphabet = Array("%%%&=+a0fF é")
            let query = String(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? "a"
                })
            guard let decoded = QueryParameters.decode(query[...]) else { continue }
            let bytes = decoded.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
            #expect(bytes <= query.utf8.count, "seed \(seed)")
        }
    }

    @Test("As many parameters as the limit are read; one more is refused")
    func limit() {
        let query = Array(repeating: "a=1", count: QueryParameters.countMax).joined(separator: "&")
        #expect(QueryParameters.decode(query[...])?.count == QueryParameters.countMax)
        #expect(QueryParameters.decode((query + "&a=1")[...]) == nil)
        #expect(QueryParameters.decode((query + "&")[...])?.count == QueryParameters.countMax)
    }
}
