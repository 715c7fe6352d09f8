internal import CMicroHTTPD
internal import Glibc

/// One thread of the library with its own connections and its own handler.
final class Reactor {
    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let deadlines: DeadlineTable
    let deferredAnswers: DeferredAnswers
    private var daemon: OpaquePointer?

    /// Starts serving at once.
    init(
        _ configuration: HTTPServerConfiguration, socket: ListeningSocket,
        handler: any HTTPHandler, deadlines: DeadlineTable, deferredAnswers: DeferredAnswers
    ) throws(HTTPServerError) {
        self.configuration = configuration
        self.handler = handler
        self.deadlines = deadlines
        self.deferredAnswers = deferredAnswers
        var settings = broadside_daemon_settings()
        settings.listen_socket = socket.descriptor
        settings.connection_limit = configuration.connectionsMax
        settings.per_address_limit = configuration.connectionsPerAddressMax
        settings.idle_seconds = configuration.deadlines.headers
        settings.connection_memory = HTTPServerConfiguration.connectionMemory
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

    /// Takes no new connections.
    func stopAccepting() {
        guard let daemon else { return }
        let socket = MHD_quiesce_daemon(daemon)
        if socket >= 0 { close(socket) }
    }

    /// Ends all connections; no answer may be owed any more.
    func stop() {
        guard let daemon else { return }
        MHD_stop_daemon(daemon)
        self.daemon = nil
    }
}

private func reactor(_ context: UnsafeMutableRawPointer?) -> Reactor? {
    context.map { Unmanaged<Reactor>.fromOpaque($0).takeUnretainedValue() }
}

private func connection(_ handle: OpaquePointer?) -> Connection? {
    broadside_socket_context(handle).map {
        Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue()
    }
}

/// The library tells of a connection's start and end; in between it holds one reference to our object.
private func changeConnection(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _ socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ change: MHD_ConnectionNotificationCode
) {
    guard let reactor = reactor(context), let socketContext else { return }
    switch change {
    case .CONNECTION_NOTIFY_STARTED:
        let descriptor = broadside_connection_socket(handle)
        let connection = Connection(descriptor: descriptor, reactor: reactor)
        socketContext.pointee = Unmanaged.passRetained(connection).toOpaque()
        reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.headers)
    case .CONNECTION_NOTIFY_CLOSED:
        guard let pointer = socketContext.pointee else { return }
        let connection = Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue()
        reactor.deadlines.forget(connection.descriptor)
        socketContext.pointee = nil
    @unknown default: break
    }
}

private func beginRequest(
    _: UnsafeMutableRawPointer?, _ uri: UnsafePointer<CChar>?, _ handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    connection(handle)?.begin(uri: uri)
    return nil
}

private func handleRequest(
    _: UnsafeMutableRawPointer?, _ handle: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?,
    _ upload: UnsafePointer<CChar>?, _ uploadBytes: UnsafeMutablePointer<Int>?,
    _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let handle, let uploadBytes, let connection = connection(handle) else { return .NO }
    return connection.advance(
        handle, method: method, version: version, upload: upload, uploadBytes: uploadBytes)
}

private func completeRequest(
    _: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _: MHD_RequestTerminationCode
) {
    connection(handle)?.complete()
}

/// Paths and queries are kept as they were sent; the application decodes them itself, once.
private func keepEscapes(
    _: UnsafeMutableRawPointer?, _: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?
) -> Int {
    text.map { strlen($0) } ?? 0
}
