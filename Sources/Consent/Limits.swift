/// Bounds on everything that arrives from outside; each is checked before anything is expanded.
enum Limits {
    /// Characters of one consent string; the longest seen in the wild has about 1,800.
    static let inputBytesMax = 16_384
    /// Bits of one Fibonacci code word, its closing 1 included; keeps sums far below overflow.
    static let fibonacciBitsMax = 24
    /// Highest section id of a GPP header.
    static let sectionIDMax = 1_000
    /// Sections of one GPP string.
    static let sectionsMax = 64
    /// Segments of one TC string or section; four kinds are defined.
    static let segmentsMax = 16
    /// Vendor ids that one description lists before it answers without the lists.
    static let describedIDsMax = 1_048_576
    /// Highest section version of a US section whose meaning is known.
    static let usVersionMax = 2
    /// Months after which a choice has to be asked for again.
    static let consentMonthsMax = 13
    /// Tenths of a second by which a string may be dated ahead of the clock: 48 hours.
    static let futureTenthsMax: Int64 = 48 * 3_600 * 10
}
