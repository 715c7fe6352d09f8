import Testing

@testable import Catalog

@Suite("Language ranges")
struct LanguageRangeTests {
    @Test(
        "A range covers itself and what is below it",
        arguments: [
            ("en", "en", true), ("en", "en-gb", true), ("en-GB", "en-gb", true),
            ("en-gb", "en", false), ("en", "eng", false),
            ("*", "fr", true), ("de", "fr", false),
        ])
    func covers(_ range: String, _ tag: String, _ expected: Bool) {
        #expect(LanguageRange(range)?.covers(tag) == expected)
    }

    @Test(
        "Malformed ranges are refused",
        arguments: ["", "-", "en-", "en_GB", "abcdefghi", "*-en", "e n", "é"])
    func refused(_ text: String) {
        #expect(LanguageRange(text) == nil)
    }
}
