import Catalog
import Chronology
import Pacing
import Targeting
import TestCatalog
import TestSupport
import Testing

@testable import Decisioning

@Suite("A decision")
struct DeciderTests {
    @Test(
        "keeps every rule of the bookings, and none could have been served better",
        arguments: 0..<UInt64(250))
    func rules(seed: UInt64) {
        var world = World(seed: seed)
        let counters = world.counters()
        var decider = Decider(seed: seed)
        for round in 0..<12 {
            let request = world.request()
            let standings = world.catalog.lineItems.indices.map {
                Standing($0, world, request, counters)
            }
            let before = world.values(counters)
            let outcomes = decider.decide(request, world.snapshot, counters, at: World.now)
            #expect(outcomes.count == request.slots.count)
            let check = DecisionCheck(
                world: world, request: request, standings: standings, outcomes: outcomes,
                comment: "seed \(seed), page \(round)")
            check.placements()
            check.nobodyWasPassedOver()
            check.reasons()
            check.counters(before, world.values(counters))
        }
    }

    @Test("is the same for the same seed", arguments: 0..<UInt64(60))
    func deterministic(seed: UInt64) {
        var world = World(seed: seed + 5000)
        let requests = (0..<15).map { _ in world.request() }
        let histories = (0..<2).map { _ in
            let counters = world.counters()
            var decider = Decider(seed: seed)
            return requests.map {
                decider.decide($0, world.snapshot, counters, at: World.now)
            }
        }
        #expect(histories[0] == histories[1], "seed \(seed)")
    }

    @Test("rehearsed changes no counter, and comes out as the real one", arguments: 0..<UInt64(100))
    func rehearsal(seed: UInt64) {
        var world = World(seed: seed + 7000)
        let request = world.request()
        let counters = world.counters()
        let before = world.values(counters)
        var rehearsing = Decider(seed: seed)
        let rehearsed = rehearsing.decide(
            request, world.snapshot, counters, at: World.now, isRehearsal: true)
        #expect(world.values(counters) == before, "seed \(seed)")
        var real = Decider(seed: seed)
        let outcomes = real.decide(request, world.snapshot, counters, at: World.now)
        #expect(rehearsed == outcomes, "seed \(seed)")
    }

    @Test("takes the same creatives as often as their weights say")
    func weights() {
        var draft = CatalogDraft(sizes: [.pixels(300, 250)])
        draft.creatives = [1, 3].map { CatalogDraft.text("w\($0)", .pixels(300, 250), weight: $0) }
        for (rotation, expected) in [(LineItem.Rotation.even, 2000), (.weighted, 3000)] {
            draft.bookings = [
                Booking("item") {
                    $0.creatives = [0, 1]
                    $0.rotation = rotation
                }
            ]
            let outcomes = run(draft, pages: 4000)
            let second = outcomes.count { $0 == .filled(Placement(lineItem: 0, creative: 1)) }
            // More than six standard deviations.
            #expect(abs(second - expected) < 200, "\(rotation)")
        }
    }

    @Test(
        "gives a sponsorship its share to half a page at every moment",
        arguments: [1, 250_000, 333_333, 500_000, 990_000, 1_000_000])
    func share(millionths: Int64) {
        var draft = CatalogDraft(sizes: [.pixels(300, 250)])
        draft.bookings = [
            Booking("sponsor") {
                $0.tier = .sponsorship
                $0.goal = .share(millionths: millionths)
            },
            Booking("house") { $0.tier = .house },
        ]
        var won: Int64 = 0
        for (page, outcome) in run(draft, pages: 1000).enumerated() {
            guard case .filled(let placement) = outcome else {
                Issue.record("page \(page) is empty")
                continue
            }
            if placement.lineItem == 0 { won += 1 }
            let rest = millionths * Int64(page + 1) - won * 1_000_000
            #expect(abs(rest) <= 500_000, "page \(page): \(won)")
        }
    }

    @Test("gives several sponsorships of one slot their shares of 1,000 pages")
    func shares() {
        let shares: [Int64] = [500_000, 300_000, 200_000]
        var draft = CatalogDraft(sizes: [.pixels(300, 250)])
        draft.bookings = shares.enumerated().map { index, share in
            Booking("sponsor\(index)") {
                $0.tier = .sponsorship
                $0.goal = .share(millionths: share)
            }
        }
        var won: [Int: Int64] = [:]
        for outcome in run(draft, pages: 1000) {
            if case .filled(let placement) = outcome { won[placement.lineItem, default: 0] += 1 }
        }
        for (index, share) in shares.enumerated() {
            #expect(abs((won[index] ?? 0) - share / 1000) <= 2, "\(won)")
        }
    }

    /// The outcomes of one slot over many equal pages.
    private func run(_ draft: CatalogDraft, pages: Int) -> [SlotOutcome] {
        let catalog = draft.catalog
        let pacers = catalog.lineItems.enumerated().map { Pacer($1, slot: $0) }
        let snapshot = ServingSnapshot(catalog: catalog, pacers: pacers, now: World.now)
        let counters = DeliveryCounters()
        var decider = Decider(seed: 11)
        let request = PageRequest(
            page: PageContext(), blockedCategories: [],
            slots: [.init(slot: 0, sizes: catalog.site.slots[0].sizes)])
        return (0..<pages).flatMap { _ in
            decider.decide(request, snapshot, counters, at: World.now)
        }
    }
}

/// The laws of one decision.
struct DecisionCheck {
    let world: World
    let request: PageRequest
    let standings: [Standing]
    let outcomes: [SlotOutcome]
    let comment: Comment

    private var chosen: [Int] {
        outcomes.compactMap {
            if case .filled(let placement) = $0 { placement.lineItem } else { nil }
        }
    }

    func placements() {
        #expect(Set(chosen).count == chosen.count, comment)
        for (slot, outcome) in outcomes.enumerated() {
            guard case .filled(let placement) = outcome else { continue }
            let standing = standings[placement.lineItem]
            #expect(standing.refusal == nil, comment)
            #expect(standing.mask & (1 << UInt32(slot)) != 0, comment)
            let creative = world.catalog.creatives[placement.creative]
            #expect(standing.item.creatives.contains(placement.creative), comment)
            #expect(request.slots[slot].sizes.contains(creative.size), comment)
            #expect(
                creative.languages.isEmpty || request.page.language == "en", comment)
        }
        for (position, one) in chosen.enumerated() {
            for other in chosen[(position + 1)...] {
                #expect(!standings[one].excludes(standings[other]), comment)
            }
        }
    }

    /// Every willing line item that is not on the page is kept off by those that come before it.
    func nobodyWasPassedOver() {
        for (index, standing) in standings.enumerated()
        where standing.refusal == nil && !chosen.contains(index) {
            let before = chosen.map { standings[$0] }.filter { $0.precedes(standing) }
            if standing.givesWay(to: before) { continue }
            if before.contains(where: { $0.excludes(standing) }) { continue }
            #expect(
                !canBePlaced(before.map(\.mask) + [standing.mask], slots: request.slots.count),
                "\(comment): \(standing.item.id) was passed over")
        }
    }

    func reasons() {
        for (slot, outcome) in outcomes.enumerated() {
            guard case .empty(let reason) = outcome else { continue }
            let winners = chosen.map { standings[$0] }
            var expected = EmptyReason.noMatch
            for standing in standings where standing.mask & (1 << UInt32(slot)) != 0 {
                switch standing.refusal {
                case .notActive, .notInFlight, .targeting, .fitsNothing: break
                case .flagged: expected = max(expected, .blocked)
                case .full: expected = max(expected, .capped)
                case .paced, .shareServed: expected = max(expected, .paced)
                case nil where winners.contains { $0.item.id == standing.item.id }:
                    expected = .competing
                case nil:
                    let isWaiting = standing.givesWay(to: winners)
                    expected = max(expected, isWaiting ? .paced : .competing)
                }
            }
            // A sponsorship that waits for its turn may also have found no room before its turn was asked.
            let mayCompete =
                reason == .competing
                && standings.contains {
                    $0.refusal == nil && $0.mask & (1 << UInt32(slot)) != 0
                        && $0.givesWay(to: winners)
                }
            #expect(reason == expected || mayCompete, "\(comment), slot \(slot)")
        }
    }

    /// Only the chosen are promised an impression, and only willing sponsorships count a page.
    func counters(_ before: [[Int64]], _ after: [[Int64]]) {
        for (index, pacer) in world.pacers.enumerated() {
            var expected = before[index]
            func add(_ amount: Int64, _ field: DeliveryCounters.Field) {
                expected[field.rawValue] += amount
            }
            let isChosen = chosen.contains(index)
            if isChosen {
                let price = pacer.limits.reservedPrice
                add(1, .impressions)
                add(1, .impressionsToday)
                add(1, .viewables)
                add(price, .spend)
                add(price, .spendToday)
                if case .share = standings[index].item.goal { add(1, .wonPages) }
            }
            // Whether a sponsorship was asked at all depends on no other line item of its tier.
            expected[DeliveryCounters.Field.eligiblePages.rawValue] =
                after[index][DeliveryCounters.Field.eligiblePages.rawValue]
            #expect(after[index] == expected, comment)
            let pages = DeliveryCounters.Field.eligiblePages.rawValue
            let isShare = if case .share = standings[index].item.goal { true } else { false }
            let isAsked =
                isShare && [nil, .shareServed].contains(standings[index].refusal)
            #expect(after[index][pages] - before[index][pages] == (isAsked ? 1 : 0), comment)
        }
    }
}
