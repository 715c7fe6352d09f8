package import Chronology

/// The answer to a report query: rows of values and figures, ready to be written.
package struct Report: Sendable {
    /// The definition's name.
    package let name: String
    package let title: String
    /// Local dates, both inclusive.
    package let from, to: CivilDate
    package let timeZone: String
    package let currency: String
    package let dimensions: [Dimension]
    package let measures: [Measure]
    /// Whether each row also has the figures of its own node, beside those of its subtree.
    package let hasSubtotals: Bool
    package let rows: [Row]
    /// Every event and accrual once.
    package let totals: [Int64?]
    /// What a reader must know beside the figures.
    package let notes: [String]

    package struct Row: Sendable {
        /// One for each dimension.
        package let values: [DimensionValue]
        /// One for each measure: a count, millionths or micros.
        package let figures: [Int64?]
        /// The node alone; empty without subtotals.
        package let own: [Int64?]
        /// Steps below the topmost node that is shown.
        package let depth: Int
    }
}
