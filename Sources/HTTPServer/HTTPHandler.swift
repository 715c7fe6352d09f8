/// What an application does with a request; one object a reactor.
///
/// Called on the reactor's own thread, one request at a time, so that its state needs no lock.
package protocol HTTPHandler: AnyObject {
    /// Answers a request, now with `respond` or later with `deferAnswer`; exactly one of both.
    func handle(_ exchange: HTTPExchange)
}

/// One request and the way to answer it; valid within `HTTPHandler.handle` only.
package struct HTTPExchange {
    let connection: Connection

    package var method: HTTPMethod { connection.method }

    /// The request's path as it was sent, percent-encoded, without the query; visible ASCII, begins with a slash.
    ///
    /// - Complexity: O(length); allocates from 16 bytes on.
    package var path: Substring { connection.path }

    /// The query as it was sent; visible ASCII, empty when there is none.
    ///
    /// - Complexity: O(length); allocates from 16 bytes on.
    package var query: Substring { connection.query }

    /// The bytes of `path`.
    package func withPath<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let target = connection.target
        return try body(target.span.extracting(connection.pathRange))
    }

    /// The bytes of `query`.
    package func withQuery<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let target = connection.target
        return try body(target.span.extracting(connection.queryRange))
    }

    /// The body; empty without one.
    ///
    /// - Complexity: O(1); shares the connection's buffer, which the next request uses again unless this is kept.
    package var body: [UInt8] { connection.body }

    /// The value of a header; nil when it was not sent.
    ///
    /// - Parameter name: in any case; of a header that was sent twice the first is found.
    /// - Complexity: O(headers); allocates from 16 bytes on.
    package func header(_ name: StaticString) -> String? { connection.header(name) }

    /// Where the request comes from: a client, or the proxy before the server.
    package var peer: PeerAddress { connection.peer }

    /// Sends the answer.
    package func respond(_ response: HTTPResponse) { connection.respond(response) }

    /// Holds the answer back; the reactor goes on with other requests meanwhile.
    ///
    /// - Complexity: one allocation and two uncontended locks.
    package func deferAnswer() -> DeferredAnswer { connection.deferAnswer() }
}
