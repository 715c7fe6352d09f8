package import Catalog
package import Chronology

/// Decides whether a line item may be promised one more impression now, and makes the promise.
package struct Pacer: Sendable {
    package let limits: DeliveryLimits
    package let flight: Range<Instant>
    package let pacing: LineItem.Pacing
    /// The line item's counters.
    package let slot: Int

    package init(_ item: LineItem, slot: Int) {
        limits = DeliveryLimits(item)
        flight = item.flight
        pacing = item.pacing
        self.slot = slot
    }

    /// What stands in the way of one more impression at an instant; nil when nothing does.
    ///
    /// - Complexity: O(1).
    package func obstacle(at now: Instant, _ counters: DeliveryCounters) -> DeliveryObstacle? {
        func used(_ field: DeliveryCounters.Field) -> Int64 { counters.value(field, of: slot) }
        let impressions = used(.impressions)
        let viewables = used(.viewables)
        let clicks = used(.clicks)
        let spend = used(.spend)
        if impressions >= limits.impressions {
            return .impressions(used: impressions, limit: limits.impressions)
        }
        if viewables >= limits.viewables {
            return .viewables(used: viewables, limit: limits.viewables)
        }
        if clicks >= limits.clicks { return .clicks(used: clicks, limit: limits.clicks) }
        let price = limits.reservedPrice + limits.clickPrice
        if spend > limits.spend - price { return .spend(used: spend, limit: limits.spend) }
        let today = used(.impressionsToday)
        if today >= limits.impressionsPerDay {
            return .impressionsToday(used: today, limit: limits.impressionsPerDay)
        }
        let spendToday = used(.spendToday)
        if spendToday > limits.spendPerDay - price {
            return .spendToday(used: spendToday, limit: limits.spendPerDay)
        }
        guard pacing != .asap else { return nil }
        let share = DeliveryCurve.dueMillionths(at: now, flight: flight, pacing: pacing)
        for (used, limit, unit) in [
            (impressions, limits.impressions, DeliveryObstacle.Unit.impressions),
            (viewables, limits.viewables, .viewables), (clicks, limits.clicks, .clicks),
        ] where limit != DeliveryLimits.unlimited {
            let due = DeliveryCurve.due(limit, millionths: share)
            if used >= due { return .paced(used: used, due: due, unit: unit) }
        }
        if limits.spend != DeliveryLimits.unlimited {
            let due = max(price, DeliveryCurve.due(limits.spend, millionths: share))
            if spend > due - price { return .paced(used: spend, due: due, unit: .micros) }
        }
        return nil
    }

    /// How far a line item is behind its curve, in millionths of its goal or budget; 0 when nothing is owed.
    package func lagMillionths(at now: Instant, _ counters: DeliveryCounters) -> Int64 {
        let goals: [(DeliveryCounters.Field, Int64)] = [
            (.impressions, limits.impressions), (.viewables, limits.viewables),
            (.clicks, limits.clicks), (.spend, limits.spend),
        ]
        guard let (field, total) = goals.first(where: { $0.1 != DeliveryLimits.unlimited }),
            total > 0
        else { return 0 }
        let due = DeliveryCurve.dueMillionths(at: now, flight: flight, pacing: pacing)
        let used = min(total, max(0, counters.value(field, of: slot)))
        let done = total.dividingFullWidth(
            DeliveryCurve.whole.multipliedFullWidth(by: used)
        ).quotient
        return max(0, due - done)
    }

    /// Promises one impression: takes it out of every limit before the page hears of it.
    ///
    /// - Returns: false, with nothing changed, when a limit is full; other threads may have taken the last unit since `obstacle` looked.
    package func reserve(_ counters: DeliveryCounters) -> Bool {
        let price = limits.reservedPrice
        let takes: [(DeliveryCounters.Field, Int64, Int64)] = [
            (.impressions, 1, limits.impressions),
            (.impressionsToday, 1, limits.impressionsPerDay),
            (.viewables, 1, limits.viewables),
            (.spend, price, limits.spend), (.spendToday, price, limits.spendPerDay),
        ]
        for (index, (field, amount, limit)) in takes.enumerated()
        where !counters.add(amount, to: field, of: slot, upTo: limit) {
            for (field, amount, _) in takes[..<index] {
                counters.add(-amount, to: field, of: slot)
            }
            return false
        }
        return true
    }

    /// Takes a promise back before anyone heard of it.
    package func cancel(_ counters: DeliveryCounters) {
        counters.add(-1, to: .impressions, of: slot)
        counters.add(-1, to: .impressionsToday, of: slot)
        counters.add(-1, to: .viewables, of: slot)
        counters.add(-limits.reservedPrice, to: .spend, of: slot)
        counters.add(-limits.reservedPrice, to: .spendToday, of: slot)
    }
}
