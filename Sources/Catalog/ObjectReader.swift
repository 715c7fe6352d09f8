/// Typed access to the members of one object of a file: every mistake becomes a finding, reading goes on.
///
/// A class, so that what was asked for is known at `finish()`, which reports every key that was not.
final class ObjectReader {
    let findings: FileFindings
    /// What the object is, as in "the line item has no ...".
    let what: String
    /// Where to point when something is missing: the opening bracket.
    let place: Range<Int>
    private let members: [JSONValue.Member]
    private var known: [String] = []
    private var missing: [(key: String, hint: String?)] = []

    /// Reports anything but an object, and is nil then.
    init?(_ value: JSONValue, what: String, findings: FileFindings) {
        self.findings = findings
        self.what = what
        place = value.pointed
        guard let members = value.members else {
            findings.error(
                at: value.pointed,
                "expected an object for \(what), found \(Wording.kind(of: value))")
            return nil
        }
        self.members = members
    }

    /// The member with a key, which is a known one from now on.
    func optional(_ key: String) -> JSONValue? {
        known.append(key)
        return members.first { $0.name == key }?.value
    }

    /// The member with a key; its absence is an error.
    func required(_ key: String, hint: @autoclosure () -> String? = nil) -> JSONValue? {
        let value = optional(key)
        if value == nil { missing.append((key, hint())) }
        return value
    }

    func has(_ key: String) -> Bool {
        members.contains { $0.name == key }
    }

    /// The place of a key's name, or of the object when there is no such key.
    func place(ofKey key: String) -> Range<Int> {
        members.first { $0.name == key }?.nameRange ?? place
    }

    /// Reports unknown and missing keys. A key that is a misspelling of a missing one is reported once.
    func finish(unknownKey: (String) -> String? = { _ in nil }) {
        var excused: Set<String> = []
        let absent = known.filter { !has($0) }
        for member in members where !known.contains(member.name) {
            let near = EditDistance.nearest(to: member.name, among: absent)
            if let first = near.first { excused.insert(first) }
            findings.error(
                at: member.nameRange,
                unknownKey(member.name) ?? "unknown key \(Wording.quoted(member.name)) in \(what)",
                hint: EditDistance.hint(for: member.name, among: absent)
                    ?? hintOfKnownKeys(for: member.name))
        }
        for (key, hint) in missing where !excused.contains(key) {
            findings.error(at: place, "\(what) has no \(Wording.quoted(key))", hint: hint)
        }
    }

    /// A near key that is there already, or all keys where they are few.
    private func hintOfKnownKeys(for name: String) -> String? {
        if let near = EditDistance.nearest(to: name, among: known).first {
            return "\(Wording.quoted(near)) stands here already"
        }
        let keysShownMax = 12
        let keys = known.filter { $0 != "$schema" }
        return keys.count > keysShownMax ? nil : "the keys here are \(Wording.enumeration(keys))"
    }

    // MARK: Values

    func string(_ value: JSONValue?, for key: String) -> Located<String>? {
        guard let value else { return nil }
        guard let text = value.string else {
            wrongType(value, for: key, expected: "a string", hint: quotedNumber(value))
            return nil
        }
        return Located(text, at: value.range)
    }

    /// A text that people read: no control characters, and not longer than it may be.
    func text(
        _ value: JSONValue?, for key: String, charactersMax: Int = Limits.nameCharactersMax,
        mayBeEmpty: Bool = false
    ) -> Located<String>? {
        guard let text = string(value, for: key) else { return nil }
        if !mayBeEmpty, text.value.allSatisfy(\.isWhitespace) {
            findings.error(at: text.range, "\(Wording.quoted(key)) is empty")
            return nil
        }
        if text.value.count > charactersMax {
            findings.error(
                at: text.range,
                "\(Wording.quoted(key)) has \(text.value.count) characters; at most \(charactersMax)"
            )
            return nil
        }
        if text.value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        {
            findings.error(at: text.range, "\(Wording.quoted(key)) holds a control character")
            return nil
        }
        return text
    }

    /// An id: lower-case letters, digits, dots, hyphens and underscores, the first one a letter or digit.
    func id(_ value: JSONValue?, for key: String) -> Located<String>? {
        guard let text = string(value, for: key) else { return nil }
        guard Identifier.isWellFormed(text.value) else {
            findings.error(
                at: text.range,
                "\(Wording.quoted(text.value)) is no id: a-z, 0-9, dot, hyphen and underscore, "
                    + "at most \(Limits.idCharactersMax), a letter or digit first",
                hint: Identifier.suggestion(for: text.value).map { "write \(Wording.quoted($0))" })
            return nil
        }
        return text
    }

    /// A whole number in a range.
    func integer(_ value: JSONValue?, for key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value else { return nil }
        guard let number = value.integer else {
            var hint: String?
            if let double = value.number, double == double.rounded() {
                hint = "write it without a point"
            }
            if value.string.flatMap({ Int64($0) }) != nil { hint = "write it without quotes" }
            wrongType(value, for: key, expected: "a whole number", hint: hint)
            return nil
        }
        guard range.contains(number) else {
            findings.error(
                at: value.range,
                "\(Wording.quoted(key)) is \(number); it must be \(range.lowerBound) to \(range.upperBound)"
            )
            return nil
        }
        return number
    }

    /// A number, whole or not, in a range.
    func number(_ value: JSONValue?, for key: String, in range: ClosedRange<Double>) -> Double? {
        guard let value else { return nil }
        guard let number = value.number else {
            let isQuoted = value.string.flatMap { Double($0) } != nil
            wrongType(
                value, for: key, expected: "a number",
                hint: isQuoted ? "write it without quotes" : nil)
            return nil
        }
        guard range.contains(number) else {
            findings.error(
                at: value.range,
                "\(Wording.quoted(key)) is \(findings.text(value.range)); it must be "
                    + "\(Int(range.lowerBound)) to \(Int(range.upperBound))")
            return nil
        }
        return number
    }

    func bool(_ value: JSONValue?, for key: String) -> Bool? {
        guard let value else { return nil }
        guard let flag = value.bool else {
            wrongType(value, for: key, expected: "true or false")
            return nil
        }
        return flag
    }

    func list(_ value: JSONValue?, for key: String) -> [JSONValue]? {
        guard let value else { return nil }
        guard let values = value.array else {
            let isText = value.string != nil
            wrongType(
                value, for: key, expected: "a list",
                hint: isText ? "put it in brackets: [\(findings.text(value.range))]" : nil)
            return nil
        }
        return values
    }

    /// A list of strings; entries of another type are reported and left out.
    func strings(_ value: JSONValue?, for key: String) -> [Located<String>]? {
        list(value, for: key)?.compactMap { string($0, for: key) }
    }

    /// One of an enumeration's raw values.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ value: JSONValue?, for key: String, of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = string(value, for: key) else { return nil }
        if let choice = Choice(rawValue: text.value) { return choice }
        unknownChoice(text, for: key, among: Choice.allCases.map(\.rawValue))
        return nil
    }

    func unknownChoice(_ text: Located<String>, for key: String, among names: [String]) {
        let list = "it can be \(Wording.alternatives(names))"
        let near = EditDistance.hint(for: text.value, among: names)
        findings.error(
            at: text.range, "\(Wording.quoted(text.value)) is no value for \(Wording.quoted(key))",
            hint: near.map { "\($0) (\(list))" } ?? list)
    }

    /// An amount of money as a decimal string.
    func money(_ value: JSONValue?, for key: String) -> Located<Micros>? {
        guard let value else { return nil }
        guard let text = value.string else {
            wrongType(
                value, for: key, expected: "an amount as a string such as \"12.50\"",
                hint: quotedNumber(value))
            return nil
        }
        guard let amount = Micros(decimal: text) else {
            let digits = text.utf8.prefix { $0 != UInt8(ascii: ".") }
            let isLarge =
                digits.count >= 10 && text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
            findings.error(
                at: value.range,
                isLarge
                    ? "\(Wording.quoted(text)) is above the limit of 1000000000.00"
                    : "\(Wording.quoted(text)) is no amount: digits, and a point with one to six decimals",
                hint: isLarge ? nil : Self.amountHint(text))
            return nil
        }
        return Located(amount, at: value.range)
    }

    func wrongType(_ value: JSONValue, for key: String, expected: String, hint: String? = nil) {
        findings.error(
            at: value.pointed,
            "expected \(expected) for \(Wording.quoted(key)), found \(Wording.kind(of: value))",
            hint: hint ?? (value.isNull ? "leave the key out instead" : nil))
    }

    private func quotedNumber(_ value: JSONValue) -> String? {
        value.number == nil ? nil : "put it in quotes: \"\(findings.text(value.range))\""
    }

    /// What an amount with a currency sign, thousands separators or a decimal comma should look like.
    private static func amountHint(_ text: String) -> String? {
        let kept = text.filter { "0123456789.,".contains($0) }
        let digits = kept.replacingCommas()
        return Micros(decimal: digits) == nil ? nil : "write \"\(digits)\""
    }
}

extension String {
    /// A comma before the last two digits as a decimal point, every other comma as a thousands separator.
    fileprivate func replacingCommas() -> String {
        guard !contains("."), let comma = lastIndex(of: ","),
            distance(from: comma, to: endIndex) == 3
        else { return filter { $0 != "," } }
        return self[..<comma].filter { $0 != "," } + "." + self[index(after: comma)...]
    }
}
