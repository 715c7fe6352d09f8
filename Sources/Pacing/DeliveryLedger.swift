package import Catalog
internal import Synchronization

/// The stable number of every line item ever known to the process, its counters and its latest terms.
///
/// Numbers are handed out once and kept over reloads, also for line items that leave the catalog: pages may still hold
/// promises of theirs.
package final class DeliveryLedger: Sendable {
    package let counters = DeliveryCounters()

    private struct State {
        var slots: [String: Int] = [:]
        var pacers: [Pacer?] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// The slot of a line item; a new one on first sight, nil once `DeliveryCounters.slotsMax` are taken.
    package func slot(of lineItem: String) -> Int? {
        state.withLock { state in
            if let slot = state.slots[lineItem] { return slot }
            guard state.pacers.count < DeliveryCounters.slotsMax else { return nil }
            let slot = state.pacers.count
            state.slots[lineItem] = slot
            state.pacers.append(nil)
            return slot
        }
    }

    /// Takes over a catalog's terms and returns the pacer of each of its line items, in its order.
    ///
    /// - Returns: nil when there is no room for that many line items.
    package func adopt(_ items: [LineItem]) -> [Pacer]? {
        var pacers: [Pacer] = []
        for item in items {
            guard let slot = slot(of: item.id) else { return nil }
            pacers.append(Pacer(item, slot: slot))
        }
        state.withLock { state in
            for pacer in pacers { state.pacers[pacer.slot] = pacer }
        }
        return pacers
    }

    /// The latest terms of a line item; nil when it has only been seen in the log.
    package func pacer(of slot: Int) -> Pacer? {
        state.withLock { $0.pacers[slot] }
    }
}
