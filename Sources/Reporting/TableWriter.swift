internal import Catalog

/// Writes a report as aligned columns for a terminal.
struct TableWriter {
    private let report: Report
    private let moneyDecimals: [Int]

    init(_ report: Report) {
        self.report = report
        // All amounts of a column have as many decimals as the finest needs.
        moneyDecimals = report.measures.indices.map { position in
            var figures = report.rows.map { $0.figures[position] } + [report.totals[position]]
            if report.hasSubtotals { figures += report.rows.map { $0.own[position] } }
            return figures.compactMap { $0.map(NumberText.moneyDecimals) }.max() ?? 2
        }
    }

    var text: String {
        let header = report.dimensions.map(\.title) + figureTitles
        let rows = report.rows.map(cells)
        let totals = totalCells
        let widths = header.indices.map { column in
            ([header, totals] + rows).map { TerminalText.width($0[column]) }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            var line = cells.enumerated()
                .map { column, cell in
                    TerminalText.padded(
                        cell, to: widths[column], right: column >= report.dimensions.count)
                }
                .joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        var lines = [
            TerminalText.shown(report.title),
            "\(report.from) to \(report.to), \(report.timeZone), "
                + "\(TerminalText.shown(report.currency))",
            "", line(header), rule,
        ]
        lines += rows.map(line)
        if rows.isEmpty { lines.append("(nothing in this period)") }
        lines += [rule, line(totals)]
        if !report.notes.isEmpty { lines += [""] + report.notes }
        return lines.joined(separator: "\n") + "\n"
    }

    private var figureTitles: [String] {
        report.measures.flatMap { measure in
            let title =
                measure.unit == .money ? "\(measure.title) (\(report.currency))" : measure.title
            guard report.hasSubtotals else { return [title] }
            return [title, "of its own"]
        }
    }

    private func cells(_ row: Report.Row) -> [String] {
        let values = row.values.indices.map { value(row, $0) }
        let figures = report.measures.indices.flatMap { position in
            let figure = figure(row.figures[position], position)
            return report.hasSubtotals
                ? [figure, self.figure(row.own[position], position)] : [figure]
        }
        return values + figures
    }

    private var totalCells: [String] {
        var values = report.dimensions.map { _ in "" }
        if !values.isEmpty { values[0] = "Total" }
        let figures = report.measures.indices.flatMap { position in
            let figure = figure(report.totals[position], position)
            return report.hasSubtotals ? [figure, ""] : [figure]
        }
        return values + figures
    }

    private func value(_ row: Report.Row, _ position: Int) -> String {
        switch row.values[position] {
        case .none: return "(none)"
        case .flatRate: return "(flat rate)"
        case .rest(let count): return "(\(NumberText.grouped(Int64(count))) more)"
        case .text(let text):
            let dimension = report.dimensions[position]
            if report.hasSubtotals, position == report.dimensions.count - 1 {
                let name = row.depth == 0 ? text : Self.lastPart(text)
                return String(repeating: "  ", count: row.depth) + TerminalText.shown(name)
            }
            let isInItsCampaign =
                dimension == .lineItem && report.dimensions.contains(.campaign)
                && report.dimensions.contains(.advertiser)
            return TerminalText.shown(isInItsCampaign ? Self.lastPart(text) : text)
        }
    }

    private static func lastPart(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    private func figure(_ figure: Int64?, _ position: Int) -> String {
        guard let figure else { return "-" }
        switch report.measures[position].unit {
        case .count: return NumberText.grouped(figure)
        case .ratio: return NumberText.percentage(figure)
        case .money where report.measures[position] == .ecpm: return NumberText.meanMoney(figure)
        case .money: return NumberText.money(figure, decimals: moneyDecimals[position])
        }
    }
}
