internal import CMicroHTTPD
internal import Synchronization

/// An answer that some thread gives later, once.
///
/// An answer that nobody gives becomes 503 when its deadline is over or the server stops.
package final class DeferredAnswer: Sendable {
    private enum Stage {
        static let waiting: UInt8 = 0
        /// The connection is suspended: whoever gives the answer must resume it.
        static let suspended: UInt8 = 1
        static let given: UInt8 = 2
    }

    private let stage = Atomic(Stage.waiting)
    private let answer = AtomicLazyReference<HTTPResponse>()
    /// Where `ParkedAnswers` keeps it; used under that object's lock only.
    let place = Atomic(0)
    /// Used only by the thread that moves `stage` from `suspended` to `given`: until that thread resumes it, once, the
    /// library keeps the connection, and it lets any thread resume it.
    private nonisolated(unsafe) let connection: OpaquePointer

    init(connection: OpaquePointer) {
        self.connection = connection
    }

    /// Gives the answer; only the first call counts. From any thread, also before the handler has returned.
    ///
    /// - Complexity: O(1); at times a short lock in the library and a write that wakes the reactor.
    package func resume(with response: HTTPResponse) {
        guard answer.storeIfNil(response) === response else { return }
        if stage.exchange(Stage.given, ordering: .acquiringAndReleasing) == Stage.suspended {
            MHD_resume_connection(connection)
        }
    }

    /// The answer, once it was given; for the reactor.
    var response: HTTPResponse? {
        stage.load(ordering: .acquiring) == Stage.given ? answer.load() : nil
    }

    /// The reactor has suspended the connection.
    ///
    /// - Returns: false when the answer was given before, so that nobody will resume the connection.
    func becomeSuspended() -> Bool {
        stage.compareExchange(
            expected: Stage.waiting, desired: Stage.suspended, ordering: .acquiringAndReleasing
        ).exchanged
    }
}
