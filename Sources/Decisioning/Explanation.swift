internal import Catalog
package import Chronology
package import Pacing
package import Targeting

/// Why one line item is, or is not, on a page.
package struct Explanation: Equatable, Sendable {
    /// Index into the catalog's line items.
    package let lineItem: Int
    package let outcome: Outcome

    package enum Outcome: Equatable, Sendable {
        /// In the slot with this number of the request.
        case chosen(slot: Int)
        case lost(Loss)
    }

    /// The first reason that kept a line item off the page, in the order in which they are asked.
    package enum Loss: Equatable, Sendable {
        case paused
        case notStarted(Instant)
        case over(Instant)
        case targeting(TargetingMismatch)
        /// No requested slot takes any of its creatives.
        case noFittingSlot
        case flagged
        case delivery(DeliveryObstacle)
        /// Its share of the page views is already served.
        case shareServed(millionths: Int64)
        /// Shares an exclusion group with a line item on the page.
        case excluded(by: Int)
        /// Line items that come first fill every slot it fits.
        case outranked(by: Int)
    }
}

/// Says of every line item why it won or lost one decision.
package struct Explainer {
    private let snapshot: ServingSnapshot
    private let counters: DeliveryCounters
    private let request: PageRequest
    private let outcomes: [SlotOutcome]
    private let now: Instant

    package init(
        _ snapshot: ServingSnapshot, _ counters: DeliveryCounters, request: PageRequest,
        outcomes: [SlotOutcome], at now: Instant
    ) {
        self.snapshot = snapshot
        self.counters = counters
        self.request = request
        self.outcomes = outcomes
        self.now = now
    }

    /// One explanation a line item, in the catalog's order.
    ///
    /// - Complexity: O(line items); for people, not for the way of a page.
    package func explainAll() -> [Explanation] {
        snapshot.catalog.lineItems.indices.map { index in
            if let slot = chosen.firstIndex(of: index) {
                return Explanation(lineItem: index, outcome: .chosen(slot: slot))
            }
            return Explanation(lineItem: index, outcome: .lost(loss(of: index)))
        }
    }

    /// Requested slot to line item; -1 where the slot is empty.
    private var chosen: [Int] {
        outcomes.map { outcome in
            if case .filled(let placement) = outcome { placement.lineItem } else { -1 }
        }
    }

    /// Whether a line item on the page keeps a rival of another advertiser off it.
    private func excludes(_ winner: Int, _ item: LineItem) -> Bool {
        let other = snapshot.catalog.lineItems[winner]
        return other.advertiser != item.advertiser
            && !Set(other.exclusionGroups).isDisjoint(with: item.exclusionGroups)
    }

    /// Place in the ranking, 0 first.
    private func rank(_ index: Int) -> Int {
        snapshot.ranking.firstIndex(of: index) ?? snapshot.ranking.count
    }

    private func loss(of index: Int) -> Explanation.Loss {
        let catalog = snapshot.catalog
        let item = catalog.lineItems[index]
        if item.status != .active { return .paused }
        if now < item.flight.lowerBound { return .notStarted(item.flight.lowerBound) }
        if now >= item.flight.upperBound { return .over(item.flight.upperBound) }
        if let mismatch = item.targeting.mismatch(
            with: request.page, sections: catalog.site.sections, regions: catalog.regions)
        {
            return .targeting(mismatch)
        }
        let fits = request.slots.indices.filter {
            !snapshot.fitting(item, request.slots[$0], language: request.page.language).isEmpty
        }
        if fits.isEmpty { return .noFittingSlot }
        if !request.blockedCategories.isDisjoint(with: item.adCategories) { return .flagged }
        if let obstacle = snapshot.pacers[index].obstacle(at: now, counters) {
            return .delivery(obstacle)
        }
        let rivals = chosen.filter { $0 >= 0 && excludes($0, item) }
        if let rival = rivals.first(where: { rank($0) < rank(index) }) {
            return .excluded(by: rival)
        }
        let winner = fits.map { chosen[$0] }.filter { $0 >= 0 }.min { rank($0) < rank($1) }
        if case .share(let millionths) = item.goal {
            if let winner, catalog.lineItems[winner].tier == .sponsorship {
                return .outranked(by: winner)
            }
            return .shareServed(millionths: millionths)
        }
        let isOutranked = winner.map { catalog.lineItems[$0].tier <= item.tier } ?? false
        if !isOutranked, let rival = rivals.first { return .excluded(by: rival) }
        // An empty slot that it fits can only mean that another thread took its last unit meanwhile.
        guard let winner else { return .delivery(.paced(used: 0, due: 0, unit: .impressions)) }
        return .outranked(by: winner)
    }
}
