package import Catalog
package import Chronology

/// A catalog in the making, without any file.
package struct CatalogDraft {
    package var siteName = "example-news"
    package var timeZone = TimeZoneRules.utc
    package var sections = PathTree()
    package var regions = PathTree()
    package var hasOwnRegions = false
    package var slots: [Slot] = []
    package var flags: [Site.Flag] = []
    package var consentDefault = Site.ConsentDefault.optIn
    package var creatives: [Creative] = []
    package var tags: [String] = []
    package var bookings: [Booking] = []

    package init() {}

    /// One slot of each size; each size has one text creative of the same number.
    package init(sizes: [Size]) {
        slots = sizes.enumerated().map { index, size in
            Slot(id: "slot\(index)", sizes: [size], channel: .web)
        }
        creatives = sizes.enumerated().map { index, size in Self.text("creative\(index)", size) }
    }

    /// A text creative of a size.
    package static func text(_ id: String, _ size: Size, weight: Int = 1, languages: [String] = [])
        -> Creative
    {
        Creative(
            id: id, fullID: "advertiser/campaign/\(id)", content: .text(title: id, body: "Text"),
            size: size, clickURL: "https://advertiser.example/\(id)", weight: weight,
            languages: languages.compactMap { LanguageRange($0) })
    }

    package var catalog: Catalog {
        Catalog(
            site: Site(
                name: siteName, origins: ["https://news.example"], timeZone: timeZone,
                currency: "USD", sections: sections, slots: slots, flags: flags,
                consentDefault: consentDefault),
            lineItems: bookings.map(\.lineItem), creatives: creatives, regions: regions,
            hasOwnRegions: hasOwnRegions,
            tags: Dictionary(
                uniqueKeysWithValues: tags.enumerated().map {
                    (TextFolding.folded($1), TargetingExpression.TagID($0))
                }),
            hash: String(repeating: "0", count: 32))
    }
}

extension Size {
    /// A size that is known to be possible.
    package static func pixels(_ width: Int, _ height: Int) -> Size {
        guard let size = Size(width: width, height: height) else {
            preconditionFailure("no size: \(width)x\(height)")
        }
        return size
    }
}
