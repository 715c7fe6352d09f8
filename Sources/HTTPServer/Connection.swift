internal import CMicroHTTPD
internal import Glibc

/// One client's connection and the request that is under way on it; used over again for each request.
///
/// Lives on its reactor's thread.
final class Connection {
    private enum Phase {
        /// The request line is read, the headers are not.
        case headers
        /// Headers are accepted; body bytes may come.
        case body
        /// The application has the request and has not answered yet.
        case handling
        case parked(DeferredAnswer)
        case answered
    }

    let descriptor: Int32
    private unowned let reactor: Reactor
    private var handle: OpaquePointer?
    private var phase = Phase.headers
    private var uri = ""
    private(set) var method = HTTPMethod.other
    private(set) var body: [UInt8] = []
    /// Bytes of the body that came, also of one that is too large and not kept.
    private var bodyBytes = 0
    private(set) var path: Substring = ""
    private(set) var query: Substring = ""

    init(descriptor: Int32, reactor: Reactor) {
        self.descriptor = descriptor
        self.reactor = reactor
    }

    /// A new request begins: only its first line is known.
    func begin(uri: UnsafePointer<CChar>?) {
        phase = .headers
        body.removeAll(keepingCapacity: true)
        bodyBytes = 0
        self.uri = uri.map { String(cString: $0) } ?? ""
    }

    /// One call of the library: headers are complete, or body bytes came, or the request is complete, or it was resumed.
    func advance(
        _ handle: OpaquePointer, method name: UnsafePointer<CChar>?,
        version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
        uploadBytes: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        self.handle = handle
        switch phase {
        case .headers: return acceptHeaders(HTTPMethod(name), version)
        case .body:
            if uploadBytes.pointee > 0 { return take(upload, uploadBytes) }
            if bodyBytes > reactor.configuration.bodyBytesMax {
                return send(Refusal.bodyTooLarge.response)
            }
            phase = .handling
            reactor.deadlines.disarm(descriptor)
            reactor.handler.handle(HTTPExchange(connection: self))
            if case .handling = phase {
                preconditionFailure("the handler gave no answer to \(path)")
            }
            return .YES
        case .parked(let answer):
            guard let response = answer.response else { return .YES }
            return send(response)
        case .handling, .answered: return .YES
        }
    }

    private func acceptHeaders(_ method: HTTPMethod, _ version: UnsafePointer<CChar>?)
        -> MHD_Result
    {
        self.method = method
        guard let handle else { return .NO }
        if reactor.deferredAnswers.isClosed { return send(Refusal.unavailable.response) }
        let gate = RequestGate(handle)
        if let refusal = gate.refusal(
            method, version, bodyBytesMax: reactor.configuration.bodyBytesMax)
        {
            // A client that is sending already hears the answer only after its last byte.
            let isWorthDropping =
                refusal == .bodyTooLarge && !gate.isWaitingToSend
                && (gate.contentLength ?? 0) <= HTTPServerConfiguration.droppedBytesMax
            if !isWorthDropping { return send(refusal.response) }
        }
        guard uri.first == "/", uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return send(Refusal.badRequest.response)
        }
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts[0]
        query = parts.count > 1 ? parts[1] : ""
        phase = .body
        if method.mayHaveBody {
            reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.body)
        }
        return .YES
    }

    private func take(_ upload: UnsafePointer<CChar>?, _ uploadBytes: UnsafeMutablePointer<Int>)
        -> MHD_Result
    {
        let count = uploadBytes.pointee
        uploadBytes.pointee = 0
        bodyBytes += count
        if bodyBytes <= reactor.configuration.bodyBytesMax {
            body.append(contentsOf: UnsafeRawBufferPointer(start: upload, count: count))
            return .YES
        }
        // No answer can be queued in the middle of a body: the rest is dropped up to its end, where the client is told.
        body.removeAll()
        return bodyBytes <= HTTPServerConfiguration.droppedBytesMax ? .YES : .NO
    }

    private func send(_ response: HTTPResponse) -> MHD_Result {
        phase = .answered
        reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.write)
        return MHD_queue_response(handle, UInt32(response.status), response.handle)
    }

    // MARK: For the exchange

    func header(_ name: StaticString) -> String? {
        var value: UnsafePointer<CChar>?
        var count = 0
        let isFound = name.withUTF8Buffer { name in
            name.withMemoryRebound(to: CChar.self) { name in
                MHD_lookup_connection_value_n(
                    handle, .HEADER_KIND, name.baseAddress, name.count, &value, &count)
            }
        }
        guard isFound == .YES, let value else { return nil }
        return String(
            decoding: UnsafeRawBufferPointer(start: value, count: count), as: UTF8.self)
    }

    func respond(_ response: HTTPResponse) {
        guard case .handling = phase else {
            preconditionFailure("a request is answered twice")
        }
        _ = send(response)
    }

    func deferAnswer() -> DeferredAnswer {
        guard case .handling = phase, let handle else {
            preconditionFailure("only a request that waits for its answer can be deferred")
        }
        let answer = DeferredAnswer(connection: handle, registry: reactor.deferredAnswers)
        // Parked and suspended before anybody else can know of it: an answer that comes at once is not lost.
        phase = .parked(answer)
        let isOwed = reactor.deferredAnswers.insert(answer)
        MHD_suspend_connection(handle)
        // A connection that is still suspended when the library is stopped aborts the process.
        if !isOwed { answer.resume(with: Refusal.unavailable.response) }
        return answer
    }

    /// The request is over; the client may send the next one.
    func complete() {
        phase = .headers
        handle = nil
        if body.capacity > 65_536 { body = [] }
        reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.headers)
    }
}
