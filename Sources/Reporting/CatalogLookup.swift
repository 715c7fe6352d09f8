internal import Catalog

/// What reports ask the catalog for, by name.
struct CatalogLookup {
    let catalog: Catalog
    private let lineItems: [String: Int]
    private var treePositions: [Dimension: [String: Int]] = [:]

    init(_ catalog: Catalog) {
        self.catalog = catalog
        lineItems = Dictionary(
            catalog.lineItems.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first })
        for dimension in [Dimension.section, .region] {
            guard let tree = tree(dimension) else { continue }
            treePositions[dimension] = Dictionary(
                tree.nodes.enumerated().map { ($1.path, $0) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    /// The place of a path in its tree's own order; nil when the tree does not know it.
    func treePosition(_ path: String, _ dimension: Dimension) -> Int? {
        treePositions[dimension]?[path]
    }

    func lineItem(_ id: String) -> LineItem? { lineItems[id].map { catalog.lineItems[$0] } }

    /// The goal of a line item that counts events; nil for shares of voice and none.
    func goal(ofLineItem id: String) -> Measure.Goal? {
        switch lineItem(id)?.goal {
        case .impressions(let count): Measure.Goal(kind: .impressions, count: count)
        case .viewable(let count): Measure.Goal(kind: .viewable, count: count)
        case .clicks(let count): Measure.Goal(kind: .clicks, count: count)
        case .share, nil: nil
        }
    }

    func goalKind(ofLineItem id: String) -> String? {
        guard let goal = lineItem(id)?.goal else { return nil }
        if case .share = goal { return "share" }
        return self.goal(ofLineItem: id)?.kind.rawValue
    }

    /// The tree of a dimension's paths; nil where paths are ISO codes.
    func tree(_ dimension: Dimension) -> PathTree? {
        switch dimension {
        case .section: catalog.site.sections
        case .region where catalog.hasOwnRegions: catalog.regions
        default: nil
        }
    }

    /// The path as the tree spells it; the text itself when the tree does not know it.
    func canonicalPath(_ text: String, _ dimension: Dimension) -> String {
        guard let tree = tree(dimension), case .found(let id) = tree.resolve(text) else {
            return text
        }
        return tree[id].path
    }

    /// The form in which paths are compared: slugs from the root.
    func slugPath(_ text: String, _ dimension: Dimension) -> String {
        if let tree = tree(dimension) {
            if case .found(let id) = tree.resolve(text) { return tree[id].slugPath }
        } else if dimension == .region, let path = RegionCode.slugPath(text) {
            return path
        }
        return text.split(separator: "/").map { TextFolding.slug($0) }.joined(separator: "/")
    }

    /// The names that the catalog knows for a dimension.
    func names(_ dimension: Dimension) -> [String] {
        switch dimension {
        case .advertiser: catalog.lineItems.map(\.advertiser)
        case .campaign: catalog.lineItems.map { "\($0.advertiser)/\($0.campaign)" }
        case .lineItem: catalog.lineItems.map(\.id)
        case .creative: catalog.creatives.map(\.fullID)
        case .slot: catalog.site.slots.map(\.id)
        case .section: catalog.site.sections.nodes.map(\.path)
        case .region: catalog.hasOwnRegions ? catalog.regions.nodes.map(\.path) : []
        case .device: ["desktop", "mobile", "tablet"]
        case .day, .week, .month, .hour, .tier, .consent, .validity, .goalKind: []
        }
    }
}
