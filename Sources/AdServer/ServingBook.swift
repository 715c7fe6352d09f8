package import Catalog
package import Chronology
package import Decisioning
package import EventLog
package import Pacing
internal import Synchronization

/// A catalog ready to serve: ranked and indexed, its answers half written, its files by name.
package final class ServingBook: Sendable {
    package let snapshot: ServingSnapshot
    let ads: PreparedAds
    /// Asset name to asset.
    let assets: [String: Asset]
    /// Creative's full id to its landing page.
    let clickURLs: [String: String]

    package var catalog: Catalog { snapshot.catalog }

    /// - Parameter clickURLs: landing pages known before; readers may still click on ads that have left the catalog.
    package init(
        _ catalog: Catalog, pacers: [Pacer], at now: Instant,
        keeping clickURLs: [String: String] = [:]
    ) {
        snapshot = ServingSnapshot(catalog: catalog, pacers: pacers, now: now)
        ads = PreparedAds(catalog)
        assets = Dictionary(
            catalog.creatives.compactMap(\.asset).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        self.clickURLs = clickURLs.merging(
            catalog.creatives.map { ($0.fullID, $0.clickURL) },
            uniquingKeysWith: { _, latest in latest })
    }

    /// What the event log writes down of each line item.
    package var terms: [LineItemTerms] { catalog.lineItems.map(LineItemTerms.init) }
}

/// The book that is being served; swapped whole.
///
/// A reactor looks at the generation, one atomic load, and takes the new reference only when it has changed.
package final class BookShelf: Sendable {
    private let book: Mutex<ServingBook>
    private let generationNumber = Atomic<UInt64>(1)

    package init(_ book: ServingBook) {
        self.book = Mutex(book)
    }

    /// Changes with every publication.
    package var generation: UInt64 { generationNumber.load(ordering: .acquiring) }

    package var current: ServingBook { book.withLock { $0 } }

    package func publish(_ next: ServingBook) {
        book.withLock { $0 = next }
        generationNumber.add(1, ordering: .releasing)
    }
}

extension LineItemTerms {
    /// The terms as reports need them.
    package init(_ item: LineItem) {
        let (model, price, per): (String, Micros, LineItem.Rate.Period?) =
            switch item.rate {
            case .cpm(let price): ("cpm", price, nil)
            case .vcpm(let price): ("vcpm", price, nil)
            case .cpc(let price): ("cpc", price, nil)
            case .flat(let price, let per): ("flat", price, per)
            case .free: ("free", .zero, nil)
            }
        self.init(
            lineItem: item.id, advertiser: item.advertiser, campaign: item.campaign,
            tier: item.tier.name, rateModel: model, priceMicros: price.value, per: per?.rawValue,
            flightMilliseconds: item.flight.lowerBound
                .milliseconds..<item.flight.upperBound
                .milliseconds)
    }
}

extension ServedAd.PricePoint {
    init(_ rate: LineItem.Rate) {
        switch rate {
        case .cpm(let price): self = .impression(price.value / 1000)
        case .vcpm(let price): self = .viewable(price.value / 1000)
        case .cpc(let price): self = .click(price.value)
        case .flat, .free: self = .free
        }
    }
}
