import Testing

@testable import Catalog

@Suite("Findings of a file")
struct FileFindingsTests {
    @Test("Lines end at line feeds, with or without carriage return; columns count characters")
    func places() {
        let text = "ab\r\né漢e\u{301}x\n\n\"end\""
        let findings = FileFindings(file: "f", bytes: Array(text.utf8))
        func place(_ part: String) -> (Int, Int, String?, Int?) {
            let bytes = Array(text.utf8)
            let sought = Array(part.utf8)
            let start = bytes.indices.first { bytes[$0...].starts(with: sought) } ?? 0
            findings.error(at: start..<(start + sought.count), part)
            let found = findings.diagnostics.last
            return (
                found?.line ?? 0, found?.column ?? 0, found?.excerpt?.text, found?.excerpt?.length
            )
        }
        #expect(place("ab") == (1, 1, "ab", 2))
        #expect(place("漢") == (2, 2, "é漢e\u{301}x", 1))
        #expect(place("x") == (2, 4, "é漢e\u{301}x", 1))
        #expect(place("\"end\"") == (4, 1, "\"end\"", 5))
        findings.error(at: text.utf8.count..<text.utf8.count, "at the end")
        #expect(findings.diagnostics.last?.line == 4)
        #expect(findings.diagnostics.last?.column == 6)
    }

    @Test("A range over several lines is marked on its first")
    func acrossLines() {
        let findings = FileFindings(file: "f", bytes: Array("abc\ndef".utf8))
        findings.error(at: 1..<6, "x")
        #expect(findings.diagnostics[0].excerpt == .init(text: "abc", length: 2))
    }

    @Test("Of a long line a part around the place is shown", arguments: [10, 500, 9_000, 99_990])
    func longLines(_ place: Int) throws {
        let line = String((0..<100_000).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) })
        let findings = FileFindings(file: "f", bytes: Array(line.utf8))
        findings.error(at: place..<(place + 5), "x")
        let found = findings.diagnostics[0]
        let excerpt = try #require(found.excerpt)
        #expect(found.column == place + 1)
        #expect(excerpt.text.count <= Limits.excerptCharactersMax)
        let offset = found.column - excerpt.firstColumn
        let marked = excerpt.text.dropFirst(offset).prefix(excerpt.length)
        #expect(String(marked) == String(line.dropFirst(place).prefix(5)))
    }

    @Test("Findings beyond the limit are counted, and still make the file faulty")
    func limit() {
        let findings = FileFindings(file: "f", bytes: Array("x".utf8))
        for _ in 0..<Limits.findingsPerFileMax { findings.warning(at: 0..<1, "w") }
        #expect(!findings.hasErrors)
        findings.error(at: 0..<1, "e")
        #expect(findings.hasErrors)
        let all = findings.sorted()
        #expect(all.count == Limits.findingsPerFileMax + 1)
        #expect(all.last?.message == "1 more findings are not shown")
    }
}
