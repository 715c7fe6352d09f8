/// What a report can show of a row; the raw value is its name in definitions and CSV.
package enum Measure: String, Sendable, CaseIterable {
    case requests, served, impressions, viewable, clicks, invalid
    /// Served divided by requests.
    case fillRate = "fill_rate"
    /// Viewable divided by impressions.
    case viewability
    /// Clicks divided by impressions.
    case ctr
    /// Earned money, flat rates included.
    case revenue
    /// Revenue of a thousand impressions.
    case ecpm
    case pageViews = "page_views"
    /// What the line item should reach over its flight; shares of voice and none have no figure.
    case goal
    /// Events of the goal's kind in the report's period.
    case goalDelivered = "goal_delivered"
    /// Delivered divided by the goal.
    case goalProgress = "goal_progress"

    /// How a figure is written.
    enum Unit {
        case count, ratio, money
    }

    var unit: Unit {
        switch self {
        case .requests, .served, .impressions, .viewable, .clicks, .invalid, .pageViews, .goal,
            .goalDelivered:
            .count
        case .fillRate, .viewability, .ctr, .goalProgress: .ratio
        case .revenue, .ecpm: .money
        }
    }

    /// The name in JSON, where money says that it is micros.
    package var jsonName: String { unit == .money ? "\(rawValue)_micros" : rawValue }

    /// The column's heading in a table.
    var title: String {
        switch self {
        case .ctr: "CTR"
        case .ecpm: "eCPM"
        default:
            rawValue.prefix(1).uppercased()
                + rawValue.dropFirst().replacing("_", with: " ")
        }
    }

    var needsGoal: Bool { self == .goal || self == .goalDelivered || self == .goalProgress }

    /// The figure: a count, millionths or micros; nil where it has no meaning, as with a division by zero.
    ///
    /// Ratios and means are rounded half away from zero.
    ///
    /// - Throws: `ReportingError.overflow` when the figure leaves 64 bits.
    func value(of tally: Tally, goal: Goal?) throws(ReportingError) -> Int64? {
        switch self {
        case .requests: tally.requests
        case .served: tally.served
        case .impressions: tally.impressions
        case .viewable: tally.viewable
        case .clicks: tally.clicks
        case .invalid: tally.invalid
        case .pageViews: tally.pageViews
        case .revenue: tally.revenue
        case .fillRate: try quotient(tally.served, tally.requests, times: 1_000_000)
        case .viewability: try quotient(tally.viewable, tally.impressions, times: 1_000_000)
        case .ctr: try quotient(tally.clicks, tally.impressions, times: 1_000_000)
        case .ecpm: try quotient(tally.revenue, tally.impressions, times: 1_000)
        case .goal: goal?.count
        case .goalDelivered: goal?.delivered(in: tally)
        case .goalProgress:
            if let goal {
                try quotient(goal.delivered(in: tally), goal.count, times: 1_000_000)
            } else {
                nil
            }
        }
    }

    private func quotient(_ dividend: Int64, _ divisor: Int64, times factor: Int64)
        throws(ReportingError) -> Int64?
    {
        guard divisor > 0 else { return nil }
        let scaled = Int128(dividend) * Int128(factor)
        let half = Int128(divisor) / 2
        let rounded = (scaled < 0 ? scaled - half : scaled + half) / Int128(divisor)
        guard let result = Int64(exactly: rounded) else { throw .overflow(what: rawValue) }
        return result
    }

    /// A line item's goal that is a number of events.
    struct Goal: Equatable, Sendable {
        let kind: Kind
        /// At least 1.
        let count: Int64

        enum Kind: String, Sendable {
            case impressions, viewable, clicks
        }

        func delivered(in tally: Tally) -> Int64 {
            switch kind {
            case .impressions: tally.impressions
            case .viewable: tally.viewable
            case .clicks: tally.clicks
            }
        }
    }
}
