internal import Chronology
internal import EventLog

/// One condition of a report: a dimension has a value. Conditions on one dimension are alternatives.
package struct ReportCondition: Equatable, Sendable {
    package let dimension: Dimension
    /// In its canonical form; empty for rows that have no such value.
    package let value: String

    /// Checks a value against the dimension's closed list or form, where it has one.
    ///
    /// - Throws: `ReportingError.unknownWord` or `.malformed`.
    package init(_ dimension: Dimension, equals text: String) throws(ReportingError) {
        self.dimension = dimension
        value = text.isEmpty ? "" : try Self.canonical(text, dimension)
    }

    /// Reads `dimension=value`.
    ///
    /// - Throws: `ReportingError.malformed` without an equals sign, `.unknownWord` for another dimension.
    package init(parsing text: String) throws(ReportingError) {
        guard let equals = text.firstIndex(of: "=") else {
            throw .malformed(option: "--where", text: text, form: "dimension=value")
        }
        let name = String(text[..<equals])
        guard let dimension = Dimension(rawValue: name) else {
            throw .unknownWord(
                option: "--where", word: name, known: Dimension.allCases.map(\.rawValue))
        }
        try self.init(dimension, equals: String(text[text.index(after: equals)...]))
    }

    private static func canonical(_ text: String, _ dimension: Dimension)
        throws(ReportingError) -> String
    {
        let option = "--where \(dimension.rawValue)"
        func oneOf(_ known: [String], _ word: String) throws(ReportingError) -> String {
            guard known.contains(word) else {
                throw .unknownWord(option: option, word: text, known: known)
            }
            return word
        }
        switch dimension {
        case .tier:
            return try oneOf(["sponsorship", "guaranteed", "remnant", "house"], text)
        case .consent: return try oneOf(["A", "B", "C"], text.uppercased())
        case .validity:
            return try oneOf(["valid"] + InvalidReason.allCases.map(\.name), text)
        case .goalKind:
            return try oneOf(["impressions", "viewable", "clicks", "share"], text)
        case .hour:
            guard let hour = Int(text), (0...23).contains(hour) else {
                throw .malformed(option: option, text: text, form: "an hour from 0 to 23")
            }
            return String(hour)
        case .day:
            guard let date = CivilDate(text) else {
                throw .malformed(option: option, text: text, form: "a date such as 2026-11-24")
            }
            return "\(date)"
        case .week, .month:
            let example = dimension == .week ? "2026-W48" : "2026-11"
            guard sameForm(text, example) else {
                throw .malformed(
                    option: option, text: text, form: "a \(dimension.rawValue) such as \(example)")
            }
            return text
        case .advertiser, .campaign, .lineItem, .creative, .section, .region, .slot, .device:
            return text
        }
    }

    /// Digits where the example has digits, and the same signs elsewhere.
    private static func sameForm(_ text: String, _ example: String) -> Bool {
        guard text.utf8.count == example.utf8.count else { return false }
        return zip(text.utf8, example.utf8).allSatisfy { found, wanted in
            (48...57).contains(wanted) ? (48...57).contains(found) : found == wanted
        }
    }
}
