import Foundation
import Testing

/// A line of a vector file.
struct Vector: CustomTestStringConvertible {
    let kind: String
    let input: String
    let isValid: Bool
    /// What the decoder has to say, as JSON of sorted keys; empty for malformed input.
    let expected: String

    var testDescription: String { "\(kind) \(input.prefix(40))" }

    /// The vectors that came with the specification note.
    static let examples = load("consent-examples")
    /// Those, and the larger set of our own, which an independent generator wrote.
    static let all = examples + load("consent-vectors")

    private static func load(_ name: String) -> [Vector] {
        guard
            let url = Bundle.module.url(
                forResource: name, withExtension: "jsonl", subdirectory: "Resources"),
            let text = try? String(contentsOf: url, encoding: .utf8)
        else { preconditionFailure("no vectors in \(name)") }
        return text.split(separator: "\n").map { line in
            guard
                let object = parse(String(line)), let kind = object["kind"] as? String,
                let input = object["input"] as? String, let isValid = object["valid"] as? Bool
            else { preconditionFailure("not a vector: \(line)") }
            let expected = isValid ? sorted(object["expect"] ?? [:]) : ""
            return Vector(kind: kind, input: input, isValid: isValid, expected: expected)
        }
    }

    static func parse(_ json: String) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    }

    static func sorted(_ object: Any) -> String {
        guard
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys])
        else { return "not JSON" }
        return String(decoding: data, as: UTF8.self)
    }
}
