import Catalog
import Chronology
import Pacing
import Targeting
import TestCatalog
import TestSupport

@testable import Decisioning

/// A random small catalog with used-up counters, and random pages.
struct World {
    static let now = Booking.midyear
    private static let sizes = [Size.pixels(728, 90), .pixels(300, 250), .pixels(320, 100)]

    var random: SeededRandom
    let catalog: Catalog
    let snapshot: ServingSnapshot
    let pacers: [Pacer]
    private let used: [(DeliveryCounters.Field, Int, Int64)]

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var draft = CatalogDraft()
        draft.slots = (0..<Int.random(in: 1...4, using: &random)).map { number in
            Slot(
                id: "slot\(number)",
                sizes: Self.sizes.filter { _ in random.chance(60) } + [Self.sizes[number % 3]],
                channel: .web)
        }
        draft.sections = PathTree([
            .init(name: "USA", children: [.init(name: "Europe"), .init(name: "Local")]),
            .init(name: "Culture"),
        ])
        draft.tags = ["war", "travel", "music"]
        draft.creatives = (0..<8).map { number in
            CatalogDraft.text(
                "creative\(number)", Self.sizes[number % 3],
                weight: Int.random(in: 1...5, using: &random),
                languages: random.chance(20) ? ["en"] : [])
        }
        draft.bookings = (0..<Int.random(in: 0...25, using: &random)).map { number in
            Self.booking(number, slots: draft.slots.count, &random)
        }
        let catalog = draft.catalog
        let pacers = catalog.lineItems.enumerated().map { Pacer($1, slot: $0) }
        var used: [(DeliveryCounters.Field, Int, Int64)] = []
        for slot in pacers.indices where random.chance(40) {
            for field in [
                DeliveryCounters.Field.impressions, .impressionsToday, .viewables, .spend,
            ] {
                used.append((field, slot, Int64.random(in: 0...30, using: &random)))
            }
        }
        self.catalog = catalog
        self.pacers = pacers
        self.used = used
        self.random = random
        snapshot = ServingSnapshot(catalog: catalog, pacers: pacers, now: Self.now)
    }

    private static func booking(_ number: Int, slots: Int, _ random: inout SeededRandom) -> Booking
    {
        Booking("item\(number)") { booking in
            booking.advertiser = random.chance(60) ? "acme" : "bolt"
            booking.tier = LineItem.Tier.allCases.randomElement(using: &random) ?? .house
            booking.status = random.chance(90) ? .active : .paused
            let day = Instant.millisecondsPerDay
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                booking.flight = now.advanced(byMilliseconds: 1)..<now.advanced(byMilliseconds: day)
            case 1: booking.flight = now.advanced(byMilliseconds: -day)..<now
            case 2: booking.flight = now..<now.advanced(byMilliseconds: 1)
            default: break
            }
            booking.slots = (0..<slots).filter { _ in random.chance(60) }
            booking.creatives = (0..<8).filter { _ in random.chance(30) }
            if random.chance(30) {
                booking.targeting.sections = [Int32.random(in: 0..<4, using: &random)]
            }
            if random.chance(20) {
                booking.targeting.tagsNone = [Int32.random(in: 0..<3, using: &random)]
            }
            if random.chance(15) {
                booking.targeting.tagsAny = [Int32.random(in: 0..<3, using: &random)]
            }
            if random.chance(25) { booking.adCategories = ["travel"] }
            if random.chance(30) {
                booking.exclusionGroups = [random.chance(50) ? "rail" : "air"]
            }
            let price = Micros(Int64.random(in: 0...4, using: &random) * 1000)
            booking.rate =
                [.cpm(price), .vcpm(price), .cpc(price), .free].randomElement(using: &random)
                ?? .free
            booking.rotation = random.chance(50) ? .even : .weighted
            if booking.tier == .sponsorship, random.chance(60) {
                booking.goal = .share(millionths: Int64.random(in: 1...1_000_000, using: &random))
            } else if random.chance(50) {
                booking.goal = .impressions(Int64.random(in: 1...60, using: &random))
                booking.pacing = random.chance(60) ? .even : .asap
            }
            if random.chance(20) {
                booking.budget = Micros(Int64.random(in: 0...40, using: &random))
            }
        }
    }

    /// Counters as the world's line items start with, the same each time.
    func counters() -> DeliveryCounters {
        let counters = DeliveryCounters()
        for (field, slot, amount) in used { counters.add(amount, to: field, of: slot) }
        return counters
    }

    func values(_ counters: DeliveryCounters) -> [[Int64]] {
        pacers.map { pacer in
            DeliveryCounters.Field.allCases.map { counters.value($0, of: pacer.slot) }
        }
    }

    mutating func request() -> PageRequest {
        let slots = catalog.site.slots.indices.filter { _ in random.chance(80) }
            .shuffled(using: &random)
        return PageRequest(
            page: PageContext(
                sections: random.chance(70) ? [Int32.random(in: 0..<4, using: &random)] : [],
                tags: random.chance(50) ? [Int32.random(in: 0..<3, using: &random)] : [],
                language: random.chance(50) ? "en" : "de", hour: 12, weekday: 3),
            blockedCategories: random.chance(25) ? ["travel"] : [],
            slots: slots.map { slot in
                let sizes = catalog.site.slots[slot].sizes
                return PageRequest.SlotRequest(
                    slot: slot, sizes: random.chance(80) ? sizes : Array(sizes.prefix(1)))
            })
    }
}

/// What is known of one line item and one page, from the catalog and the counters alone.
struct Standing {
    enum Refusal: Equatable {
        case notActive, notInFlight, targeting, fitsNothing, flagged, full, paced, shareServed
    }

    let item: LineItem
    let mask: UInt32
    let refusal: Refusal?
    let lag: Int64
    let value: Int64
    /// Millionths of a page view that its share is owed with this page; nil without a share.
    let owed: Int64?

    init(_ index: Int, _ world: World, _ request: PageRequest, _ counters: DeliveryCounters) {
        let catalog = world.catalog
        item = catalog.lineItems[index]
        let pacer = world.pacers[index]
        var mask: UInt32 = 0
        for (position, slot) in request.slots.enumerated() {
            let fits =
                item.slots.contains(slot.slot)
                && item.creatives.contains { creative in
                    let creative = catalog.creatives[creative]
                    return slot.sizes.contains(creative.size)
                        && (creative.languages.isEmpty || request.page.language == "en")
                }
            if fits { mask |= 1 << UInt32(position) }
        }
        self.mask = mask
        lag = pacer.lagMillionths(at: World.now, counters)
        value = ServingSnapshot.value(item)
        let refusal = Self.refusal(item, pacer, world, request, counters, mask: mask)
        if item.tier == .sponsorship, case .share(let share) = item.goal {
            let owed =
                share * (counters.value(.eligiblePages, of: pacer.slot) + 1)
                - counters.value(.wonPages, of: pacer.slot) * 1_000_000
            self.owed = owed
            self.refusal = refusal ?? (owed < 500_000 ? .shareServed : nil)
        } else {
            owed = nil
            self.refusal = refusal
        }
    }

    private static func refusal(
        _ item: LineItem, _ pacer: Pacer, _ world: World, _ request: PageRequest,
        _ counters: DeliveryCounters, mask: UInt32
    ) -> Refusal? {
        if item.status != .active { return .notActive }
        if World.now < item.flight.lowerBound || World.now >= item.flight.upperBound {
            return .notInFlight
        }
        let mismatch = item.targeting.mismatch(
            with: request.page, sections: world.catalog.site.sections,
            regions: world.catalog.regions)
        if mismatch != nil { return .targeting }
        if mask == 0 { return .fitsNothing }
        if item.adCategories.contains(where: request.blockedCategories.contains) { return .flagged }
        switch pacer.obstacle(at: World.now, counters) {
        case .paced: return .paced
        case .some: return .full
        case nil: break
        }
        return nil
    }

    /// Whether this line item surely comes before another: by tier, then by urgency where that is known from outside.
    func precedes(_ other: Standing) -> Bool {
        if item.tier != other.item.tier { return item.tier < other.item.tier }
        switch item.tier {
        case .sponsorship: return true
        case .guaranteed: return (lag, value) >= (other.lag, other.value)
        case .remnant, .house: return value >= other.value
        }
    }

    /// Whether it gives way, for this page, to another sponsorship that shares the page views.
    func givesWay(to others: [Standing]) -> Bool {
        guard let owed, owed < 750_000 else { return false }
        return others.contains { $0.owed != nil }
    }

    /// Whether both may not be on one page: one exclusion group, different advertisers.
    func excludes(_ other: Standing) -> Bool {
        item.advertiser != other.item.advertiser
            && item.exclusionGroups.contains(where: other.item.exclusionGroups.contains)
    }
}
