internal import CMicroHTTPD
internal import Synchronization

/// An answer that some thread gives later.
package final class DeferredAnswer: Sendable {
    private enum State {
        case waiting
        case given(HTTPResponse)
    }

    private let state = Mutex(State.waiting)
    /// The library keeps a suspended connection alive until it is resumed, and resuming is allowed from any thread; it is
    /// done once, by whoever moves `state` on. That makes holding the pointer here sound.
    private nonisolated(unsafe) let connection: OpaquePointer
    private let registry: DeferredAnswers

    init(connection: OpaquePointer, registry: DeferredAnswers) {
        self.connection = connection
        self.registry = registry
    }

    /// Gives the answer; only the first call counts.
    package func resume(with response: HTTPResponse) {
        let isFirst = state.withLock { state in
            guard case .waiting = state else { return false }
            state = .given(response)
            return true
        }
        guard isFirst else { return }
        MHD_resume_connection(connection)
        // Last, since a server that owes no answer may be stopped at once.
        registry.remove(self)
    }

    /// The answer, once it was given.
    var response: HTTPResponse? {
        state.withLock { state in
            if case .given(let response) = state { response } else { nil }
        }
    }
}

/// The answers that a server still owes: the library must not be stopped while there are any.
final class DeferredAnswers: Sendable {
    private struct State {
        var waiting: [ObjectIdentifier: DeferredAnswer] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Set with `State.isClosed`, and read once a request, where a lock would cost more.
    private let closed = Atomic(false)

    /// Whether nothing new is owed any more, because the server is about to stop.
    var isClosed: Bool { closed.load(ordering: .relaxed) }

    /// Takes an answer in; false when nothing new is owed any more.
    func insert(_ answer: DeferredAnswer) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.waiting[ObjectIdentifier(answer)] = answer
            return true
        }
    }

    func remove(_ answer: DeferredAnswer) {
        state.withLock { _ = $0.waiting.removeValue(forKey: ObjectIdentifier(answer)) }
    }

    /// From now on `insert` refuses.
    func close() {
        state.withLock { $0.isClosed = true }
        closed.store(true, ordering: .relaxed)
    }

    var isEmpty: Bool { state.withLock { $0.waiting.isEmpty } }

    var all: [DeferredAnswer] { state.withLock { Array($0.waiting.values) } }
}
