internal import Foundation
internal import Glibc

/// The real program, as the build made it, run as a process of its own.
package final class Program: Sendable {
    package enum Ending: Equatable, Sendable {
        case exited(Int32)
        case signaled(Int32)
    }

    package enum Failure: Error {
        case cannotStart(Int32)
        /// What the program printed before the test lost its patience.
        case tookTooLong(String)
    }

    /// Beside the test bundle, in the folder of the build's products.
    package static let path: String = {
        let bundle = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        return bundle.resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("broadside").path
    }()

    private let process: pid_t
    private let ending = Shared<Ending?>(nil)
    private let outputFile: String
    private let errorFile: String

    /// Everything it has printed so far.
    package var output: String { Self.text(outputFile) }
    package var errors: String { Self.text(errorFile) }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - folder: where what it prints is kept.
    ///   - environment: variables beside those of the test.
    package init(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) throws {
        let name = UUID().uuidString
        outputFile = "\(folder.path)/\(name).out"
        errorFile = "\(folder.path)/\(name).err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputFile, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorFile, flags, 0o600)
        var words = ([Self.path] + arguments).map { strdup($0) }
        words.append(nil)
        var variables = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("BROADSIDE_") }
            .merging(environment) { $1 }
            .map { strdup("\($0.key)=\($0.value)") }
        variables.append(nil)
        defer { for text in words + variables { free(text) } }
        var process = pid_t()
        let code = posix_spawn(&process, Self.path, &actions, nil, words, variables)
        guard code == 0 else { throw Failure.cannotStart(code) }
        self.process = process
    }

    deinit {
        guard ending.value == nil else { return }
        Glibc.kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    package func send(signal: Int32) {
        Glibc.kill(process, signal)
    }

    /// Ends it at once, as a crash would.
    package func kill() throws {
        send(signal: SIGKILL)
        _ = try wait()
    }

    /// How it ended; nil while it runs.
    package func poll() -> Ending? {
        ending.change { ending in
            if let ending { return ending }
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == process else { return nil }
            let signal = status & 0x7F
            ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
            return ending
        }
    }

    /// Waits until it has ended.
    package func wait(seconds: Double = 30) throws -> Ending {
        guard Crowd.waits(seconds: seconds, until: { poll() != nil }), let ending = ending.value
        else {
            throw Failure.tookTooLong(output + errors)
        }
        return ending
    }

    /// Runs it to its end.
    package static func run(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) throws -> (ending: Ending, output: String, errors: String) {
        let program = try Program(arguments, in: folder, environment: environment)
        let ending = try program.wait()
        return (ending, program.output, program.errors)
    }
}
