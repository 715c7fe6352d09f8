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
        registry.remove(self)
        MHD_resume_connection(connection)
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
    private let waiting = Mutex<[ObjectIdentifier: DeferredAnswer]>([:])

    func insert(_ answer: DeferredAnswer) {
        waiting.withLock { $0[ObjectIdentifier(answer)] = answer }
    }

    func remove(_ answer: DeferredAnswer) {
        waiting.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(answer)) }
    }

    var all: [DeferredAnswer] { waiting.withLock { Array($0.values) } }
}
