package import Catalog

/// Which line items a page can have, found without looking at each one.
///
/// One bitmap for every value that a page can show (each section, region, device, hour, weekday, slot) holds the line
/// items that accept it; a page's candidates are the AND of its rows. Line items that need a tag are kept in lists by
/// tag and join through them. What bitmaps cannot say (exclusions, nesting, languages) is asked of the few that remain.
///
/// Positions are line items in the order that the index was given them, so candidates come out in that order and a
/// reader can stop early. Immutable after `init`; memory is about one bit a line item for each value.
///
/// Source: bitmap and posting-list evaluation of Boolean expressions, Whang et al., "Indexing Boolean Expressions", VLDB 2009.
package struct TargetingIndex: Sendable {
    /// Position to expression.
    private let expressions: [TargetingExpression]
    private let sectionTree: PathTree
    private let regionTree: PathTree
    private let words: Int
    /// All rows one after another, `words` words each.
    private let bits: [UInt64]
    private let layout: RowLayout
    /// Positions of line items that need a tag, by that tag.
    private let positionsByTag: [[Int32]]
    /// Whether the rows alone do not decide a position.
    private let needsCheck: [Bool]

    /// Scratch space for queries; one a thread, any index of the same or a smaller size can use it.
    package struct Scratch {
        fileprivate var accepted: [UInt64] = []
        fileprivate var tagged: [UInt64] = []

        package init() {}
    }

    /// Builds the index over expressions and the slots that each line item may fill.
    ///
    /// - Complexity: O(line items times values they accept).
    package init(
        expressions: [TargetingExpression], slots: [[Int]], slotCount: Int, tagCount: Int,
        sections: PathTree, regions: PathTree
    ) {
        precondition(expressions.count == slots.count)
        self.expressions = expressions
        sectionTree = sections
        regionTree = regions
        words = (expressions.count + 63) / 64
        layout = RowLayout(
            sections: sections.nodes.count, regions: regions.nodes.count, slots: slotCount)
        var rows = RowBuilder(words: words, rows: layout.count)
        var byTag = [[Int32]](repeating: [], count: tagCount)
        for (position, expression) in expressions.enumerated() {
            Self.fill(
                &rows, position, expression, layout: layout, sections: sections, regions: regions)
            for slot in slots[position] { rows.set(layout.slot(slot), position) }
            for tag in Self.requiredTags(expression) { byTag[Int(tag)].append(Int32(position)) }
        }
        bits = rows.bits
        positionsByTag = byTag
        needsCheck = expressions.map(Self.isBeyondRows)
    }

    package var count: Int { expressions.count }

    /// Calls `body` with each position that matches the page and can fill one of the slots, ascending, until it returns false.
    ///
    /// - Complexity: O(line items / 64 + candidates); no allocation once the scratch space has grown.
    package func forEachMatch(
        on page: PageContext, slots: [Int], scratch: inout Scratch, _ body: (Int) -> Bool
    ) {
        intersectRows(of: page, slots: slots, scratch: &scratch)
        for word in 0..<words {
            var remaining = scratch.accepted[word]
            while remaining != 0 {
                let position = word * 64 + remaining.trailingZeroBitCount
                remaining &= remaining - 1
                if needsCheck[position], mismatch(position, page) != nil { continue }
                guard body(position) else { return }
            }
        }
    }

    /// The first part of a line item's targeting that a page does not meet; nil when it matches.
    package func mismatch(_ position: Int, _ page: PageContext) -> TargetingMismatch? {
        expressions[position].mismatch(with: page, sections: sectionTree, regions: regionTree)
    }

    private func intersectRows(of page: PageContext, slots: [Int], scratch: inout Scratch) {
        if scratch.accepted.count < words {
            scratch.accepted = [UInt64](repeating: 0, count: words)
            scratch.tagged = [UInt64](repeating: 0, count: words)
        }
        for tag in page.tags {
            for position in positionsByTag[Int(tag)] {
                scratch.tagged[Int(position) >> 6] |= 1 << UInt64(position & 63)
            }
        }
        bits.withUnsafeBufferPointer { bits in
            for word in 0..<words {
                func any(_ rows: some Sequence<Int>, else empty: Int) -> UInt64 {
                    rows.reduce(bits[empty * words + word]) { $0 | bits[$1 * words + word] }
                }
                var accepted = any(
                    page.sections.lazy.map { layout.section(Int($0)) }, else: layout.anySection)
                accepted &= any(
                    page.regions.lazy.map { layout.region(Int($0)) }, else: layout.anyRegion)
                accepted &= bits[layout.device(page.device) * words + word]
                accepted &= bits[layout.hour(page.hour) * words + word]
                accepted &= bits[layout.weekday(page.weekday) * words + word]
                accepted &= bits[layout.anyTag * words + word] | scratch.tagged[word]
                var fits: UInt64 = 0
                for slot in slots { fits |= bits[layout.slot(slot) * words + word] }
                scratch.accepted[word] = accepted & fits
            }
        }
        for tag in page.tags {
            for position in positionsByTag[Int(tag)] { scratch.tagged[Int(position) >> 6] = 0 }
        }
    }
}

extension TargetingIndex {
    /// One tag of each way to match: all of `tags_any`, or the first of `tags_all`.
    private static func requiredTags(_ expression: TargetingExpression)
        -> [TargetingExpression.TagID]
    {
        if !expression.tagsAny.isEmpty { return Array(Set(expression.tagsAny)) }
        return Array(expression.tagsAll.prefix(1))
    }

    /// Whether something in the expression is not told by the rows.
    private static func isBeyondRows(_ expression: TargetingExpression) -> Bool {
        !expression.notSections.isEmpty || !expression.notRegions.isEmpty
            || !expression.tagsAll.isEmpty || !expression.tagsNone.isEmpty
            || !expression.languages.isEmpty || !expression.any.isEmpty
            || !expression.all.isEmpty || !expression.none.isEmpty
    }

    private static func fill(
        _ rows: inout RowBuilder, _ position: Int, _ expression: TargetingExpression,
        layout: RowLayout, sections: PathTree, regions: PathTree
    ) {
        if expression.sections.isEmpty { rows.set(layout.anySection, position) }
        for target in expression.sections {
            for node in sections.subtree(of: target) {
                rows.set(layout.section(Int(node)), position)
            }
        }
        if expression.regions.isEmpty { rows.set(layout.anyRegion, position) }
        for target in expression.regions {
            for node in regions.subtree(of: target) {
                rows.set(layout.region(Int(node)), position)
            }
        }
        for device in Device.allCases
        where expression.devices.isEmpty || expression.devices.contains(DeviceSet(device)) {
            rows.set(layout.device(device), position)
        }
        for hour in 0..<24 where expression.hours == 0 || expression.hours & (1 << hour) != 0 {
            rows.set(layout.hour(hour), position)
        }
        for day in 0..<7 where expression.weekdays == 0 || expression.weekdays & (1 << day) != 0 {
            rows.set(layout.weekday(day), position)
        }
        if expression.tagsAny.isEmpty, expression.tagsAll.isEmpty {
            rows.set(layout.anyTag, position)
        }
    }
}

/// Where each value's row lies.
private struct RowLayout: Sendable {
    let sections: Int
    let regions: Int
    let slots: Int

    /// Line items that any page's sections suit.
    var anySection: Int { 0 }
    var anyRegion: Int { 1 }
    /// Line items that need no tag.
    var anyTag: Int { 2 }
    func device(_ device: Device) -> Int { 3 + device.rawValue }
    func hour(_ hour: Int) -> Int { 6 + hour }
    func weekday(_ weekday: Int) -> Int { 30 + weekday }
    func section(_ section: Int) -> Int { 37 + section }
    func region(_ region: Int) -> Int { 37 + sections + region }
    func slot(_ slot: Int) -> Int { 37 + sections + regions + slot }
    var count: Int { 37 + sections + regions + slots }
}

private struct RowBuilder {
    let words: Int
    var bits: [UInt64]

    init(words: Int, rows: Int) {
        self.words = words
        bits = [UInt64](repeating: 0, count: words * rows)
    }

    mutating func set(_ row: Int, _ position: Int) {
        bits[row * words + (position >> 6)] |= 1 << UInt64(position & 63)
    }
}
