internal import Synchronization

/// The answers that one reactor owes: the library must not be stopped while there are any.
///
/// The reactor enters and removes them; the sweeping and the stopping thread only look for those that nobody gives.
final class ParkedAnswers: Sendable {
    private struct Entry {
        let answer: DeferredAnswer
        /// Tick of the deadline.
        let deadline: UInt32
    }

    private struct State {
        /// Invariant: the entry at index i has `place` i.
        var entries: [Entry] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.entries.count } }

    /// Enters an answer.
    ///
    /// - Returns: false after `close`: the caller must give the answer at once.
    func insert(_ answer: DeferredAnswer, deadline: UInt32) -> Bool {
        state.withLock { state in
            answer.place.store(state.entries.count, ordering: .relaxed)
            state.entries.append(Entry(answer: answer, deadline: deadline))
            return !state.isClosed
        }
    }

    /// - Complexity: O(1).
    func remove(_ answer: DeferredAnswer) {
        state.withLock { state in
            let place = answer.place.load(ordering: .relaxed)
            let last = state.entries.removeLast()
            guard last.answer !== answer else { return }
            state.entries[place] = last
            last.answer.place.store(place, ordering: .relaxed)
        }
    }

    /// Those whose deadline is over.
    func overdue(at tick: UInt32) -> [DeferredAnswer] {
        state.withLock { state in
            state.entries.filter { $0.deadline < tick }.map(\.answer)
        }
    }

    /// Those that are owed.
    var all: [DeferredAnswer] { state.withLock { $0.entries.map(\.answer) } }

    /// Nobody may be made to wait any more.
    func close() {
        state.withLock { $0.isClosed = true }
    }
}
