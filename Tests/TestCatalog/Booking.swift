package import Catalog
package import Chronology

/// A line item in the making: sound by default, so that a test names only what it is about.
package struct Booking {
    package var name = "item"
    package var advertiser = "advertiser"
    package var campaign = "campaign"
    package var paidForBy: String?
    package var adCategories: [String] = []
    package var tier = LineItem.Tier.guaranteed
    package var status = LineItem.Status.active
    package var flight = Booking.wholeYear
    package var goal: LineItem.Goal?
    package var budget: Micros?
    package var caps = LineItem.Caps()
    package var rate = LineItem.Rate.free
    package var pacing = LineItem.Pacing.asap
    package var slots: [Int] = [0]
    package var targeting = TargetingExpression()
    package var exclusionGroups: [String] = []
    package var clickRatePrior = 0.001
    package var creatives: [Int] = [0]
    package var rotation = LineItem.Rotation.even

    package init() {}

    package init(_ name: String, _ change: (inout Booking) -> Void = { _ in }) {
        self.name = name
        change(&self)
    }

    /// 2026 in UTC.
    package static let wholeYear =
        Instant(milliseconds: 1_767_225_600_000)..<Instant(milliseconds: 1_798_761_600_000)
    /// 2026-07-02T12:00Z, the middle of `wholeYear`.
    package static let midyear = Instant(milliseconds: 1_782_993_600_000)

    package var id: String { "\(advertiser)/\(campaign)/\(name)" }

    package var lineItem: LineItem {
        LineItem(
            id: id, advertiser: advertiser, advertiserName: advertiser, campaign: campaign,
            orderRef: nil, paidForBy: paidForBy, adCategories: adCategories, tier: tier,
            status: status, flight: flight, goal: goal, budget: budget, caps: caps, rate: rate,
            pacing: pacing, slots: slots, targeting: targeting, frequencyCaps: [],
            exclusionGroups: exclusionGroups, roadblock: false,
            missPenaltyMillionths: 1_000_000, clickRatePrior: clickRatePrior,
            creatives: creatives, rotation: rotation)
    }
}
