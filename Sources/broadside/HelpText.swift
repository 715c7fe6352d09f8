/// The help of the program and of each command, from the same table that the parser reads.
enum HelpText {
    static var overview: String {
        let width = Commands.all.map(\.name.count).max() ?? 0
        let lines = Commands.all.map { command in
            "  \(padded(command.name, to: width))  \(command.summary)"
        }
        return """
            Broadside, an ad server for news publishers.

            Usage: broadside COMMAND [OPTIONS]

            \(lines.joined(separator: "\n"))

            broadside help COMMAND, or broadside COMMAND --help, tells more.
            Exit: 0 done, 1 a negative answer, 2 wrong usage.

            """
    }

    static func of(_ command: Command) -> String {
        let left = command.options.map { option in
            "--\(option.name)" + (option.value.map { " \($0)" } ?? "")
        }
        let width = left.map(\.count).max() ?? 0
        let lines = zip(left, command.options).map { left, option in
            "  \(padded(left, to: width))  \(option.help)"
                + (option.fallback.map { " Default: \($0)." } ?? "")
                + (option.repeats ? " May be repeated." : "")
        }
        let usage = "Usage: broadside \(command.name) [OPTIONS] \(command.operands)"
        let options = lines.isEmpty ? "" : "\nOptions:\n\(lines.joined(separator: "\n"))\n"
        let variables =
            command.options.first.map {
                "\nEach option can also be set by a variable, such as \($0.variable).\n"
            } ?? ""
        return """
            \(command.summary)

            \(usage.trimmingSuffix(" "))
            \(options)
            \(command.discussion)
            \(variables)
            """
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        var text = self
        while text.last == suffix { text.removeLast() }
        return text
    }
}
