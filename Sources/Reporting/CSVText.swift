internal import Catalog

/// Cells and lines of RFC 4180, harmless in a spreadsheet.
enum CSVText {
    /// A cell that holds text: one that a spreadsheet would take for a formula begins with an apostrophe.
    static func cell(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r\0".unicodeScalars.contains(first) {
            text = "'" + text
        }
        let needsQuotes = text.unicodeScalars.contains { ",\"\r\n\t\0".unicodeScalars.contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }

    static func line(_ cells: [String]) -> String { cells.joined(separator: ",") + "\r\n" }
}

extension Report {
    /// A header and one line a row, without totals: money as decimal numbers, ratios with six digits.
    var csv: String {
        var header = dimensions.map(\.rawValue)
        if hasSubtotals { header.append("depth") }
        for measure in measures {
            header.append(measure.rawValue)
            if hasSubtotals { header.append("own_\(measure.rawValue)") }
        }
        var text = CSVText.line(header)
        for row in rows {
            var cells = row.values.map(Self.csvCell)
            if hasSubtotals { cells.append(String(row.depth)) }
            for position in measures.indices {
                cells.append(csvFigure(row.figures[position], position))
                if hasSubtotals { cells.append(csvFigure(row.own[position], position)) }
            }
            text += CSVText.line(cells)
        }
        return text
    }

    private static func csvCell(_ value: DimensionValue) -> String {
        switch value {
        case .text(let text): CSVText.cell(text)
        case .none, .flatRate: ""
        case .rest(let count): "(\(count) more)"
        }
    }

    private func csvFigure(_ figure: Int64?, _ position: Int) -> String {
        guard let figure else { return "" }
        return switch measures[position].unit {
        case .count: String(figure)
        case .ratio: NumberText.ratio(figure)
        case .money: Micros(figure).description
        }
    }
}
