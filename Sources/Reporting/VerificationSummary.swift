package import Catalog
internal import JSON

/// One difference that a verification found, and where.
package struct VerificationFinding: Equatable, Sendable {
    package let file: String
    /// The row, cell or part of the file.
    package let place: String
    package let message: String
}

/// What a verification read, and every difference that it found.
package struct VerificationSummary: Sendable {
    /// Day files that were read.
    package internal(set) var files = 0
    /// Events of any kind, valid or not.
    package internal(set) var events: Int64 = 0
    /// The sum of the log rows; flat rates are not in the log.
    package internal(set) var revenue = Micros.zero
    package internal(set) var findings: [VerificationFinding] = []
    /// Findings beyond the limit, which are only counted.
    package internal(set) var findingsNotListed = 0
    /// ISO 4217 code; nil when nobody said it.
    package internal(set) var currency: String?

    /// Whether log, roll-up, view and report agree everywhere.
    package var isClean: Bool { findings.isEmpty }

    /// The summary as text, ending in a line break.
    package func text(format: ReportFormat) -> String {
        switch format {
        case .table: table
        case .csv:
            findings.reduce(CSVText.line(["file", "place", "message"])) { text, finding in
                text
                    + CSVText.line(
                        [finding.file, finding.place, finding.message].map(CSVText.cell))
            }
        case .json: json
        }
    }

    private var table: String {
        var lines = findings.map {
            TerminalText.shown("\($0.file): \($0.place): \($0.message)")
        }
        if findingsNotListed > 0 { lines.append("and \(findingsNotListed) more") }
        let money = NumberText.money(
            revenue.value, decimals: NumberText.moneyDecimals(revenue.value))
        let read =
            "\(files) day file\(files == 1 ? "" : "s"), \(NumberText.grouped(events)) events, "
            + "revenue \(money)\(currency.map { " \(TerminalText.shown($0))" } ?? "")"
        let count = findings.count + findingsNotListed
        lines.append(
            isClean
                ? "\(read): log = roll-up = view = report"
                : "\(read): \(count) difference\(count == 1 ? "" : "s")")
        return lines.joined(separator: "\n") + "\n"
    }

    private var json: String {
        let list = findings.map { finding in
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("file", finding.file)
            writer.field("place", finding.place)
            writer.field("message", finding.message)
            writer.endObject()
            return writer.text
        }
        return JSONLines.object([
            ("clean", "\(isClean)"), ("files", "\(files)"), ("events", "\(events)"),
            ("revenue_micros", "\(revenue.value)"),
            ("findings_not_listed", "\(findingsNotListed)"), ("findings", JSONLines.list(list)),
        ])
    }
}
