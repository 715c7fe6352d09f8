import HTTPServer
import TestSupport

/// A real server on a port of its own with a handler that shows what it was given.
final class TestServer: Sendable {
    let http: HTTPServer
    /// Answers that `/later` owes, in the order of the requests.
    let owed = Shared<[DeferredAnswer]>([])
    /// Requests that reached the handler, as `METHOD path`.
    let seen = Shared<[String]>([])

    var port: UInt16 { http.port }

    init(_ change: (inout HTTPServerConfiguration) -> Void = { _ in }) throws {
        var configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0)
        change(&configuration)
        let (owed, seen) = (owed, seen)
        http = try HTTPServer(configuration) { _ in ShowingHandler(owed: owed, seen: seen) }
    }

    deinit {
        http.stop()
    }

    func client(timeoutSeconds: Int = 20) throws -> RawClient {
        try RawClient(port: port, timeoutSeconds: timeoutSeconds)
    }

    /// The answer to one request on a connection of its own.
    func answer(to request: String) throws -> HTTPReply {
        let client = try client()
        try client.send(request)
        return try client.receive()
    }

    /// Waits until the handler owes a number of answers, and takes them.
    func takeOwed(_ count: Int) -> [DeferredAnswer] {
        guard Crowd.waits(until: { owed.value.count >= count }) else { return [] }
        return owed.change { owed in
            defer { owed = [] }
            return owed
        }
    }

    static func text(_ text: String) -> HTTPResponse {
        HTTPResponse(status: 200, contentType: "text/plain", body: Array(text.utf8))
    }
}

private final class ShowingHandler: HTTPHandler {
    private let owed: Shared<[DeferredAnswer]>
    private let seen: Shared<[String]>

    init(owed: Shared<[DeferredAnswer]>, seen: Shared<[String]>) {
        self.owed = owed
        self.seen = seen
    }

    func handle(_ exchange: HTTPExchange) {
        seen.change { $0.append("\(exchange.method) \(exchange.path)") }
        switch exchange.path {
        case "/later":
            let answer = exchange.deferAnswer()
            owed.change { $0.append(answer) }
        case "/at-once":
            // Answered before the handler has returned.
            exchange.deferAnswer().resume(with: TestServer.text("at once \(exchange.query)"))
        case "/race":
            // Answered by another thread while the handler returns.
            let answer = exchange.deferAnswer()
            let text = "race \(exchange.query)"
            ThreadStarter.start { answer.resume(with: TestServer.text(text)) }
        case "/header":
            exchange.respond(TestServer.text(exchange.header("X-Test") ?? "none"))
        default:
            let body = String(decoding: exchange.body, as: UTF8.self)
            exchange.respond(
                TestServer.text("\(exchange.method) \(exchange.path) \(exchange.query) \(body)"))
        }
    }
}
