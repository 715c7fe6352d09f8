/// A strict reader of JSON (RFC 8259) that keeps the place of every value.
///
/// Stricter than the standard: duplicate names, NUL characters and lone surrogates are errors, and everything is bounded.
package enum JSONReader {
    /// What is allowed beside RFC 8259, and how much of everything.
    package struct Options: Sendable {
        /// Comments (`//`, `/* */`), commas before a closing bracket and a byte order mark.
        package let allowsConveniences: Bool
        package let bytesMax: Int
        /// Nesting of lists and objects.
        package let depthMax: Int
        package let valuesInContainerMax: Int
        package let valuesMax: Int
        /// UTF-8 bytes of one string as the value holds it.
        package let stringBytesMax: Int
        /// Significant digits of one number.
        package let digitsMax: Int

        /// Campaign and site files.
        package static let campaignFile = Options(
            allowsConveniences: true, bytesMax: Limits.fileBytesMax, depthMax: 32,
            valuesInContainerMax: 10_000, valuesMax: 200_000, stringBytesMax: 4096, digitsMax: 19)

        /// Bodies of requests.
        package static let requestBody = Options(
            allowsConveniences: false, bytesMax: 1_048_576, depthMax: 32,
            valuesInContainerMax: 10_000, valuesMax: 10_000, stringBytesMax: 16_384,
            digitsMax: 19)
    }

    /// Reads one value that fills the whole text.
    ///
    /// - Throws: `JSONSyntaxError` at the first byte that breaks a rule.
    /// - Complexity: O(bytes).
    package static func read(_ bytes: [UInt8], options: Options) throws(JSONSyntaxError)
        -> JSONValue
    {
        try read(bytes.span, options: options)
    }

    /// Reads one value that fills the whole text.
    ///
    /// - Throws: `JSONSyntaxError` at the first byte that breaks a rule.
    /// - Complexity: O(bytes).
    package static func read(_ bytes: Span<UInt8>, options: Options) throws(JSONSyntaxError)
        -> JSONValue
    {
        guard bytes.count <= options.bytesMax else {
            throw JSONSyntaxError(
                .tooLarge(bytesMax: options.bytesMax), start: options.bytesMax,
                end: options.bytesMax)
        }
        var parser = JSONParser(options: options)
        return try parser.document(bytes)
    }
}

/// The state of one reading: a position that only moves forward. The text is handed to each step, as a span cannot be stored.
struct JSONParser {
    let options: JSONReader.Options
    var position = 0
    private var valuesLeft: Int
    private var depth = 0

    init(options: JSONReader.Options) {
        self.options = options
        valuesLeft = options.valuesMax
    }

    mutating func document(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            guard options.allowsConveniences else { throw error(.byteOrderMark, 0, 3) }
            position = 3
        }
        try skipSpace(bytes)
        let value = try value(bytes)
        try skipSpace(bytes)
        guard position == bytes.count else {
            throw error(.textAfterValue, position, position + 1)
        }
        return value
    }

    func error(_ problem: JSONSyntaxError.Problem, _ start: Int, _ end: Int) -> JSONSyntaxError {
        JSONSyntaxError(problem, start: start, end: end)
    }

    /// The error for whatever stands at the position when something else should.
    func unexpected(_ bytes: Span<UInt8>, expected: String) -> JSONSyntaxError {
        position < bytes.count
            ? error(.unexpectedByte(bytes[position], expected: expected), position, position + 1)
            : error(.unexpectedEnd(expected: expected), position, position)
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        let start = position
        guard start < bytes.count else { throw unexpected(bytes, expected: "a value") }
        guard valuesLeft > 0 else {
            throw error(.tooManyValues(max: options.valuesMax), start, start + 1)
        }
        valuesLeft -= 1
        let content: JSONValue.Content
        switch bytes[start] {
        case UInt8(ascii: "{"):
            try enter()
            content = .object(try members(bytes))
            depth -= 1
        case UInt8(ascii: "["):
            try enter()
            content = .array(try elements(bytes))
            depth -= 1
        case UInt8(ascii: "\""):
            content = .string(try string(bytes))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            content = try number(bytes)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            content = try literal(bytes)
        default:
            throw unexpected(bytes, expected: "a value")
        }
        return JSONValue(content, start: UInt32(start), end: UInt32(position))
    }

    private mutating func enter() throws(JSONSyntaxError) {
        guard depth < options.depthMax else {
            throw error(.tooDeep(depthMax: options.depthMax), position, position + 1)
        }
        depth += 1
        position += 1
    }

    private mutating func elements(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> [JSONValue] {
        var values: [JSONValue] = []
        let close = UInt8(ascii: "]")
        while try more(bytes, close: close, count: values.count, expected: "a comma or ]") {
            values.append(try value(bytes))
        }
        return values
    }

    private mutating func members(_ bytes: Span<UInt8>) throws(JSONSyntaxError)
        -> [JSONValue.Member]
    {
        var members: [JSONValue.Member] = []
        var seen: Set<String> = []
        let close = UInt8(ascii: "}")
        while try more(bytes, close: close, count: members.count, expected: "a comma or }") {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw unexpected(bytes, expected: "a key in double quotes")
            }
            let start = position
            let name = try string(bytes)
            let end = position
            if isDuplicate(name, among: members, seen: &seen) {
                throw error(.duplicateName(name), start, end)
            }
            try skipSpace(bytes)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
                throw unexpected(bytes, expected: "a colon after the key")
            }
            position += 1
            try skipSpace(bytes)
            let value = try value(bytes)
            members.append(
                JSONValue.Member(
                    name: name, nameStart: UInt32(start), nameEnd: UInt32(end), value: value))
        }
        return members
    }

    /// Small objects are searched, as that beats hashing; large ones keep a set.
    private func isDuplicate(
        _ name: String, among members: [JSONValue.Member], seen: inout Set<String>
    ) -> Bool {
        let searchedMax = 16
        if members.count < searchedMax { return members.contains { $0.name == name } }
        if members.count == searchedMax { seen = Set(members.lazy.map(\.name)) }
        return !seen.insert(name).inserted
    }

    /// Moves over the comma, or the closing bracket, in front of entry number `count`; false at the closing bracket.
    private mutating func more(
        _ bytes: Span<UInt8>, close: UInt8, count: Int, expected: String
    ) throws(JSONSyntaxError) -> Bool {
        try skipSpace(bytes)
        guard position < bytes.count else { throw unexpected(bytes, expected: expected) }
        var comma: Int?
        if count > 0, bytes[position] != close {
            guard bytes[position] == UInt8(ascii: ",") else {
                throw unexpected(bytes, expected: expected)
            }
            comma = position
            position += 1
            try skipSpace(bytes)
            guard position < bytes.count else { throw unexpected(bytes, expected: "a value") }
        }
        if bytes[position] == close {
            if let comma, !options.allowsConveniences {
                throw error(.trailingCommaNotAllowed, comma, comma + 1)
            }
            position += 1
            return false
        }
        guard count < options.valuesInContainerMax else {
            throw error(
                .tooManyInContainer(max: options.valuesInContainerMax), position, position + 1)
        }
        return true
    }

    private mutating func literal(_ bytes: Span<UInt8>) throws(JSONSyntaxError)
        -> JSONValue.Content
    {
        let start = position
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        if matches("true", bytes, start) { return .bool(true) }
        if matches("false", bytes, start) { return .bool(false) }
        if matches("null", bytes, start) { return .null }
        var text = ""
        for index in start..<min(position, start + 40) {
            text.unicodeScalars.append(Unicode.Scalar(bytes[index]))
        }
        throw error(.unknownLiteral(text), start, position)
    }

    private func matches(_ word: StaticString, _ bytes: Span<UInt8>, _ start: Int) -> Bool {
        guard position - start == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            word.indices.allSatisfy { word[$0] == bytes[start + $0] }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (65...90).contains(byte & 0xDF) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
    }
}
