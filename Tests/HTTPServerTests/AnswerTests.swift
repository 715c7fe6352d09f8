import Foundation
import HTTPServer
import TestSupport
import Testing

@Suite("What answers look like")
struct AnswerTests {
    /// The answer that a server gives to everything.
    private static func reply(
        of response: HTTPResponse, to request: String = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    ) throws -> HTTPReply {
        let server = try HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0)) { _ in
            ClosureHandler { $0.respond(response) }
        }
        defer { server.stop() }
        let client = try RawClient(port: server.port)
        try client.send(request)
        return try client.receive(isHead: request.hasPrefix("HEAD"))
    }

    @Test("Status, type, headers and body arrive as they were given, and nothing may be guessed")
    func plain() throws {
        let reply = try Self.reply(
            of: HTTPResponse(
                status: 201, contentType: "text/css",
                headers: [("X-Long-Header-Name-Beyond-Small", String(repeating: "é", count: 99))],
                body: Array("body".utf8)))
        #expect(reply.status == 201)
        #expect(reply["content-type"] == "text/css")
        #expect(reply["x-content-type-options"] == "nosniff")
        #expect(reply["x-long-header-name-beyond-small"] == String(repeating: "é", count: 99))
        #expect(reply.text == "body")
    }

    @Test("A body without a type is bytes; a type among the headers counts; no body needs none")
    func types() throws {
        let body = Array("b".utf8)
        let untyped = try Self.reply(of: HTTPResponse(status: 200, body: body))
        #expect(untyped["content-type"] == "application/octet-stream")
        for name in ["Content-Type", "content-type"] {
            let typed = try Self.reply(
                of: HTTPResponse(status: 200, headers: [(name, "image/png")], body: body))
            let types = typed.headers.filter { $0.name == "content-type" }
            #expect(types.map(\.value) == ["image/png"])
        }
        #expect(try Self.reply(of: HTTPResponse(status: 204))["content-type"] == nil)
    }

    @Test("A body that is written in place is the same as one that is copied, full or not")
    func writtenInPlace() throws {
        for count in [0, 1, 500] {
            let response = HTTPResponse(
                status: 200, contentType: "text/plain", bodyCapacity: 500
            ) { span in
                for index in 0..<count { span.append(UInt8(97 + index % 26)) }
            }
            let expected = (0..<count).map { UInt8(97 + $0 % 26) }
            #expect(try Self.reply(of: response).body == expected)
        }
    }

    @Test("HEAD gets the headers of the body that is not sent")
    func headOnly() throws {
        let response = HTTPResponse(
            status: 200, contentType: "text/plain", body: Array("12345".utf8))
        let reply = try Self.reply(of: response, to: "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(reply["content-length"] == "5")
        #expect(reply["content-type"] == "text/plain")
    }

    @Test("A header that would begin another one cannot be made")
    func injection() async {
        await #expect(processExitsWith: .failure) {
            _ = HTTPResponse(status: 302, headers: [("Location", "/a\r\nSet-Cookie: b")])
        }
        await #expect(processExitsWith: .failure) {
            _ = HTTPResponse(status: 302, headers: [("Location", "/a\0b")])
        }
        await #expect(processExitsWith: .failure) {
            _ = HTTPResponse(status: 302, headers: [("X: y", "z")])
        }
    }

    @Test("An answer that was given before the server came is the same on every connection")
    func shared() throws {
        let response = HTTPResponse(
            status: 200, contentType: "text/plain", body: Array(repeating: 120, count: 70_000))
        let server = try HTTPServer(
            HTTPServerConfiguration(host: "127.0.0.1", port: 0, reactors: 2)
        ) { _ in ClosureHandler { $0.respond(response) } }
        defer { server.stop() }
        let wrong = Shared(0)
        Crowd.run(8) { _ in
            for _ in 0..<20 {
                let client = try? RawClient(port: server.port)
                try? client?.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let reply = try? client?.receive()
                if reply?.body.count != 70_000 { wrong.change { $0 += 1 } }
            }
        }
        #expect(wrong.value == 0)
    }

    @Test("Path, query, body and the client's address can be had as bytes")
    func requestBytes() throws {
        let server = try HTTPServer(HTTPServerConfiguration(host: "localhost", port: 0)) { _ in
            ClosureHandler { exchange in
                var text = "\(exchange.peer.family) \(exchange.peer.bytes) "
                exchange.withPath { text += "\($0.count) " }
                exchange.withQuery { text += "\($0.count) " }
                text += "\(exchange.body.count)"
                exchange.respond(TestServer.text(text))
            }
        }
        defer { server.stop() }
        for (target, path, query) in [
            ("/ab?c", 3, 1), ("/ab?", 3, 0), ("/", 1, 0), ("/?a?b", 1, 3),
        ] {
            let client = try RawClient(port: server.port)
            try client.send(
                "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy")
            #expect(try client.receive().text == "ipv4 [127, 0, 0, 1] \(path) \(query) 2")
        }
    }

    @Test(
        "What the server refuses by itself is a problem document with a stable code",
        arguments: [
            ("GET /\(String(repeating: "a", count: 8192)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 12_300))\r\n\r\n",
                431
            ),
            (
                "GET / HTTP/1.1\r\nHost: a\r\n"
                    + String(repeating: "X: 1\r\n", count: 100) + "\r\n", 431
            ),
            ("GET / HTTP/1.1\r\n\r\n", 400), ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413),
        ])
    func problems(_ request: String, _ status: Int) throws {
        let reply = try TestServer().answer(to: request)
        #expect(reply.status == status)
        #expect(reply["content-type"] == "application/problem+json")
        #expect(reply["x-content-type-options"] == "nosniff")
        #expect(reply["cache-control"] == "no-store")
        let problem = try #require(
            try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any])
        #expect(problem["status"] as? Int == status)
        #expect(problem["type"] as? String == "about:blank")
        #expect(problem["title"] as? String != "")
        #expect((problem["code"] as? String)?.isEmpty == false)
    }

    @Test("Headers up to the limits are taken: 8 KiB of address, 100 lines, 12 KiB in all")
    func limits() throws {
        let server = try TestServer()
        let address = "/" + String(repeating: "a", count: 8191)
        #expect(
            try server.answer(to: "GET \(address) HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        let lines = (0..<99).map { "X-\($0): 1\r\n" }.joined()
        #expect(
            try server.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n").status == 200)
        let cookie = "Cookie: " + String(repeating: "a=b; ", count: 20)
        let rest = String(repeating: "r", count: 12_000)
        #expect(
            try server.answer(
                to: "GET / HTTP/1.1\r\nHost: a\r\n\(cookie)\r\nX: \(rest)\r\n\r\n"
            ).status == 200)
    }
}

/// Answers as a closure says.
final class ClosureHandler: HTTPHandler {
    private let answer: (HTTPExchange) -> Void

    init(_ answer: @escaping (HTTPExchange) -> Void) {
        self.answer = answer
    }

    func handle(_ exchange: HTTPExchange) { answer(exchange) }
}
