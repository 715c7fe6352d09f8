/// The five events of an ad's life.
package enum EventKind: Int, Sendable, CaseIterable {
    /// A slot was asked for.
    case request = 1
    /// The slot was given a line item.
    case served
    /// The ad was rendered: its beacon came.
    case impression
    /// Enough of it was in view for long enough.
    case viewable
    case click

    package var name: String {
        switch self {
        case .request: "request"
        case .served: "served"
        case .impression: "impression"
        case .viewable: "viewable"
        case .click: "click"
        }
    }
}

/// Why an event that happened is not billed.
package enum InvalidReason: Int, Sendable, CaseIterable {
    /// The token had expired.
    case late = 1
    /// A viewable or a click came before its impression.
    case outOfOrder
    /// The client said that it was loading ahead of the reader (`Sec-Purpose`).
    case prefetch
    /// The goal or a cap was already full.
    case overGoal
    /// The budget was already spent.
    case overBudget

    package var name: String {
        switch self {
        case .late: "late"
        case .outOfOrder: "out_of_order"
        case .prefetch: "prefetch"
        case .overGoal: "over_goal"
        case .overBudget: "over_budget"
        }
    }
}
