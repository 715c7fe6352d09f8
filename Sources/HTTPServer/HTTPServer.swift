internal import Glibc
internal import Synchronization

/// An HTTP/1.1 server: one reactor a core on one shared port; knows nothing of what it serves.
package final class HTTPServer: Sendable {
    /// Where it listens; the port that the system chose if none was asked for.
    package let port: UInt16

    private let deadlines: DeadlineTable
    /// Empty once the server has stopped.
    private let reactors: Mutex<[ReactorReference]>

    private struct ReactorReference: @unchecked Sendable {
        // Sound because other threads only start and stop the reactor, one at a time under the lock above, and read its
        // atomic values; everything else of it happens on its own thread.
        let reactor: Reactor
    }

    /// Listens and serves at once. The process ignores SIGPIPE from then on, and may open more files than before.
    ///
    /// - Parameter makeHandler: called once a reactor with its number.
    /// - Throws: `HTTPServerError` when the address cannot be used; nothing is left running then.
    package init(
        _ configuration: HTTPServerConfiguration, makeHandler: (Int) -> any HTTPHandler
    ) throws(HTTPServerError) {
        precondition((1...Limits.reactorsMax).contains(configuration.reactors))
        // A client that is gone shows as an error of the write to it, not as the end of the process.
        signal(SIGPIPE, SIG_IGN)
        var configuration = configuration
        configuration.connectionsMax = DescriptorBudget.connections(
            wanted: configuration.connectionsMax, reactors: configuration.reactors)
        let sockets = try Self.listen(configuration)
        port = sockets[0].port
        deadlines = DeadlineTable(descriptors: DescriptorBudget.descriptors)
        var started: [ReactorReference] = []
        for (index, socket) in sockets.enumerated() {
            do throws(HTTPServerError) {
                let reactor = try Reactor(
                    configuration, socket: socket, handler: makeHandler(index),
                    deadlines: deadlines)
                started.append(ReactorReference(reactor: reactor))
            } catch {
                for reference in started { reference.reactor.stop() }
                for socket in sockets[index...] { close(socket.descriptor) }
                throw error
            }
        }
        reactors = Mutex(started)
        Self.startSweeping(deadlines, started.map(\.reactor.parked))
    }

    deinit {
        stop()
    }

    private static func listen(_ configuration: HTTPServerConfiguration) throws(HTTPServerError)
        -> [ListeningSocket]
    {
        let isShared = configuration.reactors > 1
        if isShared, configuration.port != 0 {
            // A shared port would also be shared with another server that is running already.
            let probe = try ListeningSocket(
                host: configuration.host, port: configuration.port, isShared: false)
            close(probe.descriptor)
        }
        var sockets: [ListeningSocket] = []
        for _ in 0..<configuration.reactors {
            do throws(HTTPServerError) {
                sockets.append(
                    try ListeningSocket(
                        host: configuration.host, port: sockets.first?.port ?? configuration.port,
                        isShared: isShared))
            } catch {
                for socket in sockets { close(socket.descriptor) }
                throw error
            }
        }
        return sockets
    }

    /// A thread that ends what takes too long; it keeps only what it is given, and ends with `DeadlineTable.end`.
    private static func startSweeping(_ deadlines: DeadlineTable, _ parked: [ParkedAnswers]) {
        ThreadStarter.start {
            deadlines.sweepUntilEnd {
                for answers in parked {
                    for answer in answers.overdue(at: deadlines.now) {
                        answer.resume(with: Refusal.answerOverdue.response)
                    }
                }
            }
        }
    }

    /// Takes no new connections; new requests on those that are open get 503, as do answers that are deferred from now on.
    ///
    /// Requests that the handlers have had are answered as usual. Returns at once.
    package func stopAccepting() {
        reactors.withLock { for reference in $0 { reference.reactor.stopAccepting() } }
    }

    /// Ends everything, after the answers that are still owed were given; those that nobody gives become 503.
    ///
    /// Takes up to two graces of two seconds: for those who owe answers, then for clients that read slowly.
    package func stop() {
        reactors.withLock { references in
            let running = references.map(\.reactor)
            references = []
            for reactor in running { reactor.stopAccepting() }
            Self.wait(atMost: Limits.stopGraceMilliseconds) {
                running.allSatisfy { $0.parked.count == 0 }
            }
            for answer in running.flatMap(\.parked.all) {
                answer.resume(with: Refusal.stopping.response)
            }
            // Every answer is given now, by us or by a thread that is about to resume its connection, and no new one can be
            // owed. The library aborts the process if it is stopped with a suspended connection, so this has no limit.
            Self.wait(atMost: .max) { running.allSatisfy { $0.parked.count == 0 } }
            Self.wait(atMost: Limits.stopGraceMilliseconds) {
                running.allSatisfy { $0.requestsInFlight == 0 }
            }
            deadlines.end()
            for reactor in running { reactor.stop() }
        }
    }

    /// Looks every millisecond whether `condition` holds.
    private static func wait(atMost milliseconds: Int, until condition: () -> Bool) {
        var waited = 0
        while waited < milliseconds, !condition() {
            usleep(1000)
            waited += 1
        }
    }
}
