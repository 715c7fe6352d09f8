import Catalog
import Chronology
import Foundation
import Reporting

extension Command {
    private static let reports = CommandLineOption(
        "reports", "DIR", fallback: "Reports", help: "Folder of the report definitions.")
    private static let from = CommandLineOption(
        "from", "DATE", help: "First day, YYYY-MM-DD in the site's time zone.")
    private static let to = CommandLineOption("to", "DATE", help: "Last day, included.")
    private static let by = CommandLineOption(
        "by", "DIM,DIM", repeats: true, help: "Group by these dimensions instead.")
    private static let filter = CommandLineOption(
        "where", "DIM=VALUE", repeats: true, help: "Count only what has this value.")
    private static let out = CommandLineOption(
        "out", "FILE", help: "Write to a file instead of standard output.")

    static let report = Command(
        name: "report", summary: "Turn the event log into a report.", operands: "NAME",
        operandsMax: 1,
        options: [reports, from, to, by, filter, .format, out, .campaigns, .data, .config],
        discussion: """
            NAME is a definition in the reports folder; without it the definitions are listed.
            Reports can be run while the server writes.

            Example: broadside report revenue --from 2026-12-01 --to 2026-12-31 --format csv
            """,
        run: { arguments in
            let directory = arguments[reports] ?? ""
            guard let name = arguments.operands.first else {
                for (name, title) in try ReportCommand.list(reportsDirectory: directory) {
                    print("\(name)\t\(title)")
                }
                return .done
            }
            var request = ReportRequest(
                name: name, reportsDirectory: directory, dataDirectory: arguments[.data] ?? "")
            request.from = arguments[from]
            request.to = arguments[to]
            request.by = arguments.all(by)
            request.filters = arguments.all(filter)
            guard let format = ReportFormat(rawValue: arguments[.format] ?? "") else {
                throw UsageError(
                    message: "--format: \(arguments[.format] ?? "") is not one of "
                        + ReportFormat.allCases.map(\.rawValue).joined(separator: ", "))
            }
            request.format = format
            let text = try ReportCommand.run(
                request, catalog: try loadCatalog(arguments), now: SystemClock.now())
            if let path = arguments[out] {
                try text.write(toFile: path, atomically: true, encoding: .utf8)
            } else {
                print(text, terminator: "")
            }
            return .done
        })

    static let verify = Command(
        name: "verify", summary: "Recount the event log and compare it with its sums.",
        operands: "", operandsMax: 0, options: [.data, .format, .config],
        discussion: """
            Counts every event of every day file again and compares the result with the roll-up, the
            views and the reports, to the micro unit. Ends with 1 and the place of the first difference
            in each file otherwise.
            """,
        run: { arguments in
            let summary = try VerifyCommand.run(
                dataDirectory: arguments[.data] ?? "", currency: nil, site: nil)
            guard let format = ReportFormat(rawValue: arguments[.format] ?? "") else {
                throw UsageError(message: "--format is not table, csv or json")
            }
            print(summary.text(format: format), terminator: "")
            return summary.isClean ? .done : .negative
        })
}

/// The catalog of `--campaigns`; prints the findings and throws when it has errors.
func loadCatalog(_ arguments: Arguments) throws -> Catalog {
    let result = CatalogLoader.load(
        directory: arguments[.campaigns] ?? "", now: SystemClock.now(), mode: .serve)
    guard let catalog = result.catalog else {
        throw CommandFailure(message: DiagnosticRenderer.text(result.diagnostics))
    }
    return catalog
}

/// A command that could not do its work.
struct CommandFailure: Error {
    let message: String
}
