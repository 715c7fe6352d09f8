/// Collects what is found in one file, and turns byte offsets into lines and columns when something is found.
///
/// A class, so that the readers of nested objects add to one list; it never leaves the load that made it.
final class FileFindings {
    let file: String
    let bytes: [UInt8]
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var hasErrors = false
    private var skipped = 0
    /// Offsets at which lines begin; built at the first finding.
    private lazy var lineStarts: [Int] =
        [0] + bytes.indices.lazy.filter { self.bytes[$0] == 0x0A }.map { $0 + 1 }

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    func error(at range: Range<Int>, _ message: String, hint: String? = nil) {
        hasErrors = true
        add(.error, at: range, message, hint)
    }

    func warning(at range: Range<Int>, _ message: String, hint: String? = nil) {
        add(.warning, at: range, message, hint)
    }

    /// A finding about the file as a whole.
    func error(_ message: String, hint: String? = nil) {
        hasErrors = true
        addWhole(.error, message, hint)
    }

    /// A finding about the file as a whole.
    func warning(_ message: String, hint: String? = nil) {
        addWhole(.warning, message, hint)
    }

    func add(_ error: JSONSyntaxError) {
        self.error(at: error.start..<error.end, error.message, hint: error.hint)
    }

    /// Everything found, in the order of the text.
    func sorted() -> [Diagnostic] {
        var all = diagnostics.enumerated()
            .sorted {
                ($0.element.line, $0.element.column, $0.offset)
                    < ($1.element.line, $1.element.column, $1.offset)
            }
            .map(\.element)
        if skipped > 0 {
            all.append(
                Diagnostic(
                    severity: .error, file: file, line: 0, column: 0,
                    message: "\(skipped) more findings are not shown"))
        }
        return all
    }

    /// The text of a range, as the file has it.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    private func add(
        _ severity: Diagnostic.Severity, at range: Range<Int>, _ message: String, _ hint: String?
    ) {
        guard diagnostics.count < Limits.findingsPerFileMax else {
            skipped += 1
            return
        }
        let start = min(range.lowerBound, bytes.count)
        let line = lineIndex(of: start)
        let lineStart = lineStarts[line]
        let lineEnd = endOfLine(line)
        let column = characters(lineStart..<min(start, lineEnd)) + 1
        let marked = characters(min(start, lineEnd)..<min(max(start, range.upperBound), lineEnd))
        diagnostics.append(
            Diagnostic(
                severity: severity, file: file, line: line + 1, column: column, message: message,
                hint: hint,
                excerpt: excerpt(lineStart..<lineEnd, column: column, length: max(1, marked))))
    }

    private func addWhole(_ severity: Diagnostic.Severity, _ message: String, _ hint: String?) {
        diagnostics.append(
            Diagnostic(
                severity: severity, file: file, line: 0, column: 0, message: message, hint: hint))
    }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while low < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    /// The offset of the line's end, without its line feed and carriage return.
    private func endOfLine(_ line: Int) -> Int {
        var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
        if end > lineStarts[line], bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    /// Characters in a range of one line. In very long lines Unicode scalars are counted, which takes one pass.
    private func characters(_ range: Range<Int>) -> Int {
        let graphemeBytesMax = 4096
        let part = bytes[range]
        guard range.count <= graphemeBytesMax else {
            return part.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        }
        return String(decoding: part, as: UTF8.self).count
    }

    private func excerpt(_ line: Range<Int>, column: Int, length: Int) -> Diagnostic.Excerpt {
        let width = Limits.excerptCharactersMax
        let text = String(
            decoding: bytes[line.lowerBound..<min(line.upperBound, line.lowerBound + 4 * width)],
            as: UTF8.self)
        if line.count <= 4 * width, text.count <= width {
            return Diagnostic.Excerpt(text: text, length: length)
        }
        // A long line is shown from a little before the place on; scalars stand for characters here.
        let lead = min(column - 1, width / 4)
        let scalars = bytes[line].indices.lazy.filter { self.bytes[$0] & 0xC0 != 0x80 }
        let shown = scalars.dropFirst(column - 1 - lead).prefix(width + 1)
        let start = shown.first ?? line.upperBound
        let end = shown.count > width ? shown.last ?? line.upperBound : line.upperBound
        return Diagnostic.Excerpt(
            text: String(decoding: bytes[start..<end], as: UTF8.self),
            length: min(length, width - lead), firstColumn: column - lead)
    }
}

/// A value read from a file and the place of its text.
struct Located<Value> {
    let value: Value
    let range: Range<Int>

    init(_ value: Value, at range: Range<Int>) {
        self.value = value
        self.range = range
    }
}

extension Located: Sendable where Value: Sendable {}

extension JSONValue {
    /// The bytes of the value's text.
    var range: Range<Int> { Int(start)..<Int(end) }

    /// Where to point for the value: a list or an object by its opening bracket only.
    var pointed: Range<Int> {
        switch content {
        case .array, .object: Int(start)..<Int(start) + 1
        default: range
        }
    }
}

extension JSONValue.Member {
    /// The bytes of the name, quotes included.
    var nameRange: Range<Int> { Int(nameStart)..<Int(nameEnd) }
}
