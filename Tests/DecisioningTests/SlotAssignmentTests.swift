import TestSupport
import Testing

@testable import Decisioning

@Suite("Slot assignment")
struct SlotAssignmentTests {
    @Test(
        "takes the best first, then the best second: no set of candidates beats it",
        arguments: 0..<UInt64(300))
    func lexicographicallyBest(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let slots = Int.random(in: 0...6, using: &random)
        let candidates = Int.random(in: 0...7, using: &random)
        let masks = (0..<candidates).map { _ in
            // Sparse and dense masks, some of them empty.
            UInt32.random(in: 0..<64, using: &random) & UInt32.random(in: 0..<64, using: &random)
                & (1 << UInt32(slots) - 1)
        }
        var assignment = SlotAssignment(slots: slots)
        var taken: [Int] = []
        for candidate in 0..<candidates {
            guard let next = assignment.adding(candidate, fitting: masks[candidate]) else {
                continue
            }
            assignment = next
            taken.append(candidate)
        }
        #expect(taken == best(masks, slots), "seed \(seed), masks \(masks), \(slots) slots")
        check(assignment, taken, masks, "seed \(seed)")
    }

    /// The best placeable set, each subset tried; a set with the better first candidate is better.
    private func best(_ masks: [UInt32], _ slots: Int) -> [Int] {
        let count = masks.count
        let placeable = (0..<1 << count).filter { subset in
            canBePlaced(
                masks.indices.filter { subset & (1 << (count - 1 - $0)) != 0 }.map { masks[$0] },
                slots: slots)
        }
        let best = placeable.max() ?? 0
        return masks.indices.filter { best & (1 << (count - 1 - $0)) != 0 }
    }

    private func check(
        _ assignment: SlotAssignment, _ taken: [Int], _ masks: [UInt32], _ comment: Comment
    ) {
        let placed = assignment.candidates.compactMap(\.self)
        #expect(placed.sorted() == taken, comment)
        for (slot, candidate) in assignment.candidates.enumerated() {
            if let candidate { #expect(masks[candidate] & (1 << UInt32(slot)) != 0, comment) }
        }
        #expect(assignment.isFull == (placed.count == assignment.candidates.count), comment)
    }

    @Test("moves a candidate to another slot to make room", arguments: [2, 5, 32])
    func chain(slots: Int) throws {
        // Each fits its own slot and the next; the last newcomer pushes all of them on by one.
        var assignment = SlotAssignment(slots: slots)
        for candidate in 0..<slots - 1 {
            let mask = UInt32(1) << UInt32(candidate) | 1 << UInt32(candidate + 1)
            assignment = try #require(assignment.adding(candidate, fitting: mask))
        }
        let full = try #require(assignment.adding(99, fitting: 1))
        #expect(full.candidates == [99] + (0..<slots - 1).map { $0 })
        #expect(full.isFull)
        #expect(full.adding(100, fitting: .max) == nil)
    }
}
