/// The bounds of reports and recounts.
package enum Limits {
    /// A report definition's file, in bytes.
    static let definitionBytesMax = 65_536
    /// Dimensions that one report groups by.
    static let dimensionsMax = 8
    /// Conditions that one report filters by.
    static let conditionsMax = 32
    /// Local days that one report covers: ten years.
    static let periodDaysMax = 3_660
    /// Rows that one report may have before `top` cuts them.
    static let rowsMax = 1_000_000
    /// The largest number of a name in one day file.
    static let nameIDMax: Int64 = 4_000_000
    /// Local hours that one day file may hold; a day has 26 at most with its borders.
    static let localHoursMax = 64
    /// Rows that `top` may keep.
    static let topMax: Int64 = 10_000
    /// The time that one report may take unless the caller says otherwise.
    package static let deadline = Duration.seconds(60)
    /// Rows that are read between two looks at the clock.
    static let rowsBetweenClockReads = 4_096
    /// Log rows that a recount reads in one transaction, so that it never pins the write-ahead log for long.
    static let pageRows: Int64 = 100_000
    /// Findings that a verification lists before it only counts.
    static let findingsMax = 100
}
