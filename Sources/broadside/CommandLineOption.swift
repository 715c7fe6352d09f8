/// One option of a command: the same entry yields the parser, the help and the variable's name.
struct CommandLineOption: Sendable {
    /// Without the dashes.
    let name: String
    /// What stands for the value in the help, such as `DIR`; nil for a switch.
    let value: String?
    let help: String
    /// What holds when nobody says anything; nil for none.
    let fallback: String?
    let repeats: Bool

    init(
        _ name: String, _ value: String? = nil, fallback: String? = nil, repeats: Bool = false,
        help: String
    ) {
        self.name = name
        self.value = value
        self.help = help
        self.fallback = fallback
        self.repeats = repeats
    }

    /// `BROADSIDE_DATA` for `--data`.
    var variable: String {
        "BROADSIDE_" + name.uppercased().replacing("-", with: "_")
    }

    static let campaigns = CommandLineOption(
        "campaigns", "DIR", fallback: "Campaigns",
        help: "Folder of site.json and the campaign files.")
    static let data = CommandLineOption(
        "data", "DIR", fallback: "data", help: "Folder of the event log and the signing keys.")
    static let format = CommandLineOption(
        "format", "FORM", fallback: "table", help: "How rows are printed: table, csv or json.")
    static let config = CommandLineOption(
        "config", "FILE",
        help: "File of `name = value` lines; flags and BROADSIDE_* variables come before it.")
}

/// A command of the program.
struct Command: Sendable {
    let name: String
    let summary: String
    /// What stands after the options, such as `[FILE...]`.
    let operands: String
    let operandsMax: Int
    let options: [CommandLineOption]
    /// Longer help: what it is for, with an example.
    let discussion: String
    let run: @Sendable (Arguments) throws -> ExitStatus
}

/// How a command ends.
enum ExitStatus: Int32 {
    case done = 0
    /// The answer is no: findings, differences, a server that cannot start.
    case negative = 1
    case usage = 2
}

/// A command line that makes no sense.
struct UsageError: Error {
    let message: String
    var hint: String?
}
