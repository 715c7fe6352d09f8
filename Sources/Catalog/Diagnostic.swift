/// One finding in a file: where it is, what is wrong, and what to do.
package struct Diagnostic: Equatable, Sendable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package let severity: Severity
    /// The file as the user named its folder.
    package let file: String
    /// From 1; 0 when the finding concerns the file as a whole.
    package let line: Int
    /// From 1, in characters.
    package let column: Int
    package let message: String
    /// What to do, such as a near name; nil when the message says it all.
    package let hint: String?
    /// The line that the finding points into, and how many characters of it are meant.
    package let excerpt: Excerpt?

    package struct Excerpt: Equatable, Sendable {
        package let text: String
        /// Characters from `column` that the caret underlines, at least 1.
        package let length: Int
        /// The column of the text's first character: above 1 when a long line is shown in part.
        package let firstColumn: Int

        package init(text: String, length: Int, firstColumn: Int = 1) {
            self.text = text
            self.length = length
            self.firstColumn = firstColumn
        }
    }

    package init(
        severity: Severity, file: String, line: Int, column: Int, message: String,
        hint: String? = nil, excerpt: Excerpt? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
        self.excerpt = excerpt
    }
}
