package import Catalog
package import Chronology
internal import EventLog

/// A booking at a flat rate: its price accrues by local days, whatever was delivered.
package struct FlatRate: Equatable, Sendable {
    package let lineItem: String
    package let advertiser: String
    package let campaign: String
    package let tier: String
    /// Micros for one period; not negative.
    package let price: Int64
    package let per: LineItem.Rate.Period
    /// The first and the last local date that the flight touches; nil for an empty flight.
    package let days: ClosedRange<CivilDate>?
    /// The last date that may earn; nil while the booking is in the catalog.
    package let lastDay: CivilDate?

    package init(
        lineItem: String, advertiser: String, campaign: String, tier: String, price: Int64,
        per: LineItem.Rate.Period, flight: Range<Instant>, zone: TimeZoneRules,
        lastDay: CivilDate? = nil
    ) {
        self.lineItem = lineItem
        self.advertiser = advertiser
        self.campaign = campaign
        self.tier = tier
        self.price = price
        self.per = per
        self.lastDay = lastDay
        if flight.isEmpty {
            days = nil
        } else {
            let last = flight.upperBound.advanced(byMilliseconds: -1)
            days = zone.local(at: flight.lowerBound).date...zone.local(at: last).date
        }
    }

    /// The rate of a line item; nil unless it is flat.
    init?(_ item: LineItem, zone: TimeZoneRules) {
        guard case .flat(let price, let per) = item.rate else { return nil }
        self.init(
            lineItem: item.id, advertiser: item.advertiser, campaign: item.campaign,
            tier: item.tier.name, price: price.value, per: per, flight: item.flight, zone: zone)
    }

    /// The rate that a day file remembers of a line item; nil unless it is flat.
    init?(_ terms: LineItemTerms, zone: TimeZoneRules, lastDay: CivilDate? = nil) {
        guard terms.rateModel == "flat",
            let per = terms.per.flatMap(LineItem.Rate.Period.init(rawValue:))
        else { return nil }
        let flight = terms.flightMilliseconds
        self.init(
            lineItem: terms.lineItem, advertiser: terms.advertiser, campaign: terms.campaign,
            tier: terms.tier, price: terms.priceMicros, per: per,
            flight: Instant(
                milliseconds: flight.lowerBound)..<Instant(milliseconds: flight.upperBound),
            zone: zone, lastDay: lastDay)
    }

    /// Micros that a local date earns.
    ///
    /// Day k (from 0) of a period of N days earns floor(P (k + 1) / N) - floor(P k / N), so that the days of a whole
    /// period earn the price to the micro. Weeks begin on Monday; a flight is one period of all its days.
    package func accrual(on date: CivilDate) -> Int64 {
        guard let days, days.contains(date), date <= lastDay ?? date else { return 0 }
        let (index, count): (Int, Int)
        switch per {
        case .day: (index, count) = (0, 1)
        case .week: (index, count) = (date.weekday, 7)
        case .month:
            let first = date.firstOfMonth
            index = date.dayNumber - first.dayNumber
            count = date.firstOfNextMonth.dayNumber - first.dayNumber
        case .flight:
            index = date.dayNumber - days.lowerBound.dayNumber
            count = days.upperBound.dayNumber - days.lowerBound.dayNumber + 1
        }
        let price = Int128(price)
        let through = price * Int128(index + 1) / Int128(count)
        let before = price * Int128(index) / Int128(count)
        // Not above the price itself, which fits.
        return Int64(through - before)
    }
}
