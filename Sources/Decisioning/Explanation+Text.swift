package import Catalog
internal import Chronology
internal import Pacing
internal import Targeting

extension Explanation {
    /// The reason in plain words with its figures.
    ///
    /// - Parameter slots: names of the requested slots, in the request's order.
    package func text(in catalog: Catalog, slots: [String]) -> String {
        switch outcome {
        case .chosen(let slot): "chosen for \(slots[slot])"
        case .lost(let loss): Self.text(of: loss, of: lineItem, in: catalog)
        }
    }

    private static func text(of loss: Loss, of index: Int, in catalog: Catalog) -> String {
        let item = catalog.lineItems[index]
        let zone = catalog.site.timeZone
        switch loss {
        case .paused: return item.status == .paused ? "paused" : "marked as ended"
        case .notStarted(let start): return "starts on \(zone.local(at: start).date)"
        case .over(let end):
            return "ended on \(zone.local(at: end.advanced(byMilliseconds: -1)).date)"
        case .targeting(let mismatch): return text(of: mismatch)
        case .noFittingSlot:
            return "no creative fits a requested slot and the page's language"
        case .flagged: return "the article's flag blocks its ad category"
        case .delivery(let obstacle): return text(of: obstacle, currency: catalog.site.currency)
        case .shareServed(let millionths):
            return "its share of \(percent(millionths)) of these page views is already served"
        case .excluded(let winner):
            return "excluded by \(catalog.lineItems[winner].id): both are in one exclusion group"
        case .outranked(let winner):
            let other = catalog.lineItems[winner]
            return other.tier == item.tier
                ? "outranked by \(other.id) in the same tier"
                : "outranked by \(other.id): \(other.tier.name) comes before \(item.tier.name)"
        }
    }

    private static func text(of mismatch: TargetingMismatch) -> String {
        switch mismatch {
        case .sections: "the page is in none of its sections"
        case .excludedSection: "the page is in a section it excludes"
        case .regions: "the page is about none of its regions"
        case .excludedRegion: "the page is about a region it excludes"
        case .tagsAny: "the page has none of its tags"
        case .tagsAll: "the page lacks one of the tags it needs"
        case .excludedTag: "the page has a tag it excludes"
        case .languages: "the page's language is not one of its languages"
        case .device: "not for this kind of device"
        case .hour: "not at this hour"
        case .weekday: "not on this weekday"
        case .any: "none of its alternatives holds"
        case .all: "one of its combined conditions does not hold"
        case .none: "one of its excluding conditions holds"
        }
    }

    private static func text(of obstacle: DeliveryObstacle, currency: String) -> String {
        func money(_ micros: Int64) -> String { "\(Micros(micros)) \(currency)" }
        switch obstacle {
        case .impressions(let used, let limit):
            return "goal reached: \(used) of \(limit) impressions"
        case .impressionsToday(let used, let limit):
            return "daily cap reached: \(used) of \(limit) impressions today"
        case .viewables(let used, let limit):
            return "goal reached: \(used) of \(limit) viewable impressions"
        case .clicks(let used, let limit): return "goal reached: \(used) of \(limit) clicks"
        case .spend(let used, let limit):
            return "budget used up: \(money(used)) of \(money(limit))"
        case .spendToday(let used, let limit):
            return "daily budget used up: \(money(used)) of \(money(limit)) today"
        case .paced(let used, let due, .micros):
            return "paced: \(money(used)) of \(money(due)) due by now"
        case .paced(let used, let due, let unit):
            return "paced: \(used) of \(due) \(unit.rawValue) due by now"
        }
    }

    private static func percent(_ millionths: Int64) -> String {
        let tenths = millionths / 1000
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
