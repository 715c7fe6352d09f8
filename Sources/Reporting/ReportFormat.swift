/// How a report is written.
package enum ReportFormat: String, Sendable, CaseIterable {
    /// Aligned columns for a terminal.
    case table
    /// RFC 4180.
    case csv
    case json
}

extension Report {
    /// The whole report as text, ending in a line break.
    package func text(_ format: ReportFormat) -> String {
        switch format {
        case .table: TableWriter(self).text
        case .csv: csv
        case .json: json
        }
    }
}
