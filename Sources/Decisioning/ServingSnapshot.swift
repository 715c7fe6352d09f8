package import Catalog
package import Chronology
package import Pacing
package import Targeting

/// A catalog made ready to be decided on: ranked, indexed, with every line item's pacer.
///
/// Immutable; a reload builds the next one beside it and swaps one reference.
package final class ServingSnapshot: Sendable {
    package let catalog: Catalog
    package let index: TargetingIndex
    /// Ranked position to index into the catalog's line items: tier by tier, the highest value first.
    package let ranking: [Int]
    /// Ranked position to value.
    let values: [Int64]
    /// Index into the catalog's line items to pacer.
    package let pacers: [Pacer]

    /// Ranks and indexes the line items that are active and not over.
    ///
    /// - Complexity: O(n log n + the index's build).
    package init(catalog: Catalog, pacers: [Pacer], now: Instant) {
        precondition(pacers.count == catalog.lineItems.count)
        self.catalog = catalog
        self.pacers = pacers
        let items = catalog.lineItems
        let worth = items.map(Self.value)
        ranking = items.indices
            .filter { items[$0].status == .active && items[$0].flight.upperBound > now }
            .sorted { left, right in
                (items[left].tier.rawValue, -worth[left], left)
                    < (items[right].tier.rawValue, -worth[right], right)
            }
        values = ranking.map { worth[$0] }
        index = TargetingIndex(
            expressions: ranking.map { items[$0].targeting },
            slots: ranking.map { items[$0].slots },
            slotCount: catalog.site.slots.count, tagCount: catalog.tags.count,
            sections: catalog.site.sections, regions: catalog.regions)
    }

    /// What 1,000 impressions are expected to earn, in micros.
    static func value(_ item: LineItem) -> Int64 {
        switch item.rate {
        case .cpm(let price): price.value
        case .vcpm(let price): Int64(Double(price.value) * viewablePrior)
        case .cpc(let price): Int64(min(9e18, Double(price.value) * item.clickRatePrior * 1000))
        case .flat, .free: 0
        }
    }

    /// Viewable impressions an impression, before a slot's own rate is known.
    static let viewablePrior = 0.6

    /// The creatives of a line item that a slot of the page can show.
    func fitting(_ item: LineItem, _ slot: PageRequest.SlotRequest, language: String) -> [Int] {
        guard item.slots.contains(slot.slot) else { return [] }
        return item.creatives.filter { index in
            let creative = catalog.creatives[index]
            return slot.sizes.contains(creative.size)
                && (creative.languages.isEmpty
                    || creative.languages.contains { $0.covers(language) })
        }
    }
}
