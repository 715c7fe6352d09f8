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

    /// The request's path as it was sent, percent-encoded, without the query.
    package var path: Substring { connection.path }

    /// The query as it was sent; empty when there is none.
    package var query: Substring { connection.query }

    /// The body; empty without one.
    package var body: [UInt8] { connection.body }

    /// The value of a header; nil when it was not sent.
    ///
    /// - Parameter name: in any case; of a header that was sent twice the first is found.
    /// - Complexity: O(headers).
    package func header(_ name: StaticString) -> String? { connection.header(name) }

    /// Sends the answer.
    package func respond(_ response: HTTPResponse) { connection.respond(response) }

    /// Holds the answer back; the reactor goes on with other requests meanwhile.
    package func deferAnswer() -> DeferredAnswer { connection.deferAnswer() }
}
