package import Catalog
package import Targeting

/// One page's question: which ads for these slots?
package struct PageRequest: Sendable {
    package let page: PageContext
    /// Folded ad categories that the article's flags block.
    package let blockedCategories: Set<String>
    /// At most `Limits.slotsMax`, each slot of the site at most once.
    package let slots: [SlotRequest]

    package init(page: PageContext, blockedCategories: Set<String>, slots: [SlotRequest]) {
        precondition(slots.count <= Limits.slotsMax)
        self.page = page
        self.blockedCategories = blockedCategories
        self.slots = slots
    }

    package struct SlotRequest: Sendable {
        /// Index into the site's slots.
        package let slot: Int
        /// Sizes that the slot allows and the page has room for, best first.
        package let sizes: [Size]

        package init(slot: Int, sizes: [Size]) {
            self.slot = slot
            self.sizes = sizes
        }
    }
}

package enum Limits {
    /// Slots that one page may ask for; also the width of the bit masks in the assignment.
    package static let slotsMax = 32
}

/// What one requested slot was given.
package enum SlotOutcome: Equatable, Sendable {
    case filled(Placement)
    case empty(EmptyReason)
}

/// A line item in a slot, promised and counted against its limits.
package struct Placement: Equatable, Sendable {
    /// Index into the catalog's line items.
    package let lineItem: Int
    /// Index into the catalog's creatives.
    package let creative: Int
}

/// Why a slot stays empty; the raw value is the code that the page is told.
package enum EmptyReason: String, Sendable, Comparable {
    /// No line item is meant for this page and slot.
    case noMatch = "no_match"
    /// All that match are blocked by the article's flags.
    case blocked
    /// All that match have reached a goal, budget or cap.
    case capped
    /// All that match are ahead of their delivery curve.
    case paced
    /// All that match fill other slots of this page or exclude each other.
    case competing

    private var rank: Int {
        switch self {
        case .noMatch: 0
        case .blocked: 1
        case .capped: 2
        case .paced: 3
        case .competing: 4
        }
    }

    package static func < (left: EmptyReason, right: EmptyReason) -> Bool {
        left.rank < right.rank
    }
}
