import Foundation
import HTTPServer
import TestSupport
import Testing

@Suite("What begins also ends")
struct LifetimeTests {
    private static let request = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(
        "A stopped server lets go of its handlers, and of answers and clients that were still there"
    )
    func nothingIsKept() throws {
        let owed = Shared<[DeferredAnswer]>([])
        weak var handler: ClosureHandler?
        weak var kept: HTTPResponse?
        weak var deferred: DeferredAnswer?
        do {
            let response = TestServer.text("answer")
            let server = try HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0)) { _ in
                let made = ClosureHandler { exchange in
                    if exchange.path == "/later" {
                        let answer = exchange.deferAnswer()
                        owed.change { $0.append(answer) }
                    } else {
                        exchange.respond(response)
                    }
                }
                handler = made
                return made
            }
            let (served, vanishing, waiting) = (
                try RawClient(port: server.port), try RawClient(port: server.port),
                try RawClient(port: server.port)
            )
            try served.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try served.receive().status == 200)
            try vanishing.send(Self.request)
            try waiting.send(Self.request)
            #expect(Crowd.waits { owed.value.count == 2 })
            vanishing.reset()
            for answer in owed.value { answer.resume(with: response) }
            #expect(try waiting.receive().text == "answer")
            kept = response
            deferred = owed.value.first
            #expect(handler != nil && kept != nil && deferred != nil)
            owed.change { $0 = [] }
            server.stop()
        }
        #expect(handler == nil)
        #expect(kept == nil)
        #expect(deferred == nil)
    }

    @Test("A server that is let go without a word stops by itself, also with answers owed")
    func letGo() throws {
        let owed = Shared<[DeferredAnswer]>([])
        var server: HTTPServer? = try HTTPServer(
            HTTPServerConfiguration(host: "127.0.0.1", port: 0)
        ) { _ in
            ClosureHandler { exchange in
                let answer = exchange.deferAnswer()
                owed.change { $0.append(answer) }
            }
        }
        let client = try RawClient(port: try #require(server?.port))
        try client.send(Self.request)
        #expect(Crowd.waits { owed.value.count == 1 })
        server = nil
        #expect(try client.receive().status == 503)
        #expect(client.isClosedByServer())
    }

    @Test("Stopping again, and accepting no more again, changes nothing")
    func twice() throws {
        let server = try TestServer()
        server.http.stopAccepting()
        server.http.stopAccepting()
        server.http.stop()
        server.http.stop()
        server.http.stopAccepting()
        #expect(throws: RawClient.Failure.self) { try server.client() }
    }

    @Test(
        "No new connections come once they are no longer accepted, and open ones are told at once")
    func draining() throws {
        let server = try TestServer { $0.reactors = 2 }
        let open = try (0..<8).map { _ in try server.client() }
        for client in open {
            try client.send("GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.receive().status == 200)
        }
        server.http.stopAccepting()
        #expect(throws: RawClient.Failure.self) { try server.client() }
        for client in open {
            try client.send("GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
            let reply = try client.receive()
            #expect(reply.status == 503)
            #expect(reply.text.contains("\"code\":\"stopping\""))
            #expect(client.isClosedByServer())
        }
    }

    @Test("A server can be stopped at any moment of its traffic, a hundred times")
    func stopAnywhere() throws {
        for round in 0..<100 {
            let server = try TestServer { $0.reactors = 2 }
            let port = server.port
            let isOver = Shared(false)
            let group = DispatchGroup()
            for path in ["/p", "/race", "/at-once", "/p"] {
                group.enter()
                ThreadStarter.start {
                    while !isOver.value, let client = try? RawClient(port: port, timeoutSeconds: 5)
                    {
                        let request = "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
                        try? client.send(request + request + request)
                        _ = try? client.receive()
                    }
                    group.leave()
                }
            }
            usleep(UInt32(round % 10) * 500)
            server.http.stop()
            isOver.change { $0 = true }
            group.wait()
        }
    }

    @Test("An answer that nobody gives becomes 503 at its deadline, and the connection ends")
    func overdue() throws {
        let server = try TestServer { $0.deadlines.answer = 1 }
        let client = try server.client()
        try client.send(Self.request)
        let reply = try client.receive()
        #expect(reply.status == 503)
        #expect(reply.text.contains("\"code\":\"answer_overdue\""))
        #expect(client.isClosedByServer())
        for answer in server.takeOwed(1) { answer.resume(with: TestServer.text("too late")) }
        #expect(try server.answer(to: "GET /p HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    }

    @Test("Clients that end their sending half get their late answers, every one")
    func halfClosed() throws {
        let server = try TestServer()
        let failures = Shared(0)
        Crowd.run(8) { _ in
            for round in 0..<50 {
                let path = round.isMultiple(of: 2) ? "/race" : "/at-once"
                let client = try? server.client()
                try? client?.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                client?.finishSending()
                if (try? client?.receive())?.status != 200 { failures.change { $0 += 1 } }
            }
        }
        #expect(failures.value == 0)
    }

    @Test("A client that does not read its answer is let go, and others are served meanwhile")
    func slowReader() throws {
        let server = try HTTPServer(Self.impatient) { _ in
            ClosureHandler { exchange in
                let count = exchange.path == "/large" ? 400_000 : 1
                exchange.respond(
                    HTTPResponse(status: 200, body: Array(repeating: 120, count: count)))
            }
        }
        defer { server.stop() }
        let slow = try RawClient(port: server.port, timeoutSeconds: 20)
        // More answers than the buffers of both sockets hold.
        for _ in 0..<100 { try slow.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n") }
        let client = try RawClient(port: server.port)
        try client.send("GET /small HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.receive().status == 200)
        let isLetGo = Crowd.waits(seconds: 20) {
            (try? slow.send("GET /small HTTP/1.1\r\nHost: a\r\n\r\n")) == nil
        }
        #expect(isLetGo)
    }

    private static var impatient: HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0)
        configuration.deadlines.write = 1
        return configuration
    }

    @Test("A client may keep only so many connections")
    func connectionsPerAddress() throws {
        let server = try TestServer { $0.connectionsPerAddressMax = 3 }
        let kept = try (0..<3).map { _ in try server.client() }
        for client in kept {
            try client.send("GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.receive().status == 200)
        }
        let refused = try server.client(timeoutSeconds: 5)
        #expect(refused.isClosedByServer())
        kept[0].close()
        let isServed = Crowd.waits {
            let reply = try? server.answer(to: "GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
            return reply?.status == 200
        }
        #expect(isServed)
    }

    @Test("An address that is none, or of another machine, is an error")
    func badAddresses() {
        for host in ["nonsense", "256.1.1.1", "", "example.org"] {
            #expect(throws: HTTPServerError.badHost(host)) {
                _ = try HTTPServer(HTTPServerConfiguration(host: host, port: 0)) { _ in
                    ClosureHandler { _ in }
                }
            }
        }
        #expect(throws: HTTPServerError.self) {
            _ = try HTTPServer(HTTPServerConfiguration(host: "192.0.2.1", port: 0, reactors: 2)) {
                _ in ClosureHandler { _ in }
            }
        }
    }
}
