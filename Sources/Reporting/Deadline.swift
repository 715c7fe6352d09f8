/// The end of a report's patience, looked at every few thousand rows.
struct Deadline {
    private let end: ContinuousClock.Instant?
    private let limit: Duration
    private var rowsLeft = Limits.rowsBetweenClockReads

    /// - Parameter limit: nil for a recount, which takes the time it needs.
    init(after limit: Duration?) {
        self.limit = limit ?? .zero
        end = limit.map { ContinuousClock.now.advanced(by: $0) }
    }

    /// Counts one row.
    ///
    /// - Throws: `ReportingError.deadlineExceeded`.
    @inline(__always)
    mutating func countRow() throws(ReportingError) {
        rowsLeft -= 1
        if rowsLeft <= 0 { try check() }
    }

    mutating func check() throws(ReportingError) {
        rowsLeft = Limits.rowsBetweenClockReads
        if let end, ContinuousClock.now >= end {
            throw .deadlineExceeded(seconds: limit.components.seconds)
        }
    }
}
