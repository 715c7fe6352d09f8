import Testing

@testable import Catalog

@Suite("Click addresses")
struct ClickURLTests {
    @Test(
        "Plain web addresses are accepted",
        arguments: [
            "https://a.example", "http://a.example/", "HTTPS://A.Example/B",
            "https://localhost:8080/",
            "https://a.example:443/x?y=1&z=%20#f", "https://a-b.c1.example/a;b=c/(d)!$&'*+,=:@~._-",
            "https://xn--mnchen-3ya.example/", "http://127.0.0.1/", "https://a.example?q",
            "https://a.example#f",
            "https://1.a.example/", "https://3com.example",
        ])
    func accepted(_ text: String) {
        #expect(ClickURL.problem(with: text) == nil)
    }

    static let refusals: [(String, ClickURL.Problem)] = [
        ("", .notHTTP), ("a.example", .notHTTP), ("//a.example", .notHTTP), ("/path", .notHTTP),
        ("ftp://a.example", .notHTTP), ("javascript:alert(1)", .notHTTP),
        ("data:text/html,x", .notHTTP),
        ("https:a.example", .notHTTP), ("https:/a.example", .notHTTP),
        (" https://a.example", .notHTTP),
        ("https://", .noHost), ("https:///a", .noHost), ("https://:80/", .noHost),
        ("https://?a", .noHost),
        ("https://user@a.example", .userInfo), ("https://a.example:80@evil.example", .userInfo),
        ("https://good\\@evil.example", .backslash), ("https://a.example\\b", .backslash),
        ("https://a.example/\n", .controlCharacter), ("https://a\t.example/", .controlCharacter),
        ("https://a.example/\u{7F}", .controlCharacter),
        ("https://a.example/\u{0}", .controlCharacter),
        ("https://münchen.example/", .nonASCIIHost), ("https://a。example/", .nonASCIIHost),
        ("https://a.example/é", .nonASCII), ("https://a.example/?q=é", .nonASCII),
        ("https://a..example/", .malformedHost("a..example")),
        ("https://.a/", .malformedHost(".a")),
        ("https://a.example./", .malformedHost("a.example.")),
        ("https://-a.example", .malformedHost("-a.example")),
        ("https://a_b.example", .malformedHost("a_b.example")),
        ("https://a b/", .malformedHost("a b")),
        ("https://%61.example/", .malformedHost("%61.example")),
        ("https://[::1]/", .malformedHost("[")),
        ("https://2130706433/", .malformedHost("2130706433")),
        ("https://0x7f.1/", .malformedHost("0x7f.1")),
        ("https://a.0x7f/", .malformedHost("a.0x7f")),
        ("https://127.0.0.01/", .malformedHost("127.0.0.01")),
        ("https://256.0.0.1/", .malformedHost("256.0.0.1")),
        ("https://1.2.3/", .malformedHost("1.2.3")),
        ("https://a.example:/", .malformedPort), ("https://a.example:0/", .malformedPort),
        ("https://a.example:65536/", .malformedPort), ("https://a.example:8a/", .malformedPort),
        ("https://a.example:1:2/", .malformedPort),
        ("https://a.example/%", .malformedPercentEncoding),
        ("https://a.example/%4", .malformedPercentEncoding),
        ("https://a.example/%zz", .malformedPercentEncoding),
        ("https://a.example/a b", .forbiddenCharacter(" ")),
        ("https://a.example/<", .forbiddenCharacter("<")),
        ("https://a.example/\"", .forbiddenCharacter("\"")),
        ("https://a.example/{x}", .forbiddenCharacter("{")),
        ("https://a.example/[x", .forbiddenCharacter("[")),
        ("https://a.example/^", .forbiddenCharacter("^")),
        ("https://a.example/#a#b", .forbiddenCharacter("#")),
    ]

    @Test("Everything else is refused for its reason", arguments: refusals)
    func refused(_ text: String, _ problem: ClickURL.Problem) {
        #expect(ClickURL.problem(with: text) == problem)
        #expect(!problem.message.isEmpty)
    }

    @Test("Length is bounded at 2,048 bytes")
    func length() {
        let start = "https://a.example/"
        let longest = start + String(repeating: "a", count: 2048 - start.count)
        #expect(ClickURL.problem(with: longest) == nil)
        #expect(ClickURL.problem(with: longest + "a") == .tooLong)
        #expect(
            ClickURL.problem(with: "https://" + String(repeating: "a", count: 63) + ".b") == nil)
        #expect(
            ClickURL.problem(with: "https://" + String(repeating: "a", count: 64) + ".b") != nil)
    }

    @Test("An accepted address has no byte outside the printable ASCII range", arguments: 0..<20)
    func mutations(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let original = Array("https://alpine.example:8443/a/b?c=%41#d".utf8)
        for _ in 0..<2000 {
            var bytes = original
            for _ in 0..<2 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard ClickURL.problem(with: text) == nil else { continue }
            #expect(text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "seed \(seed): \(text)")
            #expect(
                !text.contains("\\") && text.lowercased().hasPrefix("http"), "seed \(seed): \(text)"
            )
        }
    }
}
