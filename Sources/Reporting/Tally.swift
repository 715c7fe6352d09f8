/// The sums of one row of a report.
package struct Tally: Equatable, Sendable {
    /// Valid events of each kind.
    package var requests: Int64 = 0
    package var served: Int64 = 0
    package var impressions: Int64 = 0
    package var viewable: Int64 = 0
    package var clicks: Int64 = 0
    /// Events of any kind that happened but are not billed.
    package var invalid: Int64 = 0
    /// Page views whose ads were asked for, valid ones.
    package var pageViews: Int64 = 0
    /// Micros.
    package var revenue: Int64 = 0

    package init() {}

    var isZero: Bool { self == Tally() }

    /// All events, valid or not; nil when the sum does not fit.
    var events: Int64? {
        let sum = [requests, served, impressions, viewable, clicks, invalid]
            .reduce(Int128(0)) { $0 + Int128($1) }
        return Int64(exactly: sum)
    }

    /// Adds another row's sums.
    ///
    /// - Throws: `ReportingError.overflow` when a sum leaves 64 bits.
    mutating func add(_ other: Tally) throws(ReportingError) {
        try Self.add(other.requests, to: &requests, named: "requests")
        try Self.add(other.served, to: &served, named: "served")
        try Self.add(other.impressions, to: &impressions, named: "impressions")
        try Self.add(other.viewable, to: &viewable, named: "viewable")
        try Self.add(other.clicks, to: &clicks, named: "clicks")
        try Self.add(other.invalid, to: &invalid, named: "invalid")
        try Self.add(other.pageViews, to: &pageViews, named: "page_views")
        try Self.add(other.revenue, to: &revenue, named: "revenue")
    }

    @inline(__always)
    static func add(_ value: Int64, to sum: inout Int64, named name: StaticString)
        throws(ReportingError)
    {
        let (result, overflow) = sum.addingReportingOverflow(value)
        guard !overflow else { throw .overflow(what: "\(name)") }
        sum = result
    }
}
