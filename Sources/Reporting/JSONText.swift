/// Pieces of JSON (RFC 8259).
enum JSONText {
    /// Quotes a text; DEL and the C1 controls are escaped too, since terminals obey them.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: result += "\\\(scalar)"
            case ..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// An object on one line; the values are JSON already.
    static func object(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { "\(quoted($0.name)): \($0.value)" }.joined(separator: ", ") + "}"
    }
}

extension Report {
    /// One object; each row on a line of its own.
    var json: String {
        let lines = rows.map { "    " + JSONText.object(members(of: $0)) }
        let list = lines.isEmpty ? "[]" : "[\n" + lines.joined(separator: ",\n") + "\n  ]"
        let parts = [
            ("report", JSONText.quoted(name)), ("from", JSONText.quoted("\(from)")),
            ("to", JSONText.quoted("\(to)")), ("time_zone", JSONText.quoted(timeZone)),
            ("currency", JSONText.quoted(currency)), ("rows", list),
            ("totals", JSONText.object(figures(totals, prefix: ""))),
        ]
        return "{\n"
            + parts.map { "  \(JSONText.quoted($0.0)): \($0.1)" }.joined(separator: ",\n")
            + "\n}\n"
    }

    private func members(of row: Row) -> [(name: String, value: String)] {
        var members = zip(dimensions, row.values).map { dimension, value in
            (name: dimension.rawValue, value: Self.json(value, dimension))
        }
        if hasSubtotals { members.append(("depth", String(row.depth))) }
        members += figures(row.figures, prefix: "")
        if hasSubtotals { members += figures(row.own, prefix: "own_") }
        return members
    }

    private static func json(_ value: DimensionValue, _ dimension: Dimension) -> String {
        guard let text = value.text else { return "null" }
        return dimension == .hour ? text : JSONText.quoted(text)
    }

    private func figures(_ figures: [Int64?], prefix: String) -> [(name: String, value: String)] {
        zip(measures, figures).map { measure, figure in
            let value =
                figure.map { measure.unit == .ratio ? NumberText.ratio($0) : String($0) } ?? "null"
            return (prefix + measure.jsonName, value)
        }
    }
}
