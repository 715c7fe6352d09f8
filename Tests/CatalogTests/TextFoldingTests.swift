import Testing

@testable import Catalog

@Suite("Folding of names")
struct TextFoldingTests {
    @Test("Folding a folded text changes nothing, and neither does slugging a slug")
    func idempotent() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<2000 {
            let text = RandomJSON.string(&random)
            let folded = TextFolding.folded(text)
            #expect(TextFolding.folded(folded) == folded, "\(Array(text.unicodeScalars))")
            let slug = TextFolding.slug(text)
            #expect(TextFolding.slug(slug) == slug, "\(Array(text.unicodeScalars))")
        }
    }

    @Test(
        "Case, accents and white space do not count",
        arguments: [
            ("San José", "san jose"), ("  A \t B\n", "a b"), ("ÉCOLE", "ecole"), ("İ", "i"),
            ("", ""), ("Straße", "straße"),
        ])
    func folded(_ text: String, _ folded: String) {
        #expect(TextFolding.folded(text) == folded)
    }

    @Test(
        "Slugs keep letters and digits of every script",
        arguments: [
            ("Law & Order", "law-order"), ("--a__b--", "a-b"), ("漢字 2", "漢字-2"), ("!", ""),
            ("San José", "san-jose"),
        ])
    func slug(_ text: String, _ slug: String) {
        #expect(TextFolding.slug(text) == slug)
    }

    @Test("ASCII takes the same way as everything else")
    func asciiTwin() {
        for value in UInt8(0)..<128 {
            let scalar = Unicode.Scalar(value)
            let text = "a\(scalar)b"
            // An added and removed letter outside ASCII forces the way through Unicode.
            let slow = TextFolding.slug(text + " 漢").dropLast(2)
            #expect(TextFolding.slug(text) == slow, "\(value)")
        }
    }
}
