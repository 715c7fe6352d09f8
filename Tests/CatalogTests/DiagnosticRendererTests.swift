import Foundation
import Testing

@testable import Catalog

@Suite("Diagnostics in print")
struct DiagnosticRendererTests {
    private static let finding = Diagnostic(
        severity: .error, file: "a/b.json", line: 3, column: 5, message: "no such slot",
        hint: "did you mean \"top\"?", excerpt: .init(text: "  \t \"topp\",", length: 6))

    @Test("Text is as compilers print it, with a caret below the place")
    func text() {
        #expect(
            DiagnosticRenderer.text(Self.finding) == """
                a/b.json:3:5: error: no such slot
                    \t "topp",
                    \t ^~~~~~
                  hint: did you mean "top"?

                """)
    }

    @Test("A finding about a whole file has no place")
    func wholeFile() {
        let finding = Diagnostic(
            severity: .warning, file: "a.json", line: 0, column: 0, message: "not read")
        #expect(
            DiagnosticRenderer.text([finding, finding])
                == "a.json: warning: not read\na.json: warning: not read\n")
    }

    @Test("Part of a long line is shown with the caret in its place")
    func partOfLine() {
        let finding = Diagnostic(
            severity: .error, file: "a", line: 1, column: 103, message: "m",
            excerpt: .init(text: "abcdef", length: 2, firstColumn: 101))
        #expect(DiagnosticRenderer.text(finding) == "a:1:103: error: m\n  ...abcdef\n       ^~\n")
    }

    @Test("Control and format characters do not reach the terminal")
    func controlCharacters() {
        let finding = Diagnostic(
            severity: .error, file: "a\u{1B}[2J", line: 1, column: 1, message: "x\u{202E}y\n",
            hint: "\u{9B}",
            excerpt: .init(text: "\u{1B}[31m\u{7F}", length: 1))
        let text = DiagnosticRenderer.text(finding)
        let forbidden = text.unicodeScalars.filter { $0 != "\n" && Wording.isUnprintable($0) }
        #expect(forbidden.isEmpty)
        #expect(text.split(separator: "\n").count == 4)
    }

    @Test("JSON holds the same findings")
    func json() throws {
        let plain = Diagnostic(
            severity: .warning, file: "é\"\\\u{1}", line: 0, column: 0, message: "m\n")
        let text = DiagnosticRenderer.json([Self.finding, plain])
        let value = try JSONReader.read(Array(text.utf8), options: .requestBody)
        let rows = try #require(value.array)
        #expect(rows[0]["severity"]?.string == "error")
        #expect(rows[0]["file"]?.string == "a/b.json")
        #expect(rows[0]["line"]?.integer == 3)
        #expect(rows[0]["column"]?.integer == 5)
        #expect(rows[0]["message"]?.string == "no such slot")
        #expect(rows[0]["hint"]?.string == "did you mean \"top\"?")
        #expect(rows[1]["file"]?.string == "é\"\\\u{1}")
        #expect(rows[1]["hint"]?.isNull == true)
        #expect(DiagnosticRenderer.json([]) == "[]\n")
    }
}
