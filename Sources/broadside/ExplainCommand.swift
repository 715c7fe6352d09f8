import AdServer
import Catalog
import Chronology
import Decisioning
import Foundation
import Pacing
import Targeting

/// `broadside explain`: why each line item wins or loses a page.
extension Command {
    private static let slot = CommandLineOption(
        "slot", "ID", repeats: true, help: "Slot that the page asks for; all web slots if left out."
    )
    private static let section = CommandLineOption(
        "section", "PATH", repeats: true, help: "Section of the article.")
    private static let tag = CommandLineOption(
        "tag", "TAG", repeats: true, help: "Tag of the article.")
    private static let region = CommandLineOption(
        "region", "CODE", repeats: true, help: "Region that the article is about.")
    private static let flag = CommandLineOption(
        "flag", "NAME", repeats: true, help: "Editor's flag on the article.")
    private static let language = CommandLineOption(
        "language", "TAG", fallback: "en", help: "Language of the page.")
    private static let device = CommandLineOption(
        "device", "KIND", fallback: "desktop", help: "desktop, mobile or tablet.")
    private static let at = CommandLineOption(
        "at", "TIME", help: "Instant such as 2026-12-01T08:00:00-08:00; now if left out.")

    static let explain = Command(
        name: "explain", summary: "Say of every line item why it wins or loses a page.",
        operands: "", operandsMax: 0,
        options: [
            slot, section, tag, region, flag, language, device, at, .campaigns, .data, .format,
            .config,
        ],
        discussion: """
            Lists every line item with its outcome and the first reason it lost, with what the event log
            in --data says was delivered so far. Nothing is served or counted.

            Example: broadside explain --slot sidebar --section USA/International/Europe --tag Diplomacy
            """,
        run: { arguments in
            var now = SystemClock.now()
            if let text = arguments[at] {
                guard let instant = Instant(rfc3339: text) else {
                    throw UsageError(
                        message: "--at: \(text) is not an instant such as 2026-12-01T08:00:00-08:00"
                    )
                }
                now = instant
            }
            let catalog = try loadCatalog(arguments)
            let slots = arguments.all(slot)
            let question = PageQuestion(
                slots: slots.isEmpty
                    ? catalog.site.slots.filter { $0.channel == .web }.map(\.id) : slots,
                sections: arguments.all(section), tags: arguments.all(tag),
                regions: arguments.all(region), flags: arguments.all(flag),
                language: arguments[language] ?? "", device: arguments[device] ?? "")
            let rows: [ExplainedLineItem]
            do {
                rows = try ExplainedPage.explain(
                    question, catalog: catalog, dataDirectory: arguments[.data] ?? "", at: now)
            } catch let problem as PageQuestion.Problem {
                throw UsageError(message: problem.message)
            }
            print(try text(of: rows, OutputForm(arguments)), terminator: "")
            return .done
        })

    private static func text(of rows: [ExplainedLineItem], _ form: OutputForm) throws -> String {
        switch form {
        case .json: return ExplainedPage.json(rows) + "\n"
        case .csv:
            return
                (["outcome,line_item,tier,rate,reason"]
                + rows.map {
                    CommaSeparated.line([$0.outcome, $0.lineItem, $0.tier, $0.rate, $0.reason])
                }).joined(separator: "\r\n") + "\r\n"
        case .table:
            let columns = ["outcome", "line item", "tier", "rate", "reason"]
            let cells =
                [columns]
                + rows.map {
                    [$0.outcome, $0.lineItem, $0.tier, $0.rate, $0.reason]
                }
            let widths = columns.indices.map { column in
                cells.map { $0[column].count }.max() ?? 0
            }
            return cells.map { row in
                zip(row, widths).map { cell, width in
                    cell + String(repeating: " ", count: width - cell.count)
                }.joined(separator: "  ").trimmingCharacters(in: .whitespaces) + "\n"
            }.joined()
        }
    }
}
