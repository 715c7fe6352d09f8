import Testing

@testable import Catalog

@Suite("Identifiers")
struct IdentifierTests {
    @Test("Ids are lower-case ASCII names of at most 64 characters")
    func form() {
        for text in ["a", "0", "a.b-c_d", "rail-728x90", String(repeating: "a", count: 64)] {
            #expect(Identifier.isWellFormed(text), "\(text)")
        }
        for text in [
            "", "-a", ".a", "_a", "A", "a b", "é", "a/b", "a\n", String(repeating: "a", count: 65),
        ] {
            #expect(!Identifier.isWellFormed(text), "\(text)")
        }
    }

    @Test("A suggestion is an id that reads alike")
    func suggestions() {
        #expect(Identifier.suggestion(for: "Alpine Rail AG") == "alpine-rail-ag")
        #expect(Identifier.suggestion(for: "Café") == "cafe")
        #expect(Identifier.suggestion(for: "漢字") == nil)
    }
}
