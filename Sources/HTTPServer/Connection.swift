internal import CMicroHTTPD
internal import Glibc

/// One client's connection and the request that is under way on it; used over again for each request.
///
/// Lives on its reactor's thread.
final class Connection {
    private enum Phase {
        /// No request is under way.
        case idle
        /// The request line is read, the headers are not.
        case headers
        /// Headers are accepted; body bytes may come.
        case body
        /// The body is over the limit and is read only because no answer can be given before its end.
        case discarding
        /// The application has the request and has not answered yet.
        case handling
        case parked(DeferredAnswer)
        case answered
    }

    let descriptor: Int32
    private let reactor: Reactor
    private var handle: OpaquePointer?
    private var phase = Phase.idle
    /// Whether the application has had the request, and its answer is not sent yet.
    private var isInFlight = false
    private var isChunked = false
    /// Where the target lay in the library's memory; only to be compared with.
    private var targetAddress: UnsafeRawPointer?
    private var discardedBytes = 0

    private(set) var method = HTTPMethod.other
    /// Path and query as they were sent.
    private(set) var target: [UInt8] = []
    private(set) var body: [UInt8] = []
    private var pathBytes = 0

    init(descriptor: Int32, reactor: Reactor) {
        self.descriptor = descriptor
        self.reactor = reactor
    }

    /// A new request begins: only its first line is known.
    func begin(target text: UnsafePointer<CChar>?) {
        phase = .headers
        isChunked = false
        discardedBytes = 0
        if !body.isEmpty { body.removeAll(keepingCapacity: true) }
        target.removeAll(keepingCapacity: true)
        targetAddress = UnsafeRawPointer(text)
        if let text {
            // The library cuts this text up as soon as this call returns.
            target.append(contentsOf: UnsafeRawBufferPointer(start: text, count: strlen(text)))
        }
        reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.headers)
    }

    /// One call of the library: headers are complete, or body bytes came, or the request is complete, or it was resumed.
    func advance(
        _ handle: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        upload: UnsafePointer<CChar>?, uploadBytes: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        self.handle = handle
        switch phase {
        case .headers: return acceptHeaders(handle, method, version)
        case .body where uploadBytes.pointee > 0: take(upload, uploadBytes.pointee)
        case .body: return dispatch()
        case .discarding where uploadBytes.pointee > 0: discardedBytes += uploadBytes.pointee
        case .discarding: return send(Refusal.bodyTooLarge.response)
        case .parked(let answer): return settle(answer, handle)
        case .idle, .handling, .answered: return .YES
        }
        uploadBytes.pointee = 0
        let discardedMax = reactor.configuration.bodyBytesMax
            .multipliedReportingOverflow(by: Limits.discardedBodies)
        return discardedMax.overflow || discardedBytes <= discardedMax.partialValue ? .YES : .NO
    }

    private func acceptHeaders(
        _ handle: OpaquePointer, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
    ) -> MHD_Result {
        self.method = HTTPMethod(method)
        if let refusal = refusal(handle, method, version) { return send(refusal.response) }
        if self.method.mayHaveBody {
            reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.body)
        }
        phase = .body
        return .YES
    }

    private func refusal(
        _ handle: OpaquePointer, _ name: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
    ) -> Refusal? {
        if reactor.isDraining { return .stopping }
        if target.count > Limits.targetBytesMax { return .targetTooLong }
        var gate = RequestGate()
        let line = RequestGate.RequestLine(
            method: name, target: targetAddress, targetBytes: target.count, version: version)
        if let refusal = gate.refusal(
            of: handle, line, method, bodyBytesMax: reactor.configuration.bodyBytesMax)
        {
            return refusal
        }
        isChunked = gate.isChunked
        guard target.first == UInt8(ascii: "/"), target.withUnsafeBytes(HeaderBytes.areTarget)
        else {
            return .badTarget
        }
        pathBytes = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        return nil
    }

    private func take(_ upload: UnsafePointer<CChar>?, _ count: Int) {
        guard body.count + count <= reactor.configuration.bodyBytesMax else {
            discardedBytes = body.count + count
            body = []
            phase = .discarding
            return
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: upload, count: count))
    }

    /// The request is complete: it is the application's turn.
    private func dispatch() -> MHD_Result {
        if reactor.isDraining { return send(Refusal.stopping.response) }
        phase = .handling
        isInFlight = true
        reactor.countInFlight(+1)
        reactor.handler.handle(HTTPExchange(connection: self))
        if case .handling = phase {
            preconditionFailure("the handler gave no answer to \(path)")
        }
        return .YES
    }

    /// Sends a deferred answer if it was given, and otherwise suspends the connection until it is.
    ///
    /// The library calls here a second time, a turn of its loop after the handler has deferred the answer, and only now does
    /// the connection need to be suspended. Under load many answers are there by then. And the library no longer waits for
    /// the connection's socket: it would read there first when the connection is resumed, and drop a client that has ended
    /// its sending half.
    private func settle(_ answer: DeferredAnswer, _ handle: OpaquePointer) -> MHD_Result {
        if let response = answer.response {
            reactor.parked.remove(answer)
            return send(response)
        }
        MHD_suspend_connection(handle)
        // Given in between, by a thread that could not see that it has to resume.
        if !answer.becomeSuspended() { MHD_resume_connection(handle) }
        return .YES
    }

    private func send(_ response: HTTPResponse) -> MHD_Result {
        phase = .answered
        let extra = response.bodyBytes / Limits.slowestBytesPerSecond
        reactor.deadlines.arm(
            descriptor,
            seconds: UInt32(clamping: Int(reactor.configuration.deadlines.write) + extra))
        // How chunks were framed cannot be seen, so nothing that follows upon them can be trusted.
        let response = isChunked ? response.closing() : response
        return MHD_queue_response(handle, UInt32(response.status), response.handle)
    }

    /// The request is over, answered or not; the client may send the next one.
    func complete() {
        if case .parked(let answer) = phase { reactor.parked.remove(answer) }
        if isInFlight { reactor.countInFlight(-1) }
        isInFlight = false
        phase = .idle
        handle = nil
        if body.capacity > Limits.keptBodyBytes { body = [] }
        reactor.deadlines.arm(descriptor, seconds: reactor.configuration.deadlines.idle)
    }

    /// The connection is closed; its descriptor will be used again.
    func close() {
        reactor.deadlines.forget(descriptor)
    }

    // MARK: For the exchange

    var pathRange: Range<Int> { 0..<pathBytes }
    var queryRange: Range<Int> { min(pathBytes + 1, target.count)..<target.count }
    var path: Substring { text(pathRange) }
    var query: Substring { text(queryRange) }

    private func text(_ range: Range<Int>) -> Substring {
        target.withUnsafeBytes { Substring(String(decoding: $0[range], as: UTF8.self)) }
    }

    var peer: PeerAddress { PeerAddress(handle.flatMap { broadside_peer($0) }) }

    func header(_ name: StaticString) -> String? {
        var value: UnsafePointer<CChar>?
        var count = 0
        let isFound = MHD_lookup_connection_value_n(
            handle, .HEADER_KIND,
            UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
            name.utf8CodeUnitCount, &value, &count)
        guard isFound == .YES, let value else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: value, count: count), as: UTF8.self)
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
        let answer = DeferredAnswer(connection: handle)
        phase = .parked(answer)
        reactor.deadlines.disarm(descriptor)
        let isOpen = reactor.parked.insert(
            answer, deadline: reactor.deadlines.tick(after: reactor.configuration.deadlines.answer))
        if !isOpen { answer.resume(with: Refusal.stopping.response) }
        return answer
    }
}
