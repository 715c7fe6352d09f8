internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// One thread of the library with its own connections and its own handler.
final class Reactor {
    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let deadlines: DeadlineTable
    let parked = ParkedAnswers()
    private let socket: ListeningSocket
    private let draining = Atomic(false)
    /// Requests that the application has had and that are not answered to the end; only the reactor's thread writes it.
    private let inFlight = Atomic<Int>(0)
    private var daemon: OpaquePointer?

    /// Starts serving at once; from then on the socket is the library's.
    ///
    /// - Throws: `HTTPServerError.cannotStart`.
    init(
        _ configuration: HTTPServerConfiguration, socket: ListeningSocket,
        handler: any HTTPHandler, deadlines: DeadlineTable
    ) throws(HTTPServerError) {
        self.configuration = configuration
        self.handler = handler
        self.deadlines = deadlines
        self.socket = socket
        var settings = broadside_daemon_settings()
        settings.listen_socket = socket.descriptor
        settings.connection_limit = configuration.connectionsMax
        settings.per_address_limit = configuration.connectionsPerAddressMax
        settings.connection_memory = Limits.connectionMemoryBytes
        // The daemon is stopped before this object goes, so the pointer outlives every callback.
        settings.context = Unmanaged.passUnretained(self).toOpaque()
        settings.handle = handleRequest
        settings.completed = completeRequest
        settings.connection_changed = changeConnection
        settings.request_line = beginRequest
        settings.unescape = keepEscapes
        let flags =
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_USE_TURBO.rawValue
            | MHD_ALLOW_SUSPEND_RESUME.rawValue
        daemon = broadside_start_daemon(flags, &settings)
        guard daemon != nil else { throw .cannotStart }
    }

    deinit {
        precondition(daemon == nil, "a reactor is let go while it runs")
    }

    /// Whether every new request is refused because the server stops; from any thread.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func countInFlight(_ change: Int) {
        inFlight.store(inFlight.load(ordering: .relaxed) + change, ordering: .releasing)
    }

    var requestsInFlight: Int { inFlight.load(ordering: .acquiring) }

    /// Takes no new connections and no new requests, and defers no more answers; may be called again.
    func stopAccepting() {
        guard let daemon else { return }
        broadside_stop_accepting(daemon, socket.descriptor)
        draining.store(true, ordering: .relaxed)
        parked.close()
    }

    /// Ends all connections; no answer may be owed any more.
    func stop() {
        guard let daemon else { return }
        MHD_stop_daemon(daemon)
        self.daemon = nil
    }
}

// MARK: What the library calls, on the reactor's thread

/// The object of the connection: the library holds a reference from the connection's start to its end, and all other
/// calls lie in between, so the reference needs not be counted again.
private func withConnection<Result>(
    _ handle: OpaquePointer?, _ body: (Connection) -> Result
) -> Result? {
    broadside_socket_context(handle).map {
        Unmanaged<Connection>.fromOpaque($0)._withUnsafeGuaranteedRef(body)
    }
}

private func changeConnection(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _ socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ change: MHD_ConnectionNotificationCode
) {
    guard let context, let socketContext else { return }
    switch change {
    case .CONNECTION_NOTIFY_STARTED:
        let reactor = Unmanaged<Reactor>.fromOpaque(context).takeUnretainedValue()
        let descriptor = broadside_connection_socket(handle)
        guard reactor.deadlines.watch(descriptor) else {
            shutdown(descriptor, Int32(SHUT_RDWR))
            return
        }
        reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.headers)
        let connection = Connection(descriptor: descriptor, reactor: reactor)
        socketContext.pointee = Unmanaged.passRetained(connection).toOpaque()
    case .CONNECTION_NOTIFY_CLOSED:
        guard let pointer = socketContext.pointee else { return }
        let connection = Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue()
        connection.close()
        socketContext.pointee = nil
    @unknown default: break
    }
}

private func beginRequest(
    _: UnsafeMutableRawPointer?, _ uri: UnsafePointer<CChar>?, _ handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    withConnection(handle) { $0.begin(target: uri) }
    return nil
}

private func handleRequest(
    _: UnsafeMutableRawPointer?, _ handle: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?,
    _ upload: UnsafePointer<CChar>?, _ uploadBytes: UnsafeMutablePointer<Int>?,
    _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let handle, let method, let version, let uploadBytes else { return .NO }
    return withConnection(handle) {
        $0.advance(
            handle, method: method, version: version, upload: upload, uploadBytes: uploadBytes)
    } ?? .NO
}

private func completeRequest(
    _: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _: MHD_RequestTerminationCode
) {
    withConnection(handle) { $0.complete() }
}

/// Paths and queries are kept as they were sent; the application decodes them itself, once.
private func keepEscapes(
    _: UnsafeMutableRawPointer?, _: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?
) -> Int {
    text.map { strlen($0) } ?? 0
}
