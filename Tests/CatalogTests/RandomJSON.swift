import Foundation

@testable import Catalog

/// Random JSON values and random ways to write them.
///
/// U+FEFF is left out of the strings, as Foundation on Linux drops it.
enum RandomJSON {
    static func value(depth: Int, _ random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: JSONValue(.null)
        case 1: JSONValue(.bool(.random(using: &random)))
        case 2: JSONValue(.integer(integer(&random)))
        case 3: JSONValue(.decimal(decimal(&random)))
        case 4, 5: JSONValue(.string(string(&random)))
        case 6:
            JSONValue(
                .array(
                    (0..<Int.random(in: 0...5, using: &random)).map { _ in
                        value(depth: depth - 1, &random)
                    }))
        default: JSONValue(.object(members(depth: depth, &random)))
        }
    }

    private static func members(depth: Int, _ random: inout SeededRandom) -> [JSONValue.Member] {
        var names: Set<String> = []
        var members: [JSONValue.Member] = []
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            let name = string(&random)
            guard names.insert(name).inserted else { continue }
            let value = value(depth: depth - 1, &random)
            members.append(.init(name: name, nameStart: 0, nameEnd: 0, value: value))
        }
        return members
    }

    private static func integer(_ random: inout SeededRandom) -> Int64 {
        Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
    }

    private static func decimal(_ random: inout SeededRandom) -> Double {
        let exponent = Int.random(in: -30...30, using: &random)
        return Double.random(in: -1...1, using: &random) * pow(10, Double(exponent))
    }

    static func string(_ random: inout SeededRandom) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "b", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{8}", "\u{1F}", "\u{7F}", "é",
            "ß", "漢", "\u{301}", "😀", "\u{10FFFF}", "{", "[", ",", ":",
        ]
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            view.append(scalars.randomElement(using: &random) ?? "x")
        }
        return String(view)
    }

    static func text(_ value: JSONValue, conveniences: Bool, _ random: inout SeededRandom) -> String
    {
        let space = space(conveniences, &random)
        let body: String
        switch value.content {
        case .null: body = "null"
        case .bool(let flag): body = "\(flag)"
        case .integer(let number): body = "\(number)"
        case .decimal(let number): body = number.isZero ? "0.0" : decimalText("\(number)")
        case .string(let text): body = quoted(text, &random)
        case .array(let values):
            body = list(
                values.map { text($0, conveniences: conveniences, &random) }, "[", "]",
                conveniences, &random)
        case .object(let members):
            body = list(
                members.map { member in
                    quoted(member.name, &random) + self.space(conveniences, &random) + ":"
                        + text(member.value, conveniences: conveniences, &random)
                }, "{", "}", conveniences, &random)
        }
        return space + body + self.space(conveniences, &random)
    }

    /// Swift writes `1e-05` and `5e+20`, which JSON reads; only whole decimals need their point.
    private static func decimalText(_ text: String) -> String {
        text.contains(".") || text.contains("e") ? text : text + ".0"
    }

    private static func list(
        _ entries: [String], _ open: String, _ close: String, _ conveniences: Bool,
        _ random: inout SeededRandom
    ) -> String {
        let trailing = conveniences && !entries.isEmpty && Bool.random(using: &random) ? "," : ""
        return open + space(conveniences, &random) + entries.joined(separator: ",") + trailing
            + close
    }

    private static func space(_ conveniences: Bool, _ random: inout SeededRandom) -> String {
        let plain = ["", "", "", " ", "\n", "\t\r\n"]
        let more = ["// é \"\n", "/* , ] */", "/***/"]
        return (conveniences ? plain + more : plain).randomElement(using: &random) ?? ""
    }

    private static func quoted(_ text: String, _ random: inout SeededRandom) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if Int.random(in: 0..<4, using: &random) == 0 {
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                    let digits = String(unit, radix: 16, uppercase: .random(using: &random))
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                // By scalars: a quote and a combining accent are one character.
                let escaped = JSONText.quoted(String(scalar)).unicodeScalars
                result.unicodeScalars += escaped.dropFirst().dropLast()
            }
        }
        return result + "\""
    }

    /// Whether Foundation's value means the same. It keeps numbers as `NSNumber`, which compares by value.
    static func equals(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours.content {
        case .null: return theirs is NSNull
        case .bool(let flag): return theirs as? Bool == flag
        case .integer(let number): return (theirs as? NSNumber)?.int64Value == number
        case .decimal(let number):
            // Foundation goes by way of `Decimal`, which may miss the nearest double by a little.
            guard let other = (theirs as? NSNumber)?.doubleValue else { return false }
            return abs(other - number) <= abs(number) * 1e-15
        case .string(let text):
            guard let string = theirs as? String else { return false }
            return Array(string.unicodeScalars) == Array(text.unicodeScalars)
        case .array(let values):
            guard let list = theirs as? [Any], list.count == values.count else { return false }
            return zip(values, list).allSatisfy { equals($0, $1) }
        case .object(let members):
            guard let object = theirs as? [String: Any], object.count == members.count else {
                return false
            }
            return members.allSatisfy { member in
                object[member.name].map { equals(member.value, $0) } ?? false
            }
        }
    }
}
