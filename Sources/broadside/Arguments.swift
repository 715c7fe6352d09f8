import Foundation

/// What a command was told: by flags, else by variables, else by the configuration file, else by default.
struct Arguments: Sendable {
    private var values: [String: [String]] = [:]
    private(set) var operands: [String] = []

    /// The value of an option; its fallback when nobody said anything.
    subscript(_ option: CommandLineOption) -> String? {
        values[option.name]?.last ?? option.fallback
    }

    /// All values of an option that may be repeated.
    func all(_ option: CommandLineOption) -> [String] {
        values[option.name] ?? option.fallback.map { [$0] } ?? []
    }

    func has(_ option: CommandLineOption) -> Bool {
        values[option.name] != nil
    }

    /// The value of an option as a number within bounds.
    func number(_ option: CommandLineOption, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = self[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                message: "--\(option.name): \(text) is not a number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }

    /// Reads a command line.
    ///
    /// - Throws: `UsageError` for an unknown option, a missing value or too many operands.
    init(_ words: [String], for command: Command, environment: [String: String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands.append(contentsOf: rest)
                break
            }
            guard word.hasPrefix("--") else {
                operands.append(word)
                continue
            }
            try take(word.dropFirst(2), &rest, command)
        }
        guard operands.count <= command.operandsMax else {
            throw UsageError(
                message: "unexpected argument \(operands[command.operandsMax])",
                hint: "usage: broadside \(command.name) \(command.operands)")
        }
        let file = try Self.configuration(
            values["config"]?.last ?? environment["BROADSIDE_CONFIG"], command)
        for option in command.options where values[option.name] == nil {
            if let value = environment[option.variable] {
                values[option.name] = [value]
            } else if let lines = file[option.name] {
                values[option.name] = lines
            }
        }
    }

    private mutating func take(
        _ text: Substring, _ rest: inout ArraySlice<String>, _ command: Command
    ) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let option = command.options.first(where: { $0.name == parts[0] }) else {
            let near = command.options.map(\.name).filter { $0.hasPrefix(parts[0].prefix(3)) }
            throw UsageError(
                message: "unknown option --\(parts[0])",
                hint: near.first.map { "did you mean --\($0)?" }
                    ?? "see broadside \(command.name) --help")
        }
        guard option.value != nil else {
            guard parts.count == 1 else {
                throw UsageError(message: "--\(option.name) takes no value")
            }
            values[option.name] = [""]
            return
        }
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
            throw UsageError(message: "--\(option.name) needs a value")
        }
        if option.repeats {
            values[option.name, default: []].append(value)
        } else {
            values[option.name] = [value]
        }
    }

    private static func configuration(_ path: String?, _ command: Command) throws
        -> [String: [String]]
    {
        guard let path else { return [:] }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw UsageError(message: "\(path): the configuration file cannot be read")
        }
        var values: [String: [String]] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "=", maxSplits: 1)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else {
                throw UsageError(message: "\(path):\(index + 1): expected name = value")
            }
            guard Commands.all.contains(where: { $0.options.contains { $0.name == parts[0] } })
            else {
                throw UsageError(message: "\(path):\(index + 1): unknown option \(parts[0])")
            }
            values[parts[0], default: []].append(parts[1])
        }
        return values
    }
}
