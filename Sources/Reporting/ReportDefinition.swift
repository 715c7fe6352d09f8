/// One kind of report, as a file of `Reports/` describes it.
package struct ReportDefinition: Equatable, Sendable {
    /// The heading.
    package var title: String
    /// Without any, the report is one row.
    package var groupBy: [Dimension]
    /// At least one.
    package var measures: [Measure]
    package var conditions: [ReportCondition] = []
    /// Applied in turn; equal rows follow the order of their dimensions.
    package var sort: [SortKey] = []
    /// Rows that are shown; the rest is summed in one more.
    package var top: Int?
    /// Whether the last dimension, a tree, is shown with the sums of each subtree.
    package var subtotals = false
    package var period = DefaultPeriod.lastDays(30)

    package init(title: String, groupBy: [Dimension], measures: [Measure]) {
        self.title = title
        self.groupBy = groupBy
        self.measures = measures
    }

    package enum Column: Equatable, Sendable {
        case dimension(Dimension)
        case measure(Measure)
    }

    package struct SortKey: Equatable, Sendable {
        package let column: Column
        package let descending: Bool

        package init(_ column: Column, descending: Bool) {
            self.column = column
            self.descending = descending
        }

        /// Reads a column's name, with a minus sign before it for the largest first.
        init?(_ text: String) {
            let name = text.hasPrefix("-") ? String(text.dropFirst()) : text
            if let measure = Measure(rawValue: name) {
                column = .measure(measure)
            } else if let dimension = Dimension(rawValue: name) {
                column = .dimension(dimension)
            } else {
                return nil
            }
            descending = text.hasPrefix("-")
        }
    }

    /// The days that a report covers when nobody says otherwise.
    package enum DefaultPeriod: Equatable, Sendable {
        /// This many days, today the last.
        case lastDays(Int)
        /// From the first day of the month to today.
        case thisMonth
        case lastMonth
        /// From the earliest start of a flight that is not over to today.
        case flights

        /// Reads `30 days`, `this_month`, `last_month` or `flights`.
        init?(_ text: String) {
            switch text {
            case "this_month": self = .thisMonth
            case "last_month": self = .lastMonth
            case "flights": self = .flights
            default:
                let parts = text.split(separator: " ", omittingEmptySubsequences: false)
                guard parts.count == 2, parts[1] == "days" || parts[1] == "day",
                    parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
                    let days = Int(parts[0]), (1...Limits.periodDaysMax).contains(days)
                else { return nil }
                self = .lastDays(days)
            }
        }
    }

    /// What speaks against this combination; nil when nothing does.
    var contradiction: String? {
        if let repeated = Self.firstRepeated(groupBy) {
            return "\"\(repeated.rawValue)\" stands twice among the dimensions"
        }
        if let repeated = Self.firstRepeated(measures) {
            return "\"\(repeated.rawValue)\" stands twice among the measures"
        }
        if let measure = measures.first(where: \.needsGoal) {
            let finer = groupBy.first {
                ![.lineItem, .advertiser, .campaign, .tier, .goalKind].contains($0)
            }
            if finer != nil || !groupBy.contains(.lineItem) {
                return "\"\(measure.rawValue)\" belongs to a whole line item: group by line_item, "
                    + "beside it at most by advertiser, campaign, tier and goal_kind"
            }
        }
        if subtotals {
            guard let last = groupBy.last, last.isTree,
                !groupBy.dropLast().contains(where: \.isTree)
            else { return "subtotals need section or region as the last dimension, and only there" }
            if top != nil { return "subtotals and top exclude each other" }
        }
        for key in sort {
            switch key.column {
            case .dimension(let dimension) where !groupBy.contains(dimension):
                return "sorted by \"\(dimension.rawValue)\", which is not among the dimensions"
            case .measure(let measure) where !measures.contains(measure):
                return "sorted by \"\(measure.rawValue)\", which is not among the measures"
            default: break
            }
        }
        return nil
    }

    private static func firstRepeated<Element: Hashable>(_ list: [Element]) -> Element? {
        var seen: Set<Element> = []
        return list.first { !seen.insert($0).inserted }
    }
}
