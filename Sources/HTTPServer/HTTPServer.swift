internal import Glibc
internal import Synchronization

/// An HTTP/1.1 server: one reactor a core on one shared port; knows nothing of what it serves.
package final class HTTPServer: Sendable {
    /// Where it listens; the port that the system chose if none was asked for.
    package let port: UInt16

    private static let sweepMilliseconds: UInt32 = 500
    /// How long the owner has to give the answers it still owes, in steps of 10 ms.
    private static let graceSteps = 200

    /// Only touched by `init`, `stopAccepting` and `stop`, under the lock.
    private let reactors: Mutex<[ReactorReference]>
    private let deferredAnswers = DeferredAnswers()
    private let isStopped = Atomic(false)

    /// A reactor may be started and stopped from any thread; everything else of it happens on its own.
    private struct ReactorReference: @unchecked Sendable {
        // Sound because the library's start, quiesce and stop calls are the only uses, one at a time under the lock.
        let reactor: Reactor
    }

    /// Listens and serves at once.
    ///
    /// - Parameter makeHandler: called once a reactor with its number.
    /// - Throws: `HTTPServerError` when the address cannot be used.
    package init(
        _ configuration: HTTPServerConfiguration, makeHandler: (Int) -> any HTTPHandler
    ) throws(HTTPServerError) {
        signal(SIGPIPE, SIG_IGN)
        Self.limitDescriptors()
        let sockets = try Self.listen(configuration)
        port = sockets[0].port
        let deadlines = DeadlineTable()
        var started: [ReactorReference] = []
        for (index, socket) in sockets.enumerated() {
            started.append(
                ReactorReference(
                    reactor: try Reactor(
                        configuration, socket: socket, handler: makeHandler(index),
                        deadlines: deadlines, deferredAnswers: deferredAnswers)))
        }
        reactors = Mutex(started)
        startSweeping(deadlines)
    }

    /// Lets the process have as many connections as it may, and none without a deadline.
    private static func limitDescriptors() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(DeadlineTable.descriptorsMax))
        setrlimit(resource, &limit)
    }

    private static func listen(_ configuration: HTTPServerConfiguration) throws(HTTPServerError)
        -> [ListeningSocket]
    {
        precondition((1...HTTPServerConfiguration.reactorsMax).contains(configuration.reactors))
        let isShared = configuration.reactors > 1
        if isShared, configuration.port != 0 {
            // A shared port would also be shared with another server that is running already.
            let probe = try ListeningSocket(
                host: configuration.host, port: configuration.port, isShared: false)
            close(probe.descriptor)
        }
        var sockets: [ListeningSocket] = []
        for _ in 0..<configuration.reactors {
            sockets.append(
                try ListeningSocket(
                    host: configuration.host, port: sockets.first?.port ?? configuration.port,
                    isShared: isShared))
        }
        return sockets
    }

    private func startSweeping(_ deadlines: DeadlineTable) {
        ThreadStarter.start { [weak self] in
            while let server = self, !server.isStopped.load(ordering: .acquiring) {
                deadlines.sweep()
                usleep(Self.sweepMilliseconds * 1000)
            }
        }
    }

    /// Takes no new connections and no new requests: these are answered 503, and the connection ends.
    ///
    /// The answers that are owed can still be given.
    package func stopAccepting() {
        deferredAnswers.close()
        reactors.withLock { for reference in $0 { reference.reactor.stopAccepting() } }
    }

    /// Ends everything, after the answers that are still owed were given; those that nobody gives become 503.
    package func stop() {
        deferredAnswers.close()
        for _ in 0..<Self.graceSteps where !deferredAnswers.isEmpty { usleep(10_000) }
        for answer in deferredAnswers.all { answer.resume(with: Refusal.unavailable.response) }
        // What was resumed last still has to be sent.
        usleep(100_000)
        isStopped.store(true, ordering: .releasing)
        reactors.withLock { references in
            for reference in references { reference.reactor.stop() }
            references.removeAll()
        }
    }
}
