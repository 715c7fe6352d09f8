/// Which candidate fills which slot of a page, each at most once, growing to the best set.
///
/// Candidates come in order of preference. One is taken when every candidate taken before can still be placed, if need
/// be in another slot. Sets of candidates that can be placed together form a transversal matroid, on which this greedy
/// choice is optimal: no other set of ads has a better first, then a better second, and so on.
///
/// Source: Edmonds, "Matroids and the Greedy Algorithm", 1971; augmenting paths after Kuhn, 1955.
struct SlotAssignment {
    /// Slot of the page to candidate.
    private(set) var candidates: [Int?]
    /// Slot of the page to the mask of slots that its candidate fits.
    private var masks: [UInt32]

    init(slots: Int) {
        candidates = [Int?](repeating: nil, count: slots)
        masks = [UInt32](repeating: 0, count: slots)
    }

    var isFull: Bool { candidates.allSatisfy { $0 != nil } }

    /// The assignment with one more candidate; nil when it cannot be placed beside the others.
    ///
    /// - Parameter mask: bit s is set when the candidate fits slot s of the page.
    /// - Complexity: O(slots squared).
    func adding(_ candidate: Int, fitting mask: UInt32) -> SlotAssignment? {
        var next = self
        var visited: UInt32 = 0
        return next.place(candidate, mask, &visited) ? next : nil
    }

    private mutating func place(_ candidate: Int, _ mask: UInt32, _ visited: inout UInt32) -> Bool {
        let fitting = candidates.indices.filter { mask & (1 << UInt32($0)) != 0 }
        // Free slots first: who came before keeps its place where it can.
        for slot in fitting where candidates[slot] == nil {
            (candidates[slot], masks[slot]) = (candidate, mask)
            return true
        }
        for slot in fitting where visited & (1 << UInt32(slot)) == 0 {
            visited |= 1 << UInt32(slot)
            if let occupant = candidates[slot], place(occupant, masks[slot], &visited) {
                (candidates[slot], masks[slot]) = (candidate, mask)
                return true
            }
        }
        return false
    }
}
