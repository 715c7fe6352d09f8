import Catalog
import Chronology
import Pacing
import TestCatalog
import TestSupport

extension Booking {
    /// A booking with small random goals, budgets and caps, so that every limit is soon reached.
    static func random(_ random: inout SeededRandom) -> Booking {
        Booking("item") { booking in
            let count = Int64.random(in: 1...60, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: booking.goal = .impressions(count)
            case 1: booking.goal = .viewable(count)
            case 2: booking.goal = .clicks(count)
            default: break
            }
            let price = Micros(Int64.random(in: 1...20, using: &random) * 1000)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: booking.rate = .cpm(price)
            case 1: booking.rate = .vcpm(price)
            case 2: booking.rate = .cpc(price)
            default: break
            }
            if random.chance(50) {
                booking.budget = Micros(Int64.random(in: 0...400, using: &random))
            }
            booking.caps = LineItem.Caps(
                dailyImpressions: random.chance(40)
                    ? Int64.random(in: 1...60, using: &random) : nil,
                dailyBudget: random.chance(30)
                    ? Micros(Int64.random(in: 0...300, using: &random)) : nil,
                lifetimeImpressions: random.chance(30)
                    ? Int64.random(in: 1...80, using: &random) : nil)
            booking.pacing = LineItem.Pacing.allCases.randomElement(using: &random) ?? .even
        }
    }
}

/// All counters of one line item.
func counted(_ counters: DeliveryCounters, _ slot: Int) -> [Int64] {
    DeliveryCounters.Field.allCases.map { counters.value($0, of: slot) }
}

/// Whether no counter of a line item is above its limit or below zero.
func isWithinLimits(_ pacer: Pacer, _ counters: DeliveryCounters) -> Bool {
    DeliveryCounters.Field.allCases.allSatisfy { field in
        (0...pacer.limits.limit(of: field)).contains(counters.value(field, of: pacer.slot))
    }
}
