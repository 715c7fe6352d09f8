package import Catalog

/// The page that asks for ads, in the catalog's own numbers.
package struct PageContext: Equatable, Sendable {
    /// The first is the article's main section.
    package var sections: [PathTree.NodeID]
    package var regions: [PathTree.NodeID]
    /// Tags that the catalog's vocabulary knows, ascending.
    package var tags: [TargetingExpression.TagID]
    /// Lower-case BCP 47 tag; empty when unknown.
    package var language: String
    package var device: Device
    /// 0...23, site time.
    package var hour: Int
    /// 0 Monday ... 6 Sunday, site time.
    package var weekday: Int

    package init(
        sections: [PathTree.NodeID] = [], regions: [PathTree.NodeID] = [],
        tags: [TargetingExpression.TagID] = [], language: String = "",
        device: Device = .desktop, hour: Int = 0, weekday: Int = 0
    ) {
        self.sections = sections
        self.regions = regions
        self.tags = tags
        self.language = language
        self.device = device
        self.hour = hour
        self.weekday = weekday
    }
}
