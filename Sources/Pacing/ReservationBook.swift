/// Promises that pages have not answered yet, by the minute in which they were made.
///
/// A promise is kept until the token that carries it has expired; then what was not confirmed goes back to the line
/// item. Owned by one thread, which hears of every promise and every confirmation.
package struct ReservationBook: Sendable {
    /// What one minute's promises of a line item still hold.
    package struct Open: Equatable, Sendable {
        package var impressions: Int64
        package var viewables: Int64
        package var spendMicros: Int64

        package init(impressions: Int64, viewables: Int64, spendMicros: Int64) {
            self.impressions = impressions
            self.viewables = viewables
            self.spendMicros = spendMicros
        }

        package static let zero = Open(impressions: 0, viewables: 0, spendMicros: 0)

        package static func + (left: Open, right: Open) -> Open {
            Open(
                impressions: left.impressions + right.impressions,
                viewables: left.viewables + right.viewables,
                spendMicros: left.spendMicros + right.spendMicros)
        }

        package static prefix func - (open: Open) -> Open {
            Open(
                impressions: -open.impressions, viewables: -open.viewables,
                spendMicros: -open.spendMicros)
        }
    }

    /// Minutes since 1970 UTC.
    package typealias Minute = Int64

    private var minutes: [Minute: [Int: Open]] = [:]

    package init() {}

    /// Adds to what a minute's promises of a line item hold; negative amounts confirm.
    package mutating func add(_ amount: Open, slot: Int, minute: Minute) {
        minutes[minute, default: [:]][slot, default: .zero] =
            open(slot: slot, minute: minute) + amount
    }

    package func open(slot: Int, minute: Minute) -> Open {
        minutes[minute]?[slot] ?? .zero
    }

    /// Drops every minute before `minute` and returns what was still open in them.
    ///
    /// - Complexity: O(minutes held + line items in those that end).
    package mutating func expire(before minute: Minute) -> [(slot: Int, open: Open)] {
        var ended: [(slot: Int, open: Open)] = []
        for key in minutes.keys.filter({ $0 < minute }) {
            for (slot, open) in minutes.removeValue(forKey: key) ?? [:] {
                ended.append((slot, open))
            }
        }
        return ended
    }
}
