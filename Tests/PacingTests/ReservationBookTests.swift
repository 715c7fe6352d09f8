import Catalog
import Pacing
import TestCatalog
import TestSupport
import Testing

@Suite("The book of promises")
struct ReservationBookTests {
    private struct Key: Hashable {
        let slot: Int
        let minute: Int64
    }

    @Test("agrees with a plain table over random promises and expiries", arguments: 0..<UInt64(60))
    func twin(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var book = ReservationBook()
        var table: [Key: ReservationBook.Open] = [:]
        var now: Int64 = 0
        for _ in 0..<300 {
            if random.chance(10) {
                now += Int64.random(in: 0...8, using: &random)
                var expected: [Int: ReservationBook.Open] = [:]
                for (key, open) in table where key.minute < now {
                    expected[key.slot, default: .zero] = (expected[key.slot] ?? .zero) + open
                    table[key] = nil
                }
                var ended: [Int: ReservationBook.Open] = [:]
                for (slot, open) in book.expire(before: now) {
                    ended[slot, default: .zero] = (ended[slot] ?? .zero) + open
                }
                #expect(
                    ended.filter { $0.value != .zero } == expected.filter { $0.value != .zero },
                    "seed \(seed)")
                #expect(book.expire(before: now).isEmpty)
                continue
            }
            let key = Key(
                slot: Int.random(in: 0..<4, using: &random),
                minute: now + Int64.random(in: 0...5, using: &random))
            let amount = ReservationBook.Open(
                impressions: Int64.random(in: -2...3, using: &random),
                viewables: Int64.random(in: -2...3, using: &random),
                spendMicros: Int64.random(in: -50...90, using: &random))
            book.add(amount, slot: key.slot, minute: key.minute)
            table[key] = (table[key] ?? .zero) + amount
            #expect(book.open(slot: key.slot, minute: key.minute) == table[key], "seed \(seed)")
        }
    }

    @Test("amounts add up like a group")
    func group() {
        let open = ReservationBook.Open(impressions: 2, viewables: -1, spendMicros: 77)
        #expect(open + .zero == open)
        #expect(open + -open == .zero)
        #expect(-(-open) == open)
    }

    @Test("knows nothing of what was never promised")
    func empty() {
        var book = ReservationBook()
        #expect(book.open(slot: 1, minute: 1) == .zero)
        #expect(book.expire(before: .max).isEmpty)
    }
}

@Suite("Share of voice")
struct ShareOfVoiceTests {
    @Test(
        "taking turns when half a page is owed keeps any share to half a page",
        arguments: 0..<UInt64(60))
    func halfAPage(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let share = Int64.random(in: 1...DeliveryCurve.whole, using: &random)
        var won: Int64 = 0
        for eligible in 1...Int64(1000) {
            let owed = ShareOfVoice.owedMillionths(share: share, eligible: eligible, won: won)
            if owed >= DeliveryCurve.whole / 2 { won += 1 }
            let rest = share * eligible - won * DeliveryCurve.whole
            #expect(
                abs(rest) <= DeliveryCurve.whole / 2,
                "seed \(seed): \(won) of \(eligible) pages for a share of \(share)")
        }
    }

    @Test("an account of a hundred years of pages does not overflow")
    func large() {
        let pages: Int64 = 1_000_000_000_000
        #expect(
            ShareOfVoice.owedMillionths(share: DeliveryCurve.whole, eligible: pages, won: pages)
                == 0)
    }
}

@Suite("The delivery ledger")
struct DeliveryLedgerTests {
    @Test("numbers are handed out once and outlive reloads", arguments: 0..<UInt64(30))
    func stableSlots(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let ledger = DeliveryLedger()
        var known: [String: Int] = [:]
        for round in 0..<20 {
            let bookings = (0..<30).filter { _ in random.chance(40) }.map { number in
                Booking("item\(number)") { $0.goal = .impressions(Int64(round + 1)) }
            }.shuffled(using: &random)
            if random.chance(30) {
                let id = "log/only/item\(Int.random(in: 0..<5, using: &random))"
                let slot = try #require(ledger.slot(of: id))
                #expect(known[id] ?? slot == slot, "seed \(seed)")
                known[id] = slot
                #expect(ledger.pacer(of: slot) == nil)
            }
            let pacers = try #require(ledger.adopt(bookings.map(\.lineItem)))
            #expect(pacers.count == bookings.count)
            for (booking, pacer) in zip(bookings, pacers) {
                #expect(known[booking.id] ?? pacer.slot == pacer.slot, "seed \(seed)")
                known[booking.id] = pacer.slot
                #expect(ledger.slot(of: booking.id) == pacer.slot)
                #expect(ledger.pacer(of: pacer.slot)?.limits.impressions == Int64(round + 1))
            }
            #expect(Set(known.values).count == known.count, "seed \(seed)")
        }
    }
}
