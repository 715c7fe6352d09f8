import Foundation
import Testing

/// What a reader's browser saw of one page.
struct BrowserRun: Decodable {
    let answers: [Answer]
    let clicked: String?
    let events: [[String]]
    let layoutShift: Double
    let outsideRequests: [String]
    let overflows: Bool
    let problems: [String]
    let slots: [Slot]

    struct Answer: Decodable {
        let consent: String
        let ads: [Ad]
    }

    struct Ad: Decodable {
        let slot: String
        let lineItem: String?
    }

    struct Slot: Decodable {
        let slot: String
        let text: String
        let loaded: Bool?
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let python = root.appendingPathComponent(".venv/bin/python").path

    /// The browser and its driver come with `make test`; plain `swift test` on a machine without them skips these tests.
    static var isPossible: Bool {
        FileManager.default.isExecutableFile(atPath: python)
            && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")
    }

    static func open(
        _ path: String, at address: String, width: Int = 1280, height: Int = 900,
        consent: String = "none"
    ) throws -> BrowserRun {
        let script = root.appendingPathComponent("Tests/BrowserTests/demo_page.py").path
        let output = try Command.run(
            python, [script, address, path, "\(width)", "\(height)", consent])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(BrowserRun.self, from: Data(output.utf8))
    }
}

/// The program on the sample site with a data folder of its own.
final class DemoServer {
    let address: String
    private let process = Process()
    private let output = Pipe()
    private let data: String

    init() throws {
        data = NSTemporaryDirectory() + "demo-\(UUID().uuidString)"
        // The program is built beside the tests.
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("broadside")
        process.currentDirectoryURL = BrowserRun.root
        process.arguments = [
            "serve", "--campaigns", "Campaigns", "--data", data, "--listen", "127.0.0.1:0",
            "--demo", "Demo",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        let pattern = /listening on (http:\S+)/
        while true {
            let received = output.fileHandleForReading.availableData
            text += String(decoding: received, as: UTF8.self)
            if let match = text.firstMatch(of: pattern),
                text[match.range.upperBound...].contains("\n")
            {
                address = String(match.1)
                break
            }
            try #require(!received.isEmpty, "the server did not start: \(text)")
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: data)
    }

    /// Valid events of a kind in the log.
    func count(_ event: String) throws -> Int {
        Int(
            try query(
                "SELECT ifnull(sum(count), 0) FROM events WHERE event = '\(event)' AND invalid_reason IS NULL"
            )) ?? -1
    }

    func query(_ sql: String) throws -> String {
        let folder = data + "/events"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".sqlite") }
        let file = try #require(files.first)
        return try Command.run("/usr/bin/sqlite3", ["\(folder)/\(file)", sql])
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

enum Command {
    /// Runs a program to its end and returns what it printed.
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) failed: \(text)")
        return text
    }
}
