package import Catalog

/// The first part of a targeting expression that a page does not meet.
package enum TargetingMismatch: Equatable, Sendable {
    case sections, excludedSection, regions, excludedRegion, tagsAny, tagsAll, excludedTag
    case languages, device, hour, weekday
    case any, all, none
}

extension TargetingExpression {
    /// The first part that does not hold for a page; nil when all hold.
    ///
    /// This is the meaning of targeting: the index only narrows down what is asked here.
    ///
    /// - Complexity: O(size of the expression times the size of the page).
    package func mismatch(
        with page: PageContext, sections sectionTree: PathTree, regions regionTree: PathTree
    )
        -> TargetingMismatch?
    {
        if !sections.isEmpty, !Self.covers(sections, page.sections, in: sectionTree) {
            return .sections
        }
        if !notSections.isEmpty, Self.covers(notSections, page.sections, in: sectionTree) {
            return .excludedSection
        }
        if !regions.isEmpty, !Self.covers(regions, page.regions, in: regionTree) { return .regions }
        if !notRegions.isEmpty, Self.covers(notRegions, page.regions, in: regionTree) {
            return .excludedRegion
        }
        if !tagsAny.isEmpty, !tagsAny.contains(where: page.tags.contains) { return .tagsAny }
        if !tagsAll.isEmpty, !tagsAll.allSatisfy(page.tags.contains) { return .tagsAll }
        if !tagsNone.isEmpty, tagsNone.contains(where: page.tags.contains) { return .excludedTag }
        if !languages.isEmpty, !languages.contains(where: { $0.covers(page.language) }) {
            return .languages
        }
        if !devices.isEmpty, !devices.contains(DeviceSet(page.device)) { return .device }
        if hours != 0, hours & (1 << UInt32(page.hour)) == 0 { return .hour }
        if weekdays != 0, weekdays & (1 << UInt8(page.weekday)) == 0 { return .weekday }
        return nestedMismatch(with: page, sections: sectionTree, regions: regionTree)
    }

    private func nestedMismatch(with page: PageContext, sections: PathTree, regions: PathTree)
        -> TargetingMismatch?
    {
        func holds(_ expression: TargetingExpression) -> Bool {
            expression.mismatch(with: page, sections: sections, regions: regions) == nil
        }
        if !any.isEmpty, !any.contains(where: holds) { return TargetingMismatch.any }
        if !all.allSatisfy(holds) { return TargetingMismatch.all }
        if none.contains(where: holds) { return TargetingMismatch.none }
        return nil
    }

    private static func covers(
        _ targets: [PathTree.NodeID], _ nodes: [PathTree.NodeID], in tree: PathTree
    ) -> Bool {
        targets.contains { target in
            let subtree = tree.subtree(of: target)
            return nodes.contains(where: subtree.contains)
        }
    }
}
