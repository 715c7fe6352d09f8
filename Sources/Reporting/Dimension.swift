/// What a report can be grouped and filtered by; the raw value is its name in files and output.
package enum Dimension: String, Sendable, CaseIterable {
    /// The local date of the site's time zone.
    case day
    /// The ISO 8601 week of the local date: `2026-W48`.
    case week
    /// The month of the local date: `2026-11`.
    case month
    /// The hour that the site's wall clock shows, 0...23.
    case hour
    case advertiser, campaign
    /// The full id, `advertiser/campaign/line_item`.
    case lineItem = "line_item"
    case creative, tier, section, region, slot, device
    /// The class of the record: A, B or C.
    case consent
    /// `valid`, or the reason why the event is not billed.
    case validity
    /// What the line item's goal counts, from the campaign files.
    case goalKind = "goal_kind"

    /// The column's heading in a table.
    var title: String {
        switch self {
        case .lineItem: "Line item"
        case .goalKind: "Goal of"
        default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
        }
    }

    /// Whether a flat rate, which belongs to a line item and a day, has this dimension.
    var holdsFlatRates: Bool {
        switch self {
        case .day, .week, .month, .advertiser, .campaign, .lineItem, .tier, .goalKind: true
        case .hour, .creative, .section, .region, .slot, .device, .consent, .validity: false
        }
    }

    /// Whether values are paths of a tree, in which a parent covers its children.
    var isTree: Bool { self == .section || self == .region }
}

/// One row's value of a dimension.
package enum DimensionValue: Hashable, Sendable {
    case text(String)
    /// The event has no such value, as a request has no line item.
    case none
    /// Flat rates are not earned by a section, a slot or a device.
    case flatRate
    /// The sum of this many rows below the top.
    case rest(Int)

    /// The value itself; nil where there is none.
    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
