internal import Catalog

/// Collects what is wrong in one definition, with the place of each finding.
struct DefinitionFindings {
    let file: String
    let bytes: [UInt8]
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    /// Everything found, in the order of the text.
    var sorted: [Diagnostic] {
        diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    mutating func error(at value: JSONValue, _ message: String, hint: String? = nil) {
        error(at: Int(value.start)..<Int(value.end), message, hint: hint)
    }

    mutating func error(at range: Range<Int>, _ message: String, hint: String? = nil) {
        let start = min(range.lowerBound, bytes.count)
        let lineStart = (bytes[..<start].lastIndex(of: 0x0A) ?? -1) + 1
        let lineEnd = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
        let marked = start..<min(max(start, range.upperBound), lineEnd)
        diagnostics.append(
            Diagnostic(
                severity: .error, file: file,
                line: bytes[..<start].count { $0 == 0x0A } + 1,
                column: characters(lineStart..<start) + 1, message: message, hint: hint,
                excerpt: .init(
                    text: String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self),
                    length: max(1, characters(marked)))))
    }

    private func characters(_ range: Range<Int>) -> Int {
        String(decoding: bytes[range], as: UTF8.self).count
    }
}
