import Catalog
import Chronology
import Testing

/// A small site and its bookings, put together without files.
enum SampleCatalog {
    static let sections = PathTree([
        .init(
            name: "USA",
            children: [
                .init(name: "International", children: [.init(name: "Europe")]),
                .init(name: "Local Government", children: [.init(name: "San José")]),
            ]),
        .init(name: "Canada", children: [.init(name: "International")]),
        .init(name: "World Travel"),
    ])

    static func zone(_ name: String) throws -> TimeZoneRules {
        try #require(SystemTimeZones.rules(named: name), "no zone \(name) on this machine")
    }

    static func make(zone: TimeZoneRules, lineItems: [LineItem], currency: String = "USD")
        -> Catalog
    {
        let slots = ["leaderboard", "sidebar", "footer"]
            .map { Slot(id: $0, sizes: [], channel: .web) }
        return Catalog(
            site: Site(
                name: "example-news", origins: [], timeZone: zone, currency: currency,
                sections: sections, slots: slots, flags: [], consentDefault: .optIn),
            lineItems: lineItems.sorted { $0.id < $1.id }, creatives: [], regions: PathTree(),
            hasOwnRegions: false, tags: [:], hash: "")
    }

    static func lineItem(
        _ id: String, tier: LineItem.Tier = .guaranteed, rate: LineItem.Rate = .free,
        goal: LineItem.Goal? = nil, flight: Range<Instant>
    ) -> LineItem {
        let parts = id.split(separator: "/").map(String.init)
        return LineItem(
            id: id, advertiser: parts[0], advertiserName: parts[0], campaign: parts[1],
            orderRef: nil, paidForBy: nil, adCategories: [], tier: tier, status: .active,
            flight: flight, goal: goal, budget: nil, caps: LineItem.Caps(), rate: rate,
            pacing: .even, slots: [0], targeting: TargetingExpression(), frequencyCaps: [],
            exclusionGroups: [], roadblock: false, missPenaltyMillionths: 1_000_000,
            clickRatePrior: 0.001, creatives: [], rotation: .even)
    }

    static func days(_ first: String, through last: String, _ zone: TimeZoneRules) throws
        -> Range<Instant>
    {
        let start = try #require(CivilDate(first))
        let end = try #require(CivilDate(last))
        return zone.startOfDay(start)..<zone.startOfDay(end.advanced(byDays: 1))
    }
}
