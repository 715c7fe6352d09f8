/// Everything that can be served, frozen: the site, its line items and their creatives.
///
/// Immutable, so that any number of threads read it without a lock; a reload builds the next one beside it.
package final class Catalog: Sendable {
    package let site: Site
    /// Sorted by id.
    package let lineItems: [LineItem]
    package let creatives: [Creative]
    /// Regions that targeting names, or the site's own tree.
    package let regions: PathTree
    /// Whether `regions` is the site's own tree rather than ISO codes.
    package let hasOwnRegions: Bool
    /// Folded tags that targeting names, and their numbers.
    package let tags: [String: TargetingExpression.TagID]
    /// 32 hexadecimal digits that change whenever any loaded file does.
    package let hash: String

    package init(
        site: Site, lineItems: [LineItem], creatives: [Creative], regions: PathTree,
        hasOwnRegions: Bool, tags: [String: TargetingExpression.TagID], hash: String
    ) {
        self.site = site
        self.lineItems = lineItems
        self.creatives = creatives
        self.regions = regions
        self.hasOwnRegions = hasOwnRegions
        self.tags = tags
        self.hash = hash
    }

    /// The node of a region that a page names: the place itself, or the nearest ancestor that targeting knows.
    package func region(_ text: String) -> PathTree.NodeID? {
        if hasOwnRegions {
            if case .found(let id) = regions.resolve(text) { return id }
            return nil
        }
        guard let path = RegionCode.slugPath(text) else { return nil }
        return regions.deepestKnown(slugPath: path)
    }
}
