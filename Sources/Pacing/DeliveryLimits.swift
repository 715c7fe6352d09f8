package import Catalog

/// What one line item may deliver at most, and what each delivery takes of it.
package struct DeliveryLimits: Sendable {
    /// Units over the flight; `Int64.max` where nothing limits them.
    package let impressions: Int64
    package let impressionsPerDay: Int64
    package let viewables: Int64
    package let clicks: Int64
    /// Micros over the flight.
    package let spend: Int64
    package let spendPerDay: Int64
    /// Micros that an impression, a viewable impression and a click cost.
    package let impressionPrice: Int64
    package let viewablePrice: Int64
    package let clickPrice: Int64

    package static let unlimited = Int64.max

    package init(_ item: LineItem) {
        var impressions = item.caps.lifetimeImpressions ?? Self.unlimited
        var viewables = Self.unlimited
        var clicks = Self.unlimited
        switch item.goal {
        case .impressions(let goal): impressions = min(impressions, goal)
        case .viewable(let goal): viewables = goal
        case .clicks(let goal): clicks = goal
        case .share, nil: break
        }
        self.impressions = impressions
        self.viewables = viewables
        self.clicks = clicks
        impressionsPerDay = item.caps.dailyImpressions ?? Self.unlimited
        spend = item.budget?.value ?? Self.unlimited
        spendPerDay = item.caps.dailyBudget?.value ?? Self.unlimited
        var prices: (impression: Int64, viewable: Int64, click: Int64) = (0, 0, 0)
        switch item.rate {
        case .cpm(let price): prices.impression = price.value / 1000
        case .vcpm(let price): prices.viewable = price.value / 1000
        case .cpc(let price): prices.click = price.value
        case .flat, .free: break
        }
        impressionPrice = prices.impression
        viewablePrice = prices.viewable
        clickPrice = prices.click
    }

    /// Micros that must be free before an impression may be promised; a click's price is charged when it comes.
    package var reservedPrice: Int64 { impressionPrice + viewablePrice }
}

/// Which limit stands in the way of one more delivery, with the figures.
package enum DeliveryObstacle: Equatable, Sendable {
    case impressions(used: Int64, limit: Int64)
    case impressionsToday(used: Int64, limit: Int64)
    case viewables(used: Int64, limit: Int64)
    case clicks(used: Int64, limit: Int64)
    /// Micros.
    case spend(used: Int64, limit: Int64)
    /// Micros.
    case spendToday(used: Int64, limit: Int64)
    /// Ahead of its delivery curve: units of the goal, or micros of the budget.
    case paced(used: Int64, due: Int64, unit: Unit)

    package enum Unit: String, Sendable {
        case impressions, viewables, clicks, micros
    }
}

extension DeliveryLimits {
    /// The limit of what a counter counts.
    package func limit(of field: DeliveryCounters.Field) -> Int64 {
        switch field {
        case .impressions: impressions
        case .impressionsToday: impressionsPerDay
        case .viewables: viewables
        case .clicks: clicks
        case .spend: spend
        case .spendToday: spendPerDay
        case .eligiblePages, .wonPages: Self.unlimited
        }
    }
}
