import Foundation
import Reporting

/// Finds the command, reads its options, runs it and turns what happens into an exit status.
func runProgram(_ words: [String]) -> ExitStatus {
    guard let name = words.first else {
        print(HelpText.overview, terminator: "")
        return .usage
    }
    if name == "--help" || name == "-h" {
        print(HelpText.overview, terminator: "")
        return .done
    }
    guard let command = Commands.named(name == "--version" ? "version" : name) else {
        printError("broadside: no command \(name)\nSee broadside help.")
        return .usage
    }
    if words.dropFirst().contains(where: { $0 == "--help" || $0 == "-h" }) {
        print(HelpText.of(command), terminator: "")
        return .done
    }
    do {
        let arguments = try Arguments(
            Array(words.dropFirst()), for: command,
            environment: ProcessInfo.processInfo.environment)
        return try command.run(arguments)
    } catch let error as UsageError {
        printError("broadside \(name): \(error.message)" + (error.hint.map { "\n\($0)" } ?? ""))
        return .usage
    } catch let error as ReportingError {
        printError("broadside \(name): \(error)")
        return error.isUsage ? .usage : .negative
    } catch let error as CommandFailure {
        printError(error.message)
        return .negative
    } catch {
        printError("broadside \(name): \(error)")
        return .negative
    }
}

exit(runProgram(Array(CommandLine.arguments.dropFirst())).rawValue)
