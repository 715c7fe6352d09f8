import Catalog
import Targeting
import TestSupport

/// A tree as plain paths, which says what lies below what without the catalog's node numbers.
struct PlainTree {
    let tree: PathTree
    /// Node number to path of names.
    let paths: [[String]]

    init(random: inout SeededRandom, nodes: Int) {
        var paths: [[String]] = []
        func branch(_ path: [String], _ budget: inout Int, _ random: inout SeededRandom)
            -> PathTree.Branch
        {
            paths.append(path)
            var children: [PathTree.Branch] = []
            while budget > 0, path.count < 5, random.chance(60) {
                budget -= 1
                children.append(branch(path + ["n\(children.count)"], &budget, &random))
            }
            return PathTree.Branch(name: path[path.count - 1], children: children)
        }
        var budget = nodes
        var branches: [PathTree.Branch] = []
        while budget > 0 {
            budget -= 1
            branches.append(branch(["r\(branches.count)"], &budget, &random))
        }
        self.paths = paths
        tree = PathTree(branches)
    }

    /// Whether a node is a target or lies below it.
    func isCovered(_ node: PathTree.NodeID, by target: PathTree.NodeID) -> Bool {
        let above = paths[Int(target)]
        return Array(paths[Int(node)].prefix(above.count)) == above
    }
}

/// What targeting means, word for word: all parts that are present must hold.
struct PlainTargeting {
    let sections: PlainTree
    let regions: PlainTree

    func matches(_ expression: TargetingExpression, _ page: PageContext) -> Bool {
        func isIn(_ targets: [PathTree.NodeID], _ nodes: [PathTree.NodeID], _ tree: PlainTree)
            -> Bool
        {
            for target in targets {
                for node in nodes where tree.isCovered(node, by: target) { return true }
            }
            return false
        }
        let tags = Set(page.tags)
        var parts: [Bool] = []
        if expression.sections != [] {
            parts.append(isIn(expression.sections, page.sections, sections))
        }
        if expression.regions != [] {
            parts.append(isIn(expression.regions, page.regions, regions))
        }
        parts.append(!isIn(expression.notSections, page.sections, sections))
        parts.append(!isIn(expression.notRegions, page.regions, regions))
        if expression.tagsAny != [] { parts.append(!tags.isDisjoint(with: expression.tagsAny)) }
        parts.append(tags.isSuperset(of: expression.tagsAll))
        parts.append(tags.isDisjoint(with: expression.tagsNone))
        if expression.languages != [] {
            parts.append(expression.languages.contains { suits($0.text, page.language) })
        }
        if expression.devices != [] {
            parts.append(expression.devices.rawValue >> UInt8(page.device.rawValue) & 1 == 1)
        }
        if expression.hours != 0 { parts.append(expression.hours >> UInt32(page.hour) & 1 == 1) }
        if expression.weekdays != 0 {
            parts.append(expression.weekdays >> UInt8(page.weekday) & 1 == 1)
        }
        if !expression.any.isEmpty { parts.append(expression.any.contains { matches($0, page) }) }
        for part in expression.all { parts.append(matches(part, page)) }
        for part in expression.none { parts.append(!matches(part, page)) }
        return parts.allSatisfy { $0 }
    }

    /// Basic filtering: the range's subtags are the first subtags of the tag (RFC 4647 section 3.3.1).
    private func suits(_ range: String, _ tag: String) -> Bool {
        if range == "*" { return true }
        let wanted = range.split(separator: "-")
        return tag.split(separator: "-").prefix(wanted.count).elementsEqual(wanted)
    }
}

/// Random line items' targeting and random pages over two trees.
struct TargetingWorld {
    static let tagCount = 9
    static let slotCount = 4
    private static let ranges = ["en", "en-gb", "de", "pt-br", "*", "zh-hant"]
    private static let languages = [
        "", "en", "en-gb", "en-gb-oed", "enm", "de-ch", "pt", "zh-hant-tw",
    ]

    let plain: PlainTargeting
    var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        let sectionCount = Int.random(in: 1...25, using: &random)
        let regionCount = Int.random(in: 1...12, using: &random)
        plain = PlainTargeting(
            sections: PlainTree(random: &random, nodes: sectionCount),
            regions: PlainTree(random: &random, nodes: regionCount))
    }

    mutating func expression(depth: Int = 0) -> TargetingExpression {
        var expression = TargetingExpression()
        if random.chance(30) { expression.sections = nodes(plain.sections, 1...3) }
        if random.chance(20) { expression.notSections = nodes(plain.sections, 1...2) }
        if random.chance(20) { expression.regions = nodes(plain.regions, 1...3) }
        if random.chance(15) { expression.notRegions = nodes(plain.regions, 1...2) }
        if random.chance(25) { expression.tagsAny = tags(1...4) }
        if random.chance(10) { expression.tagsAll = tags(1...2) }
        if random.chance(20) { expression.tagsNone = tags(1...2) }
        if random.chance(15) {
            expression.languages = (0..<Int.random(in: 1...3, using: &random)).compactMap { _ in
                LanguageRange(Self.ranges.randomElement(using: &random) ?? "en")
            }
        }
        if random.chance(20) {
            expression.devices = DeviceSet(rawValue: UInt8.random(in: 0...7, using: &random))
        }
        if random.chance(15) { expression.hours = UInt32.random(in: 0..<1 << 24, using: &random) }
        if random.chance(15) { expression.weekdays = UInt8.random(in: 0..<128, using: &random) }
        guard depth < 3 else { return expression }
        for part in [
            \TargetingExpression.any, \TargetingExpression.all, \TargetingExpression.none,
        ] where random.chance(15) {
            expression[keyPath: part] = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                self.expression(depth: depth + 1)
            }
        }
        return expression
    }

    mutating func page() -> PageContext {
        PageContext(
            sections: nodes(plain.sections, 0...3), regions: nodes(plain.regions, 0...3),
            tags: Set(tags(0...4)).sorted(),
            language: Self.languages.randomElement(using: &random) ?? "",
            device: Device.allCases.randomElement(using: &random) ?? .desktop,
            hour: Int.random(in: 0..<24, using: &random),
            weekday: Int.random(in: 0..<7, using: &random))
    }

    mutating func slots(_ count: ClosedRange<Int>) -> [Int] {
        Array(
            (0..<Self.slotCount).shuffled(using: &random)
                .prefix(Int.random(in: count, using: &random)))
    }

    private mutating func nodes(_ tree: PlainTree, _ count: ClosedRange<Int>) -> [PathTree.NodeID] {
        (0..<Int.random(in: count, using: &random)).map { _ in
            PathTree.NodeID(Int.random(in: 0..<tree.paths.count, using: &random))
        }
    }

    private mutating func tags(_ count: ClosedRange<Int>) -> [TargetingExpression.TagID] {
        (0..<Int.random(in: count, using: &random)).map { _ in
            TargetingExpression.TagID.random(in: 0..<Int32(Self.tagCount), using: &random)
        }
    }

    func index(_ expressions: [TargetingExpression], _ slots: [[Int]]) -> TargetingIndex {
        TargetingIndex(
            expressions: expressions, slots: slots, slotCount: Self.slotCount,
            tagCount: Self.tagCount, sections: plain.sections.tree, regions: plain.regions.tree)
    }
}

extension TargetingIndex {
    /// Every match, in order.
    func matches(
        on page: PageContext, slots: [Int], scratch: inout TargetingIndex.Scratch
    ) -> [Int] {
        var found: [Int] = []
        forEachMatch(on: page, slots: slots, scratch: &scratch) {
            found.append($0)
            return true
        }
        return found
    }
}
