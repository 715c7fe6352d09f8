import Catalog
import Foundation

/// `broadside check`: the findings of the campaign files.
extension Command {
    static let check = Command(
        name: "check", summary: "Validate the site file and the campaign files.",
        operands: "[FILE...]", operandsMax: 10_000,
        options: [.campaigns, .format, .config],
        discussion: """
            Prints every finding as file:line:column: error: message, with the text it is about and a
            hint, and ends with 1 when there is any error. With FILEs only these campaign files are
            judged, against the site of --campaigns.

            Example: broadside check --campaigns Campaigns Campaigns/gratbahn/night-trains.json
            """,
        run: runCheck)
}

private func runCheck(_ arguments: Arguments) throws -> ExitStatus {
    let directory = arguments[.campaigns] ?? ""
    let result =
        arguments.operands.isEmpty
        ? CatalogLoader.load(directory: directory, now: SystemClock.now(), mode: .check)
        : CatalogLoader.load(
            files: arguments.operands, directory: directory, now: SystemClock.now())
    switch try OutputForm(arguments) {
    case .json: print(DiagnosticRenderer.json(result.diagnostics))
    case .csv:
        print("severity,file,line,column,message,hint")
        for finding in result.diagnostics {
            print(
                CommaSeparated.line([
                    finding.severity.rawValue, finding.file, "\(finding.line)",
                    "\(finding.column)", finding.message, finding.hint ?? "",
                ]))
        }
    case .table:
        print(DiagnosticRenderer.text(result.diagnostics), terminator: "")
        if let catalog = result.catalog {
            print(
                "\(catalog.lineItems.count) line items, \(catalog.creatives.count) creatives, "
                    + "\(catalog.site.sections.nodes.count) sections: no errors"
                    + (result.warningCount > 0 ? ", " + count(result.warningCount, "warning") : ""))
        } else {
            print(
                count(result.errorCount, "error") + ", " + count(result.warningCount, "warning"))
        }
    }
    return result.catalog == nil ? .negative : .done
}

private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
}
