/// Every command, in the order of the help.
enum Commands {
    static let all: [Command] = [
        .serve, .check, .report, .explain, .verify, .consent, .schema, .help, .version,
    ]

    static func named(_ name: String) -> Command? { all.first { $0.name == name } }
}
