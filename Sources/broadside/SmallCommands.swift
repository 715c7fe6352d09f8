import Catalog

/// Commands that only print what the program knows: `schema`, `help`, `version`.
extension Command {
    static let schema = Command(
        name: "schema", summary: "Print the JSON Schema of a file, for editors.",
        operands: "site|campaign", operandsMax: 1, options: [],
        discussion: "Example: broadside schema campaign > campaign.schema.json",
        run: { arguments in
            switch arguments.operands.first {
            case "site": print(Schemas.site, terminator: "")
            case "campaign": print(Schemas.campaign, terminator: "")
            default: throw UsageError(message: "name the schema: site or campaign")
            }
            return .done
        })

    static let help = Command(
        name: "help", summary: "Explain a command.", operands: "[COMMAND]", operandsMax: 1,
        options: [], discussion: "",
        run: { arguments in
            guard let name = arguments.operands.first else {
                print(HelpText.overview, terminator: "")
                return .done
            }
            guard let command = Commands.named(name) else {
                throw UsageError(message: "no command \(name)", hint: "see broadside help")
            }
            print(HelpText.of(command), terminator: "")
            return .done
        })

    static let version = Command(
        name: "version", summary: "Print the version.", operands: "", operandsMax: 0, options: [],
        discussion: "",
        run: { _ in
            print("broadside \(Version.text)")
            return .done
        })
}

enum Version {
    static let text = "0.1.0"
}
