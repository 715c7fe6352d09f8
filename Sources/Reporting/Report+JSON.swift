internal import JSON

extension Report {
    /// One object; each row on a line of its own.
    var json: String {
        let lines = rows.map { row in
            var writer = JSONWriter()
            writer.beginObject()
            write(row, to: &writer)
            writer.endObject()
            return writer.text
        }
        var sums = JSONWriter()
        sums.beginObject()
        write(totals, prefix: "", to: &sums)
        sums.endObject()
        let members = [
            ("report", JSONLines.quoted(name)), ("from", JSONLines.quoted("\(from)")),
            ("to", JSONLines.quoted("\(to)")), ("time_zone", JSONLines.quoted(timeZone)),
            ("currency", JSONLines.quoted(currency)), ("rows", JSONLines.list(lines)),
            ("totals", sums.text),
        ]
        return JSONLines.object(members)
    }

    private func write(_ row: Row, to writer: inout JSONWriter) {
        for (dimension, value) in zip(dimensions, row.values) {
            writer.key(dimension.rawValue)
            switch (value.text, dimension) {
            case (nil, _): writer.null()
            case (let text?, .hour): writer.value(verbatim: Array(text.utf8))
            case (let text?, _): writer.value(text)
            }
        }
        if hasSubtotals { writer.field("depth", row.depth) }
        write(row.figures, prefix: "", to: &writer)
        if hasSubtotals { write(row.own, prefix: "own_", to: &writer) }
    }

    private func write(_ figures: [Int64?], prefix: String, to writer: inout JSONWriter) {
        for (measure, figure) in zip(measures, figures) {
            writer.key(prefix + measure.jsonName)
            switch (figure, measure.unit) {
            case (nil, _): writer.null()
            case (let figure?, .ratio):
                writer.value(verbatim: Array(NumberText.ratio(figure).utf8))
            case (let figure?, _): writer.value(figure)
            }
        }
    }
}

/// Lays finished pieces of JSON out over lines, so that two outputs can be compared line by line.
enum JSONLines {
    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text
    }

    /// A list with one element a line.
    static func list(_ elements: [String]) -> String {
        elements.isEmpty ? "[]" : "[\n    " + elements.joined(separator: ",\n    ") + "\n  ]"
    }

    /// An object with one member a line, and a line break at the end; the names need no escapes.
    static func object(_ members: [(name: String, value: String)]) -> String {
        "{\n" + members.map { "  \"\($0.name)\": \($0.value)" }.joined(separator: ",\n") + "\n}\n"
    }
}
