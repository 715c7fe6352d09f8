import Catalog
import Chronology
import Pacing
import Targeting
import TestCatalog
import TestSupport
import Testing

@testable import Decisioning

@Suite("Explanations")
struct ExplainerTests {
    @Test("agree with the decision for every line item", arguments: 0..<UInt64(200))
    func agree(seed: UInt64) {
        var world = World(seed: seed + 9000)
        let counters = world.counters()
        var decider = Decider(seed: seed)
        for _ in 0..<5 {
            let request = world.request()
            let standings = world.catalog.lineItems.indices.map {
                Standing($0, world, request, counters)
            }
            let outcomes = decider.decide(
                request, world.snapshot, counters, at: World.now, isRehearsal: true)
            let explanations = Explainer(
                world.snapshot, counters, request: request, outcomes: outcomes, at: World.now
            ).explainAll()
            #expect(explanations.map(\.lineItem) == Array(world.catalog.lineItems.indices))
            for explanation in explanations {
                check(
                    explanation, standings, outcomes, "seed \(seed), item \(explanation.lineItem)")
                let text = explanation.text(
                    in: world.catalog, slots: request.slots.map { "slot\($0.slot)" })
                #expect(!text.isEmpty)
            }
            _ = decider.decide(request, world.snapshot, counters, at: World.now)
        }
    }

    private func check(
        _ explanation: Explanation, _ standings: [Standing], _ outcomes: [SlotOutcome],
        _ comment: Comment
    ) {
        let standing = standings[explanation.lineItem]
        let slots: [Int?] = outcomes.map {
            if case .filled(let placement) = $0 { placement.lineItem } else { nil }
        }
        guard case .lost(let loss) = explanation.outcome else {
            guard case .chosen(let slot) = explanation.outcome else { return }
            #expect(slots[slot] == explanation.lineItem, comment)
            return
        }
        #expect(!slots.contains(explanation.lineItem), comment)
        switch loss {
        case .paused: #expect(standing.refusal == .notActive, comment)
        case .notStarted(let start):
            #expect(standing.refusal == .notInFlight && World.now < start, comment)
        case .over(let end):
            #expect(standing.refusal == .notInFlight && World.now >= end, comment)
        case .targeting: #expect(standing.refusal == .targeting, comment)
        case .noFittingSlot: #expect(standing.refusal == .fitsNothing, comment)
        case .flagged: #expect(standing.refusal == .flagged, comment)
        case .delivery(.paced): #expect(standing.refusal == .paced, comment)
        case .delivery: #expect(standing.refusal == .full, comment)
        case .shareServed(let share):
            #expect(standing.item.goal == .share(millionths: share), comment)
            let winners = slots.compactMap(\.self).map { standings[$0] }
            #expect(
                standing.refusal == .shareServed
                    || (standing.refusal == nil && standing.givesWay(to: winners)), comment)
        case .excluded(let winner):
            #expect(slots.contains(winner), comment)
            #expect(standings[winner].excludes(standing), comment)
        case .outranked(let winner):
            let slot = slots.firstIndex(of: winner)
            #expect(slot.map { standing.mask & (1 << UInt32($0)) != 0 } == true, comment)
            #expect(standings[winner].item.tier <= standing.item.tier, comment)
        }
    }

    @Test("never blame a line item that came later for an exclusion")
    func exclusionBlamesTheWinner() {
        // The second fits only the slot that the first fills; the third shares its group, but comes after it.
        var draft = CatalogDraft(sizes: [.pixels(300, 250), .pixels(728, 90)])
        draft.bookings = [
            Booking("first") {
                $0.tier = .sponsorship
                $0.slots = [0]
            },
            Booking("second") {
                $0.tier = .guaranteed
                $0.slots = [0]
                $0.exclusionGroups = ["rail"]
            },
            Booking("third") {
                $0.advertiser = "rival"
                $0.tier = .house
                $0.slots = [1]
                $0.creatives = [1]
                $0.exclusionGroups = ["rail"]
            },
        ]
        let explanations = explain(draft, slots: [0, 1])
        #expect(explanations.map(\.outcome).first == .chosen(slot: 0))
        #expect(explanations.map(\.outcome).last == .chosen(slot: 1))
        do {
            #expect(explanations[1].outcome == .lost(.outranked(by: 0)))
        }
    }

    private func explain(
        _ draft: CatalogDraft, slots: [Int], page: PageContext = PageContext(),
        blocked: Set<String> = [], _ change: (DeliveryCounters) -> Void = { _ in }
    ) -> [Explanation] {
        let catalog = draft.catalog
        let pacers = catalog.lineItems.enumerated().map { Pacer($1, slot: $0) }
        let snapshot = ServingSnapshot(catalog: catalog, pacers: pacers, now: World.now)
        let counters = DeliveryCounters()
        change(counters)
        let request = PageRequest(
            page: page, blockedCategories: blocked,
            slots: slots.map { .init(slot: $0, sizes: catalog.site.slots[$0].sizes) })
        var decider = Decider(seed: 1)
        let outcomes = decider.decide(
            request, snapshot, counters, at: World.now, isRehearsal: true)
        return Explainer(snapshot, counters, request: request, outcomes: outcomes, at: World.now)
            .explainAll()
    }

    @Test("read as plain words with their figures")
    func words() {
        func text(
            _ change: (inout Booking) -> Void, beside other: Booking? = nil,
            blocked: Set<String> = [], _ count: (DeliveryCounters) -> Void = { _ in }
        ) -> String {
            var draft = CatalogDraft(sizes: [.pixels(300, 250)])
            draft.sections = PathTree([.init(name: "USA"), .init(name: "Culture")])
            draft.bookings = [Booking("item", change)] + [other].compactMap(\.self)
            let explanations = explain(
                draft, slots: [0], page: PageContext(sections: [0], language: "en"),
                blocked: blocked, count)
            return explanations[0].text(in: draft.catalog, slots: ["leaderboard"])
        }
        let day = Instant.millisecondsPerDay
        #expect(text { _ in } == "chosen for leaderboard")
        #expect(text { $0.status = .paused } == "paused")
        #expect(text { $0.status = .ended } == "marked as ended")
        #expect(
            text {
                $0.flight = World.now.advanced(byMilliseconds: day)..<Booking.wholeYear.upperBound
            }
                == "starts on 2026-07-03")
        #expect(
            text {
                $0.flight = Booking.wholeYear.lowerBound..<Instant(milliseconds: 1_782_950_400_000)
            }
                == "ended on 2026-07-01")
        #expect(text { $0.targeting.sections = [1] } == "the page is in none of its sections")
        #expect(
            text { $0.targeting.notSections = [0] } == "the page is in a section it excludes")
        #expect(
            text { $0.slots = [] } == "no creative fits a requested slot and the page's language")
        #expect(
            text({ $0.adCategories = ["travel"] }, blocked: ["travel"])
                == "the article's flag blocks its ad category")
        #expect(
            text({ $0.goal = .impressions(12) }) { $0.add(12, to: .impressions, of: 0) }
                == "goal reached: 12 of 12 impressions")
        #expect(
            text({ $0.caps = .init(dailyImpressions: 3) }) {
                $0.add(3, to: .impressionsToday, of: 0)
            }
                == "daily cap reached: 3 of 3 impressions today")
        #expect(
            text({
                $0.rate = .cpm(Micros(5_000_000_000))
                $0.budget = Micros(10_000_000)
            }) { $0.add(8_500_000, to: .spend, of: 0) } == "budget used up: 8.50 USD of 10.00 USD")
        #expect(
            text({
                $0.goal = .impressions(100)
                $0.pacing = .even
            }) { $0.add(50, to: .impressions, of: 0) }
                == "paced: 50 of 50 impressions due by now")
        #expect(
            text({
                $0.tier = .sponsorship
                $0.goal = .share(millionths: 125_000)
            }) == "its share of 12.5 % of these page views is already served")
        #expect(
            text({ $0.tier = .remnant }, beside: Booking("other") { $0.tier = .guaranteed })
                == "outranked by advertiser/campaign/other: guaranteed comes before remnant")
        #expect(
            text(
                { $0.tier = .remnant },
                beside: Booking("other") {
                    $0.tier = .remnant
                    $0.rate = .cpm(Micros(9000))
                }) == "outranked by advertiser/campaign/other in the same tier")
    }
}
