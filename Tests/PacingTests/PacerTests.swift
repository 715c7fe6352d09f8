import Catalog
import Chronology
import Pacing
import TestCatalog
import TestSupport
import Testing

@Suite("A pacer's promises")
struct PacerTests {
    @Test("a promise taken back leaves no trace", arguments: 0..<UInt64(200))
    func reserveAndCancel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let counters = DeliveryCounters()
        let pacer = Pacer(Booking.random(&random).lineItem, slot: 3)
        for field in DeliveryCounters.Field.allCases {
            counters.add(Int64.random(in: 0...50, using: &random), to: field, of: 3)
        }
        let before = counted(counters, 3)
        if pacer.reserve(counters) {
            #expect(counted(counters, 3) != before, "seed \(seed)")
            pacer.cancel(counters)
        }
        #expect(counted(counters, 3) == before, "seed \(seed)")
        #expect(counted(counters, 2) == Array(repeating: 0, count: before.count))
        #expect(counted(counters, 4) == Array(repeating: 0, count: before.count))
    }

    @Test("promises are made exactly until the first limit is full", arguments: 0..<UInt64(200))
    func promisesUpToTheLimit(seed: UInt64) {
        var random = SeededRandom(seed: seed + 500)
        let counters = DeliveryCounters()
        let booking = Booking.random(&random)
        let pacer = Pacer(booking.lineItem, slot: 0)
        var made = 0
        while made < 1000, pacer.reserve(counters) {
            made += 1
            #expect(isWithinLimits(pacer, counters), "seed \(seed)")
        }
        let expected = capacity(of: booking)
        #expect(made == min(1000, expected), "seed \(seed), \(booking)")
    }

    /// Impressions that fit within every limit, worked out from the booking alone.
    private func capacity(of booking: Booking) -> Int {
        var limits = [Int64(1000)]
        if case .impressions(let goal) = booking.goal { limits.append(goal) }
        if case .viewable(let goal) = booking.goal { limits.append(goal) }
        if let cap = booking.caps.dailyImpressions { limits.append(cap) }
        if let cap = booking.caps.lifetimeImpressions { limits.append(cap) }
        let price: Int64 =
            switch booking.rate {
            case .cpm(let price), .vcpm(let price): price.value / 1000
            case .cpc, .flat, .free: 0
            }
        for money in [booking.budget, booking.caps.dailyBudget].compactMap(\.self) where price > 0 {
            limits.append(money.value / price)
        }
        return Int(limits.min() ?? 0)
    }

    @Test("eight threads never pass a limit, and their sums are exact", arguments: 0..<UInt64(6))
    func contention(seed: UInt64) {
        var random = SeededRandom(seed: seed + 900)
        let counters = DeliveryCounters()
        let ledger = (0..<5).map { slot in
            Pacer(
                Booking("item") { booking in
                    booking.goal = .impressions(Int64.random(in: 500...3000, using: &random))
                    booking.rate = .cpm(Micros(7000))
                    booking.budget = Micros(Int64.random(in: 3000...15_000, using: &random))
                    booking.caps = LineItem.Caps(
                        dailyImpressions: Int64.random(in: 500...3000, using: &random))
                }.lineItem, slot: slot)
        }
        let outcomes = Shared<[Int: Int64]>([:])
        let violations = Shared(0)
        Crowd.run(8) { thread in
            var random = SeededRandom(seed: seed * 8 + UInt64(thread))
            var kept: [Int: Int64] = [:]
            for _ in 0..<6000 {
                let pacer = ledger[Int.random(in: 0..<ledger.count, using: &random)]
                guard pacer.reserve(counters) else { continue }
                if random.chance(30) {
                    pacer.cancel(counters)
                } else {
                    kept[pacer.slot, default: 0] += 1
                }
                if !isWithinLimits(pacer, counters) { violations.change { $0 += 1 } }
            }
            outcomes.change { $0.merge(kept) { $0 + $1 } }
        }
        #expect(violations.value == 0, "seed \(seed)")
        for pacer in ledger {
            let kept = outcomes.value[pacer.slot] ?? 0
            #expect(counters.value(.impressions, of: pacer.slot) == kept, "seed \(seed)")
            #expect(counters.value(.impressionsToday, of: pacer.slot) == kept)
            #expect(counters.value(.viewables, of: pacer.slot) == kept)
            #expect(counters.value(.spend, of: pacer.slot) == kept * 7)
            #expect(counters.value(.spendToday, of: pacer.slot) == kept * 7)
        }
    }

    @Test("what is full is full to the last unit for eight threads at once")
    func contentionFillsExactly() {
        let counters = DeliveryCounters()
        let pacer = Pacer(Booking("item") { $0.goal = .impressions(10_001) }.lineItem, slot: 0)
        let made = Shared(Int64(0))
        Crowd.run(8) { _ in
            var mine: Int64 = 0
            while pacer.reserve(counters) { mine += 1 }
            made.change { $0 += mine }
        }
        #expect(made.value == 10_001)
        #expect(counters.value(.impressions, of: 0) == 10_001)
    }

    @Test(
        "an obstacle is seen exactly where no promise can be made or none is due",
        arguments: 0..<UInt64(200))
    func obstacleAgreesWithReserve(seed: UInt64) {
        var random = SeededRandom(seed: seed + 1500)
        let counters = DeliveryCounters()
        var booking = Booking.random(&random)
        let moment = Instant(
            milliseconds: Int64.random(
                in: booking.flight.lowerBound.milliseconds..<booking.flight.upperBound.milliseconds,
                using: &random))
        booking.pacing = random.chance(30) ? .asap : .even
        let pacer = Pacer(booking.lineItem, slot: 0)
        for _ in 0..<100 {
            switch pacer.obstacle(at: moment, counters) {
            case nil: #expect(pacer.reserve(counters), "seed \(seed)")
            case .paced(let used, let due, _):
                #expect(booking.pacing != .asap)
                #expect(used <= due && due >= 1, "seed \(seed)")
                #expect(
                    pacer.obstacle(at: booking.flight.upperBound, counters) == nil,
                    "seed \(seed): what is only paced is free when all is due")
                return
            case .impressions(let used, let limit), .impressionsToday(let used, let limit),
                .viewables(let used, let limit), .clicks(let used, let limit):
                #expect(used >= limit, "seed \(seed)")
                return
            case .spend(let used, let limit), .spendToday(let used, let limit):
                #expect(used + pacer.limits.reservedPrice + pacer.limits.clickPrice > limit)
                return
            }
        }
    }

    @Test("each limit is named with its figures")
    func namesObstacles() {
        func obstacle(
            _ field: DeliveryCounters.Field, _ used: Int64, _ change: (inout Booking) -> Void
        )
            -> DeliveryObstacle?
        {
            let counters = DeliveryCounters()
            counters.add(used, to: field, of: 0)
            return Pacer(Booking("item", change).lineItem, slot: 0)
                .obstacle(at: Booking.midyear, counters)
        }
        #expect(
            obstacle(.impressions, 5) { $0.goal = .impressions(5) }
                == .impressions(used: 5, limit: 5))
        #expect(obstacle(.impressions, 4) { $0.goal = .impressions(5) } == nil)
        #expect(
            obstacle(.viewables, 6) { $0.goal = .viewable(5) } == .viewables(used: 6, limit: 5))
        #expect(obstacle(.clicks, 5) { $0.goal = .clicks(5) } == .clicks(used: 5, limit: 5))
        #expect(
            obstacle(.impressionsToday, 9) { $0.caps = .init(dailyImpressions: 9) }
                == .impressionsToday(used: 9, limit: 9))
        #expect(
            obstacle(.spend, 6) {
                $0.rate = .cpm(Micros(5000))
                $0.budget = Micros(10)
            } == .spend(used: 6, limit: 10))
        #expect(
            obstacle(.spend, 5) {
                $0.rate = .cpm(Micros(5000))
                $0.budget = Micros(10)
            } == nil)
        #expect(
            obstacle(.spendToday, 6) {
                $0.rate = .cpc(Micros(5))
                $0.caps = .init(dailyBudget: Micros(10))
            } == .spendToday(used: 6, limit: 10))
        #expect(
            obstacle(.impressions, 50) {
                $0.goal = .impressions(100)
                $0.pacing = .even
            } == .paced(used: 50, due: 50, unit: .impressions))
        #expect(
            obstacle(.spend, 50) {
                $0.rate = .cpm(Micros(1000))
                $0.budget = Micros(100)
                $0.pacing = .even
            } == .paced(used: 50, due: 50, unit: .micros))
    }

    @Test("the lag is what is due less what is done, never below zero", arguments: 0..<UInt64(100))
    func lag(seed: UInt64) {
        var random = SeededRandom(seed: seed + 2500)
        let counters = DeliveryCounters()
        let goal = Int64.random(in: 1...1_000_000, using: &random)
        let pacer = Pacer(
            Booking("item") {
                $0.goal = .impressions(goal)
                $0.pacing = .even
            }.lineItem, slot: 0)
        let used = Int64.random(in: 0...goal + 5, using: &random)
        counters.add(used, to: .impressions, of: 0)
        let lag = pacer.lagMillionths(at: Booking.midyear, counters)
        #expect(lag == max(0, 500_000 - min(used, goal) * 1_000_000 / goal), "seed \(seed)")
        let free = Pacer(Booking("free").lineItem, slot: 1)
        #expect(free.lagMillionths(at: Booking.midyear, counters) == 0)
    }
}
