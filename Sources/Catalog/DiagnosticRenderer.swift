/// Puts findings into the form that compilers print, or into JSON.
package enum DiagnosticRenderer {
    /// `file:line:column: error: message`, the source line, a caret, and the hint; ends with a line feed.
    package static func text(_ diagnostic: Diagnostic) -> String {
        var text = printable(diagnostic.file)
        if diagnostic.line > 0 { text += ":\(diagnostic.line):\(diagnostic.column)" }
        text += ": \(diagnostic.severity.rawValue): \(printable(diagnostic.message))\n"
        if let excerpt = diagnostic.excerpt, diagnostic.line > 0 {
            text += marked(excerpt, column: diagnostic.column)
        }
        if let hint = diagnostic.hint { text += "  hint: \(printable(hint))\n" }
        return text
    }

    /// All findings, one after the other.
    package static func text(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { text($0) }.joined()
    }

    /// A JSON array of objects with severity, file, line, column, message and hint.
    package static func json(_ diagnostics: [Diagnostic]) -> String {
        guard !diagnostics.isEmpty else { return "[]\n" }
        let rows = diagnostics.map { diagnostic in
            let hint = diagnostic.hint.map { JSONText.quoted($0) } ?? "null"
            return "  {\"severity\": \(JSONText.quoted(diagnostic.severity.rawValue)), "
                + "\"file\": \(JSONText.quoted(diagnostic.file)), "
                + "\"line\": \(diagnostic.line), \"column\": \(diagnostic.column), "
                + "\"message\": \(JSONText.quoted(diagnostic.message)), \"hint\": \(hint)}"
        }
        return "[\n\(rows.joined(separator: ",\n"))\n]\n"
    }

    /// The source line and below it a caret and tildes under what is meant.
    private static func marked(_ excerpt: Diagnostic.Excerpt, column: Int) -> String {
        let lead = excerpt.firstColumn > 1 ? "..." : ""
        let offset = max(0, column - excerpt.firstColumn)
        // Tabs stay, so that the caret stands below its place whatever their width.
        let padding = excerpt.text.prefix(offset).map { $0 == "\t" ? "\t" : " " }.joined()
        let short = max(0, offset - excerpt.text.count)
        let blanks = String(repeating: " ", count: lead.count + short)
        let tildes = String(repeating: "~", count: max(1, excerpt.length) - 1)
        return "  \(lead)\(printable(excerpt.text))\n  \(blanks)\(padding)^\(tildes)\n"
    }

    /// Without control and format characters, which could write over the terminal; tabs stay.
    private static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isPlain = scalar == "\t" || !Wording.isUnprintable(scalar)
            scalars.append(isPlain ? scalar : "\u{FFFD}")
        }
        return String(scalars)
    }
}

/// Strings as JSON writes them.
package enum JSONText {
    /// The text in quotes, with everything escaped that must be.
    ///
    /// Source: RFC 8259 section 7.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case ..<" ", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
