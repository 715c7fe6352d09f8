/// Which pages a line item may appear on; every part that is present must hold, an empty part restricts nothing.
package struct TargetingExpression: Equatable, Sendable {
    /// The page has a section in any of these subtrees.
    package var sections: [PathTree.NodeID] = []
    /// The page has no section in any of these subtrees.
    package var notSections: [PathTree.NodeID] = []
    package var regions: [PathTree.NodeID] = []
    package var notRegions: [PathTree.NodeID] = []
    /// Numbers from the catalog's vocabulary of tags.
    package var tagsAny: [TagID] = []
    package var tagsAll: [TagID] = []
    package var tagsNone: [TagID] = []
    package var languages: [LanguageRange] = []
    package var devices: DeviceSet = []
    /// Bit h is set when hour h (0...23, site time) is allowed; 0 restricts nothing.
    package var hours: UInt32 = 0
    /// Bit d is set when weekday d (0 Monday ... 6 Sunday, site time) is allowed; 0 restricts nothing.
    package var weekdays: UInt8 = 0
    /// At least one of these holds, if there are any.
    package var any: [TargetingExpression] = []
    /// All of these hold.
    package var all: [TargetingExpression] = []
    /// None of these holds.
    package var none: [TargetingExpression] = []

    package init() {}

    /// A tag's number in the catalog's vocabulary.
    package typealias TagID = Int32
}

/// The kind of screen that a page is read on.
package enum Device: Int, Sendable, CaseIterable {
    case desktop, mobile, tablet

    package var name: String {
        switch self {
        case .desktop: "desktop"
        case .mobile: "mobile"
        case .tablet: "tablet"
        }
    }

    package init?(name: some StringProtocol) {
        guard let device = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = device
    }
}

package struct DeviceSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package init(_ device: Device) {
        rawValue = 1 << UInt8(device.rawValue)
    }
}

/// A basic language range: `en` covers `en-GB`, `*` covers all.
///
/// Source: RFC 4647 sections 2.1 and 3.3.1.
package struct LanguageRange: Hashable, Sendable {
    /// Lower case.
    package let text: String

    package init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        let subtags = lower.utf8.split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let wellFormed = subtags.allSatisfy { subtag in
            (1...8).contains(subtag.count)
                && subtag.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
        }
        guard lower == "*" || (wellFormed && subtags.count <= 8) else { return nil }
        self.text = lower
    }

    /// Whether a lower-case language tag falls into the range.
    package func covers(_ tag: String) -> Bool {
        text == "*" || tag == text
            || (tag.hasPrefix(text) && tag.dropFirst(text.count).first == "-")
    }
}
