import Catalog
import Chronology
import Pacing
import TestSupport
import Testing

@Suite("Delivery curves")
struct DeliveryCurveTests {
    private static let pacings = LineItem.Pacing.allCases

    private func due(_ now: Int64, _ flight: Range<Int64>, _ pacing: LineItem.Pacing) -> Int64 {
        DeliveryCurve.dueMillionths(
            at: Instant(milliseconds: now),
            flight: Instant(
                milliseconds: flight.lowerBound)..<Instant(
                    milliseconds: flight.upperBound),
            pacing: pacing)
    }

    @Test("never fall, and run from nothing to the whole", arguments: pacings, 0..<UInt64(20))
    func monotone(pacing: LineItem.Pacing, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let start = Int64.random(in: 0...2_000_000_000_000, using: &random)
        let length = Int64.random(in: 1...100_000_000_000, using: &random)
        let flight = start..<start + length
        let moments = (0..<200).map { _ in
            Int64.random(in: (start - 1000)...(start + length + 1000), using: &random)
        }.sorted()
        let curve = moments.map { due($0, flight, pacing) }
        #expect(zip(curve, curve.dropFirst()).allSatisfy { $0 <= $1 }, "seed \(seed)")
        #expect(curve.allSatisfy { (0...DeliveryCurve.whole).contains($0) }, "seed \(seed)")
        #expect(due(start - 1, flight, pacing) == 0)
        #expect(due(start + length, flight, pacing) == DeliveryCurve.whole)
    }

    @Test("even follows the clock to the millionth", arguments: 0..<UInt64(20))
    func evenFollowsTheClock(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let length = Int64.random(in: 1...1_000_000_000, using: &random)
        for _ in 0..<50 {
            let elapsed = Int64.random(in: 0..<length, using: &random)
            // Small enough for plain arithmetic.
            #expect(
                due(elapsed, 0..<length, .even) == elapsed * 1_000_000 / length, "seed \(seed)")
        }
    }

    @Test("frontload is 25 % ahead in the first half and never behind", arguments: 0..<UInt64(20))
    func frontloadIsAhead(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let length = Int64.random(in: 2...1_000_000_000, using: &random)
        for _ in 0..<50 {
            let elapsed = Int64.random(in: 0..<length, using: &random)
            let even = due(elapsed, 0..<length, .even)
            let front = due(elapsed, 0..<length, .frontload)
            #expect(front >= even)
            if elapsed * 2 <= length { #expect(front == even * 5 / 4, "seed \(seed)") }
        }
        #expect(due(length / 2, 0..<length * 1, .frontload) <= 625_000)
        #expect(due(500, 0..<1000, .frontload) == 625_000)
        #expect(due(750, 0..<1000, .frontload) == 812_500)
    }

    @Test("asap owes everything at once")
    func asap() {
        #expect(due(0, 0..<1000, .asap) == DeliveryCurve.whole)
    }

    @Test(
        "units due are the share rounded up, one at once, never above the total",
        arguments: 0..<UInt64(20))
    func unitsRoundUp(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let total = Int64.random(in: 0...1_000_000, using: &random)
            let share = Int64.random(in: 1...DeliveryCurve.whole, using: &random)
            let expected = (total * share + DeliveryCurve.whole - 1) / DeliveryCurve.whole
            #expect(DeliveryCurve.due(total, millionths: share) == expected, "seed \(seed)")
        }
        #expect(DeliveryCurve.due(5, millionths: 0) == 1)
        #expect(DeliveryCurve.due(0, millionths: 0) == 0)
        #expect(DeliveryCurve.due(1, millionths: 1) == 1)
    }

    @Test("extremes do not overflow", arguments: pacings)
    func extremes(pacing: LineItem.Pacing) {
        let first = Instant.supported.lowerBound.milliseconds
        let last = Instant.supported.upperBound.milliseconds
        for now in [Int64.min / 4, first, last / 2, last - 1, last, Int64.max / 4] {
            let share = due(now, first..<last, pacing)
            #expect((0...DeliveryCurve.whole).contains(share))
            for total in [0, 1, 999_999, Int64.max - 1, Int64.max] {
                #expect((0...total).contains(DeliveryCurve.due(total, millionths: share)))
            }
        }
        #expect(DeliveryCurve.due(.max, millionths: DeliveryCurve.whole) == .max)
        #expect(due(0, 0..<1, pacing) == (pacing == .asap ? DeliveryCurve.whole : 0))
    }
}
