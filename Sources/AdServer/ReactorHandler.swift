internal import Catalog
internal import Chronology
internal import Consent
internal import Decisioning
package import HTTPServer
internal import Pacing

/// What all reactors share, and nothing in it changes without a lock or an atomic operation.
package struct ServerParts: Sendable {
    let shelf: BookShelf
    let keeper: BookKeeper
    let ledger: DeliveryLedger
    let recorder: Recorder
    let codec: TokenCodec
    let metrics: ServerMetrics
    let demo: StaticSite?
    let epoch: Int64
    let clock: @Sendable () -> Instant
}

/// One reactor's application: routes each request, and owns all that a decision needs.
package final class ReactorHandler: HTTPHandler {
    let parts: ServerParts
    let inbox: RecorderInbox
    private var generation: UInt64 = 0
    private(set) var book: ServingBook
    var decider: Decider
    var answer = AdAnswerWriter()
    private var nextSerial: Int64
    let constants: ConstantResponses

    package init(_ parts: ServerParts, reactor: Int, seed: UInt64) {
        self.parts = parts
        inbox = parts.recorder.inbox(of: reactor)
        book = parts.shelf.current
        decider = Decider(seed: seed)
        nextSerial = TokenSerial.first(epoch: parts.epoch, reactor: reactor)
        constants = ConstantResponses()
    }

    package func handle(_ exchange: HTTPExchange) {
        let generation = parts.shelf.generation
        if generation != self.generation {
            self.generation = generation
            book = parts.shelf.current
        }
        route(exchange)
    }

    /// A number that no other ad of this data directory has.
    func takeSerial() -> Int64 {
        defer { nextSerial += 1 }
        return nextSerial
    }

    private func route(_ exchange: HTTPExchange) {
        let path = exchange.path
        switch path {
        case "/v1/ads": ads(exchange)
        case "/v1/impression": beacon(.impression, exchange)
        case "/v1/viewable": beacon(.viewable, exchange)
        case "/v1/click": click(exchange)
        case "/tag.js": file(exchange, constants.tag)
        case "/livez": file(exchange, constants.alive)
        case "/readyz": read(exchange) { readiness() }
        case "/metrics": read(exchange) { metricsPage() }
        case "/demo": read(exchange) { constants.toDemo }
        case "/demo/explain": explainDemo(exchange)
        case "/": read(exchange) { parts.demo == nil ? constants.notFound : constants.toDemo }
        default:
            if path.hasPrefix("/creatives/") {
                creative(exchange, String(path.dropFirst("/creatives/".count)))
            } else if path.hasPrefix("/demo/") {
                demo(exchange, path.dropFirst("/demo/".count))
            } else {
                exchange.respond(constants.notFound)
            }
        }
    }

    /// Answers GET and HEAD with what `make` returns.
    func read(_ exchange: HTTPExchange, _ make: () -> HTTPResponse) {
        guard exchange.method == .get || exchange.method == .head else {
            exchange.respond(constants.methodNotAllowed)
            return
        }
        exchange.respond(make())
    }

    func file(_ exchange: HTTPExchange, _ response: HTTPResponse) {
        read(exchange) { response }
    }

    /// Answers with a problem, readable by the page that asked.
    func refuse(_ exchange: HTTPExchange, _ problem: Problem) {
        parts.metrics.count(problem)
        exchange.respond(Self.response(problem, headers: crossOrigin(exchange)))
    }

    static func response(_ problem: Problem, headers: [(String, String)] = []) -> HTTPResponse {
        var headers = headers + [("Cache-Control", "no-store")]
        if problem.status == 503 { headers.append(("Retry-After", "1")) }
        return HTTPResponse(
            status: problem.status, contentType: "application/problem+json", headers: headers,
            body: problem.body)
    }

    /// The headers that let a page of the site's origins read an answer; none for other pages.
    func crossOrigin(_ exchange: HTTPExchange) -> [(String, String)] {
        guard let origin = exchange.header("Origin") else { return [] }
        guard book.catalog.site.origins.contains(origin) else { return [("Vary", "Origin")] }
        return [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]
    }

    /// Answers a browser's question whether a page may call (CORS preflight).
    func preflight(_ exchange: HTTPExchange, methods: String) {
        let allowed = crossOrigin(exchange)
        exchange.respond(
            HTTPResponse(
                status: 204,
                headers: allowed + [
                    ("Access-Control-Allow-Methods", methods),
                    ("Access-Control-Allow-Headers", "Content-Type"),
                    ("Access-Control-Max-Age", "86400"),
                ]))
    }
}

/// Answers that never change; each reactor has its own, so that their reference counts are not shared between cores.
struct ConstantResponses {
    let notFound = ReactorHandler.response(.notFound)
    let methodNotAllowed = HTTPResponse(
        status: 405, contentType: "application/problem+json",
        headers: [("Allow", "GET, HEAD, POST, OPTIONS"), ("Cache-Control", "no-store")],
        body: Problem.methodNotAllowed.body)
    let alive = HTTPResponse(
        status: 200, contentType: "text/plain; charset=utf-8",
        headers: [("Cache-Control", "no-store")], body: Array("alive\n".utf8))
    let toDemo = HTTPResponse(
        status: 302, headers: [("Location", "/demo/"), ("Cache-Control", "no-store")])
    let tag = HTTPResponse(
        status: 200, contentType: "text/javascript; charset=utf-8",
        headers: [
            ("Cache-Control", "public, max-age=3600"), ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ], body: PageTag.script)
}
