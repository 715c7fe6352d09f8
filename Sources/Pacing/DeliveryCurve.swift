package import Catalog
package import Chronology

/// How much of a goal or budget should be used up by an instant.
package enum DeliveryCurve {
    /// Millionths of a whole.
    package static let whole: Int64 = 1_000_000

    /// The share of the flight's total that is due at an instant, in millionths, never below what the flight's first moment owes.
    ///
    /// `even` follows the clock; `frontload` runs 25 % ahead in the first half and slows down in the second;
    /// `asap` owes everything at once.
    package static func dueMillionths(
        at now: Instant, flight: Range<Instant>, pacing: LineItem.Pacing
    ) -> Int64 {
        guard now >= flight.lowerBound else { return 0 }
        guard now < flight.upperBound else { return whole }
        let elapsed = now.milliseconds(since: flight.lowerBound)
        let length = flight.upperBound.milliseconds(since: flight.lowerBound)
        let even = multiplied(whole, by: elapsed, over: length)
        switch pacing {
        case .even: return even
        case .frontload:
            let half = whole / 2
            return even <= half ? even * 5 / 4 : half * 5 / 4 + (even - half) * 3 / 4
        case .asap: return whole
        }
    }

    /// The units of a total that are due, rounded up, so that the first unit is due at once.
    package static func due(_ total: Int64, millionths: Int64) -> Int64 {
        guard millionths > 0 else { return min(total, 1) }
        let (product, remainder) = quotient(total, by: millionths, over: whole)
        return min(total, product + (remainder > 0 ? 1 : 0))
    }

    private static func multiplied(_ value: Int64, by factor: Int64, over divisor: Int64) -> Int64 {
        quotient(value, by: factor, over: divisor).quotient
    }

    /// `value * factor / divisor` in 128 bits; all are positive and factor is at most the divisor.
    private static func quotient(_ value: Int64, by factor: Int64, over divisor: Int64)
        -> (quotient: Int64, remainder: Int64)
    {
        divisor.dividingFullWidth(value.multipliedFullWidth(by: factor))
    }
}
