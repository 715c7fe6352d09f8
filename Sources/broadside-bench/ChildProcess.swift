import Foundation

/// A program under measurement, pinned to one core.
final class ChildProcess {
    private let process = Process()
    private let output = Pipe()

    /// Starts `taskset -c CORE program arguments`.
    init(core: Int, _ program: String, _ arguments: [String], readsOutput: Bool = false) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
        process.arguments = ["-c", "\(core)", program] + arguments
        process.standardOutput = readsOutput ? output : FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    var identifier: Int32 { process.processIdentifier }

    /// Everything that the program prints until it ends.
    func readAll() -> String {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    /// The first line that contains a text.
    func readLine(containing text: String) throws -> String {
        var received = ""
        while true {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else {
                throw Settings.Problem(description: "the program ended: \(received)")
            }
            received += String(decoding: data, as: UTF8.self)
            let lines = received.split(separator: "\n", omittingEmptySubsequences: true)
            if let line = lines.first(where: { $0.contains(text) }) { return String(line) }
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Seconds of processor time that the process and its children have used.
    static func processorSeconds(_ identifiers: [Int32]) -> Double {
        identifiers.reduce(0) { total, identifier in
            guard
                let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return total }
            // Fields 14 and 15 of proc(5), in ticks of 1/100 s; counted from after the program's name.
            let fields = text[end...].split(separator: " ")
            guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13])
            else { return total }
            return total + (user + system) / 100
        }
    }

    /// The process and its direct children.
    static func family(of parent: Int32) -> [Int32] {
        let path = "/proc/\(parent)/task/\(parent)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return [parent] + text.split(separator: " ").compactMap { Int32($0) }
    }
}
