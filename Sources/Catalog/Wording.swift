/// How findings put values and lists into words.
enum Wording {
    /// Characters of a quoted text that a message shows at most.
    static let quotedCharactersMax = 60

    /// The text in quotes, cut to a readable length, with control characters escaped.
    static func quoted(_ text: some StringProtocol) -> String {
        var shown = ""
        for (index, character) in text.enumerated() {
            if index == quotedCharactersMax {
                shown += "..."
                break
            }
            for scalar in character.unicodeScalars.prefix(8) {
                shown +=
                    isUnprintable(scalar)
                    ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
            }
        }
        return "\"\(shown)\""
    }

    /// Control, format and separator characters could disturb a terminal or hide text.
    static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            true
        default: false
        }
    }

    /// `a`, `a or b`, `a, b or c`.
    static func alternatives(_ words: some Collection<String>) -> String {
        joined(words, last: "or")
    }

    /// `a`, `a and b`, `a, b and c`.
    static func enumeration(_ words: some Collection<String>) -> String {
        joined(words, last: "and")
    }

    private static func joined(_ words: some Collection<String>, last conjunction: String) -> String
    {
        let words = Array(words)
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// `1 creative`, `2 creatives`.
    static func count(_ number: some BinaryInteger, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }

    /// The kind of value in words, as in "expected a string, found a number".
    static func kind(of value: JSONValue) -> String {
        switch value.content {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): "the number \(number)"
        case .decimal(let number): "the number \(number)"
        case .string(let text): "the string \(quoted(text))"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
