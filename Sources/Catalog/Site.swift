package import Chronology

/// The site that `site.json` describes: its section tree, slots, zone and rules.
package struct Site: Sendable {
    package let name: String
    /// Origins whose pages may ask for ads, such as `https://news.example`.
    package let origins: [String]
    package let timeZone: TimeZoneRules
    /// ISO 4217 code.
    package let currency: String
    package let sections: PathTree
    package let slots: [Slot]
    package let flags: [Flag]
    package let consentDefault: ConsentDefault

    package init(
        name: String, origins: [String], timeZone: TimeZoneRules, currency: String,
        sections: PathTree, slots: [Slot], flags: [Flag], consentDefault: ConsentDefault
    ) {
        self.name = name
        self.origins = origins
        self.timeZone = timeZone
        self.currency = currency
        self.sections = sections
        self.slots = slots
        self.flags = flags
        self.consentDefault = consentDefault
        slotIndex = Dictionary(
            uniqueKeysWithValues: slots.enumerated().map { ($1.id, $0) })
    }

    private let slotIndex: [String: Int]

    /// The position in `slots` of the slot with an id.
    package func slotIndex(of id: String) -> Int? { slotIndex[id] }

    /// An editor's mark on an article that blocks categories of ads.
    package struct Flag: Sendable {
        package let name: String
        /// Ad categories, folded.
        package let blocks: [String]

        package init(name: String, blocks: [String]) {
            self.name = name
            self.blocks = blocks
        }
    }

    /// Which law a reader of unknown origin is taken to stand under.
    package enum ConsentDefault: String, Sendable, CaseIterable {
        /// Nothing is stored of a reader who has not agreed: the rule of the EEA.
        case optIn = "opt_in"
        /// Events without an identifier are stored unless the reader objects: the rule of the US states.
        case optOut = "opt_out"
    }
}

/// A position on a page that one ad can fill.
package struct Slot: Sendable {
    package let id: String
    /// Sizes that fit, best first.
    package let sizes: [Size]
    package let channel: Channel

    package enum Channel: String, Sendable, CaseIterable {
        case web, email
    }

    package init(id: String, sizes: [Size], channel: Channel) {
        self.id = id
        self.sizes = sizes
        self.channel = channel
    }
}
