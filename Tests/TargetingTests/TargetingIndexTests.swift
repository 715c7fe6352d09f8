import Catalog
import Targeting
import TestSupport
import Testing

@Suite("The targeting index")
struct TargetingIndexTests {
    @Test(
        "finds what the plain meaning of targeting finds, in order",
        arguments: 0..<UInt64(120))
    func agreesWithPlainTargeting(seed: UInt64) {
        var world = TargetingWorld(seed: seed)
        let counts = [0, 1, 2, 5, 63, 64, 65, 127, 128, 129, 200]
        let count = counts[Int(seed) % counts.count]
        let expressions = (0..<count).map { _ in world.expression() }
        let slots = (0..<count).map { _ in world.slots(1...TargetingWorld.slotCount) }
        let index = world.index(expressions, slots)
        #expect(index.count == count)
        var scratch = TargetingIndex.Scratch()
        var matched = 0
        for _ in 0..<40 {
            let page = world.page()
            let asked = world.slots(0...TargetingWorld.slotCount)
            let expected = (0..<count).filter {
                world.plain.matches(expressions[$0], page)
                    && !Set(slots[$0]).isDisjoint(with: asked)
            }
            let found = index.matches(on: page, slots: asked, scratch: &scratch)
            #expect(found == expected, "seed \(seed), \(page), slots \(asked)")
            matched += found.count
        }
        if count > 60 { #expect(matched > 0, "seed \(seed) matches nothing and tests nothing") }
    }

    @Test(
        "says that nothing is amiss exactly where the plain meaning holds",
        arguments: 0..<UInt64(40))
    func mismatchAgrees(seed: UInt64) {
        var world = TargetingWorld(seed: seed + 1000)
        let expressions = (0..<30).map { _ in world.expression() }
        let index = world.index(expressions, expressions.map { _ in [0] })
        for _ in 0..<30 {
            let page = world.page()
            for position in expressions.indices {
                let holds = world.plain.matches(expressions[position], page)
                let mismatch = index.mismatch(position, page)
                #expect((mismatch == nil) == holds, "seed \(seed), item \(position), \(page)")
            }
        }
    }

    @Test("stops when it is told to", arguments: 0..<UInt64(30))
    func stopsEarly(seed: UInt64) {
        var world = TargetingWorld(seed: seed + 2000)
        let expressions = (0..<150).map { _ in world.expression() }
        let index = world.index(expressions, expressions.map { _ in [0] })
        var scratch = TargetingIndex.Scratch()
        let page = world.page()
        let all = index.matches(on: page, slots: [0], scratch: &scratch)
        for wanted in 1...max(1, all.count) {
            var seen: [Int] = []
            index.forEachMatch(on: page, slots: [0], scratch: &scratch) {
                seen.append($0)
                return seen.count < wanted
            }
            #expect(seen == Array(all.prefix(wanted)), "seed \(seed)")
        }
    }

    @Test(
        "leaves nothing behind in a scratch space that other indexes share",
        arguments: 0..<UInt64(30))
    func sharesScratch(seed: UInt64) {
        var world = TargetingWorld(seed: seed + 3000)
        let indexes = [3, 200, 64, 1, 65, 0, 300].map { count in
            let expressions = (0..<count).map { _ in world.expression() }
            return world.index(expressions, expressions.map { _ in [0, 1] })
        }
        var shared = TargetingIndex.Scratch()
        for _ in 0..<60 {
            let index = indexes[Int.random(in: 0..<indexes.count, using: &world.random)]
            let page = world.page()
            var fresh = TargetingIndex.Scratch()
            if world.random.chance(30) {
                index.forEachMatch(on: page, slots: [0], scratch: &shared) { _ in false }
            }
            let again = index.matches(on: page, slots: [1], scratch: &shared)
            #expect(again == index.matches(on: page, slots: [1], scratch: &fresh), "seed \(seed)")
        }
    }

    @Test("matches every page with an empty expression", arguments: [1, 63, 64, 65, 128])
    func emptyRestrictsNothing(count: Int) {
        var world = TargetingWorld(seed: 7)
        let index = world.index(
            Array(repeating: TargetingExpression(), count: count),
            Array(repeating: [2], count: count))
        var scratch = TargetingIndex.Scratch()
        #expect(
            index.matches(on: PageContext(), slots: [2], scratch: &scratch) == Array(0..<count))
        #expect(index.matches(on: world.page(), slots: [2, 3], scratch: &scratch).count == count)
        #expect(index.matches(on: PageContext(), slots: [3], scratch: &scratch) == [])
        #expect(index.matches(on: PageContext(), slots: [], scratch: &scratch) == [])
    }

    @Test("has nothing to find in an empty catalog")
    func noLineItems() {
        var world = TargetingWorld(seed: 8)
        let index = world.index([], [])
        var scratch = TargetingIndex.Scratch()
        #expect(index.count == 0)
        #expect(index.matches(on: world.page(), slots: [0, 1], scratch: &scratch) == [])
    }
}

@Suite("Targeting rules that users rely on")
struct TargetingRuleTests {
    private static let sections = PathTree([
        .init(
            name: "USA",
            children: [
                .init(name: "International", children: [.init(name: "Europe")]),
                .init(name: "Local"),
            ]),
        .init(name: "Culture"),
    ])

    private func node(_ name: String) -> PathTree.NodeID {
        guard case .found(let id) = Self.sections.resolve(name) else {
            preconditionFailure("no section \(name)")
        }
        return id
    }

    private func mismatch(_ page: PageContext, _ change: (inout TargetingExpression) -> Void)
        -> TargetingMismatch?
    {
        var expression = TargetingExpression()
        change(&expression)
        let index = TargetingIndex(
            expressions: [expression], slots: [[0]], slotCount: 1, tagCount: 8,
            sections: Self.sections, regions: PathTree([.init(name: "us"), .init(name: "ru")]))
        var scratch = TargetingIndex.Scratch()
        let mismatch = index.mismatch(0, page)
        let found = index.matches(on: page, slots: [0], scratch: &scratch)
        #expect(found == (mismatch == nil ? [0] : []))
        return mismatch
    }

    @Test("a parent section covers its children and not the other way round")
    func parentsCoverChildren() {
        let europe = PageContext(sections: [node("Europe")])
        let usa = PageContext(sections: [node("USA")])
        #expect(mismatch(europe) { $0.sections = [node("USA")] } == nil)
        #expect(mismatch(usa) { $0.sections = [node("Europe")] } == .sections)
        #expect(mismatch(PageContext()) { $0.sections = [node("USA")] } == .sections)
    }

    @Test("an excluded child beats an included parent")
    func childExclusionWins() {
        let rule = { (expression: inout TargetingExpression) in
            expression.sections = [node("USA")]
            expression.notSections = [node("Europe")]
        }
        #expect(mismatch(PageContext(sections: [node("Europe")]), rule) == .excludedSection)
        #expect(mismatch(PageContext(sections: [node("International")]), rule) == nil)
        let both = PageContext(sections: [node("Local"), node("Europe")])
        #expect(mismatch(both, rule) == .excludedSection)
    }

    @Test("exclusions alone also match a page that has nothing to exclude")
    func exclusionsAlone() {
        let rule = { (expression: inout TargetingExpression) in
            expression.tagsNone = [3]
            expression.notSections = [node("Culture")]
            expression.notRegions = [1]
        }
        #expect(mismatch(PageContext(), rule) == nil)
        #expect(mismatch(PageContext(tags: [1, 2]), rule) == nil)
        #expect(mismatch(PageContext(tags: [1, 3]), rule) == .excludedTag)
        #expect(mismatch(PageContext(regions: [1]), rule) == .excludedRegion)
    }

    @Test("each part that fails is named")
    func namesTheFailingPart() {
        let page = PageContext(tags: [1], language: "en-gb", device: .mobile, hour: 5, weekday: 2)
        #expect(mismatch(page) { $0.regions = [0] } == .regions)
        #expect(mismatch(page) { $0.tagsAny = [0, 2] } == .tagsAny)
        #expect(mismatch(page) { $0.tagsAll = [1, 2] } == .tagsAll)
        #expect(
            mismatch(page) { $0.languages = [LanguageRange("en-us")].compactMap(\.self) }
                == .languages)
        #expect(mismatch(page) { $0.languages = [LanguageRange("en")].compactMap(\.self) } == nil)
        #expect(mismatch(page) { $0.devices = DeviceSet(.desktop) } == .device)
        #expect(mismatch(page) { $0.hours = 1 << 4 } == .hour)
        #expect(mismatch(page) { $0.hours = 1 << 5 } == nil)
        #expect(mismatch(page) { $0.weekdays = 1 << 6 } == .weekday)
        var tagged = TargetingExpression()
        tagged.tagsAny = [0]
        #expect(mismatch(page) { $0.any = [tagged] } == .any)
        #expect(mismatch(page) { $0.all = [tagged] } == .all)
        #expect(mismatch(page) { $0.none = [tagged] } == nil)
        #expect(mismatch(page) { $0.any = [tagged, TargetingExpression()] } == nil)
        #expect(mismatch(page) { $0.none = [TargetingExpression()] } == TargetingMismatch.none)
    }
}
