internal import Catalog

extension ReportDefinition {
    /// Reads a definition: JSON with comments; unknown keys, wrong types and senseless combinations are errors.
    ///
    /// - Parameter file: the name that findings show.
    /// - Throws: `ReportingError.invalidDefinition` with every finding of the file.
    package init(file: String, bytes: [UInt8]) throws(ReportingError) {
        var reader = DefinitionReader(findings: DefinitionFindings(file: file, bytes: bytes))
        let root: JSONValue
        do throws(JSONSyntaxError) {
            root = try JSONReader.read(bytes, options: .campaignFile)
        } catch {
            reader.findings.error(at: error.start..<error.end, error.message, hint: error.hint)
            throw .invalidDefinition(reader.findings.sorted)
        }
        guard let definition = reader.read(root), reader.findings.diagnostics.isEmpty else {
            throw .invalidDefinition(reader.findings.sorted)
        }
        self = definition
    }
}

private struct DefinitionReader {
    var findings: DefinitionFindings

    private static let keys = [
        "title", "period", "group_by", "subtotals", "measures", "where", "sort", "top", "$schema",
    ]

    mutating func read(_ root: JSONValue) -> ReportDefinition? {
        guard let members = root.members else {
            findings.error(at: root, "a report definition is an object")
            return nil
        }
        for member in members where !Self.keys.contains(member.name) {
            findings.error(
                at: Int(member.nameStart)..<Int(member.nameEnd),
                "unknown key \"\(TerminalText.shown(member.name))\"",
                hint: hint(for: member.name, in: Self.keys))
        }
        var result = ReportDefinition(title: "", groupBy: [], measures: [])
        if let title = required(root, "title") {
            if let text = title.string, !text.isEmpty, text.count <= 200 {
                result.title = text
            } else {
                findings.error(at: title, "\"title\" is a text of 1 to 200 characters")
            }
        }
        if let list = required(root, "group_by") {
            result.groupBy = words(
                list, key: "group_by", Dimension.init(rawValue:), Self.dimensions)
            if result.groupBy.count > Limits.dimensionsMax {
                findings.error(at: list, "at most \(Limits.dimensionsMax) dimensions")
            }
        }
        if let list = required(root, "measures") {
            result.measures = words(list, key: "measures", Measure.init(rawValue:), Self.measures)
            if list.array?.isEmpty == true { findings.error(at: list, "at least one measure") }
        }
        if let list = root["sort"] {
            result.sort = words(
                list, key: "sort", ReportDefinition.SortKey.init, Self.measures + Self.dimensions)
        }
        if let object = root["where"] { result.conditions = conditions(object) }
        readRest(root, into: &result)
        if findings.diagnostics.isEmpty, let contradiction = result.contradiction {
            findings.error(at: Int(root.start)..<Int(root.start) + 1, contradiction)
        }
        return result
    }

    private mutating func readRest(_ root: JSONValue, into result: inout ReportDefinition) {
        if let top = root["top"] {
            if let count = top.integer, (1...Limits.topMax).contains(count) {
                result.top = Int(count)
            } else {
                findings.error(at: top, "\"top\" is a whole number from 1 to \(Limits.topMax)")
            }
        }
        if let subtotals = root["subtotals"] {
            if let flag = subtotals.bool {
                result.subtotals = flag
            } else {
                findings.error(at: subtotals, "\"subtotals\" is true or false")
            }
        }
        if let period = root["period"] {
            if let read = period.string.flatMap(ReportDefinition.DefaultPeriod.init) {
                result.period = read
            } else {
                findings.error(
                    at: period,
                    "\"period\" is \"N days\", \"this_month\", \"last_month\" or \"flights\"")
            }
        }
    }

    private static let dimensions = Dimension.allCases.map(\.rawValue)
    private static let measures = Measure.allCases.map(\.rawValue)

    private mutating func required(_ root: JSONValue, _ key: String) -> JSONValue? {
        if let value = root[key] { return value }
        findings.error(
            at: Int(root.start)..<Int(root.start) + 1, "the definition has no \"\(key)\"")
        return nil
    }

    private mutating func words<Word>(
        _ list: JSONValue, key: String, _ word: (String) -> Word?, _ known: [String]
    ) -> [Word] {
        guard let values = list.array else {
            findings.error(at: list, "\"\(key)\" is a list of names")
            return []
        }
        var result: [Word] = []
        for value in values {
            guard let text = value.string else {
                findings.error(at: value, "\"\(key)\" is a list of names")
                continue
            }
            if let read = word(text) {
                result.append(read)
            } else {
                let name = text.hasPrefix("-") ? String(text.dropFirst()) : text
                findings.error(
                    at: value, "unknown name \"\(TerminalText.shown(text))\" in \"\(key)\"",
                    hint: hint(for: name, in: known))
            }
        }
        return result
    }

    private mutating func conditions(_ object: JSONValue) -> [ReportCondition] {
        guard let members = object.members else {
            findings.error(at: object, "\"where\" is an object of dimensions and values")
            return []
        }
        if members.count > Limits.conditionsMax {
            findings.error(at: object, "at most \(Limits.conditionsMax) conditions")
            return []
        }
        var result: [ReportCondition] = []
        for member in members {
            guard let dimension = Dimension(rawValue: member.name) else {
                findings.error(
                    at: Int(member.nameStart)..<Int(member.nameEnd),
                    "unknown dimension \"\(TerminalText.shown(member.name))\"",
                    hint: hint(for: member.name, in: Self.dimensions))
                continue
            }
            for value in member.value.array ?? [member.value] {
                guard let text = value.string ?? value.integer.map(String.init) else {
                    findings.error(at: value, "a condition is a text or a list of texts")
                    continue
                }
                do throws(ReportingError) {
                    result.append(try ReportCondition(dimension, equals: text))
                } catch {
                    findings.error(at: value, "\(error)")
                }
            }
        }
        return result
    }

    private func hint(for word: String, in known: [String]) -> String? {
        if let near = NearName.closest(to: word, in: known) { return "did you mean \"\(near)\"?" }
        return "known are " + known.filter { $0 != "$schema" }.joined(separator: ", ")
    }
}
