import Chronology
import Foundation

/// How a command prints rows.
enum OutputForm: String, CaseIterable {
    case table, csv, json

    init(_ arguments: Arguments) throws {
        let text = arguments[.format] ?? "table"
        guard let form = OutputForm(rawValue: text) else {
            throw UsageError(message: "--format: \(text) is not table, csv or json")
        }
        self = form
    }
}

/// Lines of comma-separated values (RFC 4180) that spreadsheets do not take for formulas.
enum CommaSeparated {
    static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",")
    }

    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+-@\t\r".contains(first), Int(text) == nil {
            text = "'" + text
        }
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

/// The machine's clock.
enum SystemClock {
    static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

func printError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
