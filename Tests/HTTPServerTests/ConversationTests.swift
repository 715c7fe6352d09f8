import Foundation
import HTTPServer
import TestSupport
import Testing

@Suite("Conversations that browsers and proxies have")
struct ConversationTests {
    @Test("A connection serves one request after the other")
    func keepAlive() throws {
        let server = try TestServer()
        let client = try server.client()
        for number in 0..<50 {
            try client.send("GET /page?n=\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
            let reply = try client.receive()
            #expect(reply.status == 200)
            #expect(reply.text == "get /page n=\(number) ")
            #expect(reply["x-content-type-options"] == "nosniff")
        }
    }

    @Test("An HTTP/1.0 connection ends after the answer, unless the client asks to keep it")
    func oldVersion() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try client.receive().status == 200)
        try client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(try client.receive().status == 200)
        #expect(client.isClosedByServer())
    }

    @Test("`Connection: close` is obeyed")
    func closing() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(try client.receive().status == 200)
        #expect(client.isClosedByServer())
    }

    @Test("A client that has ended its sending half still gets its answer, also a late one")
    func halfClosed() throws {
        let server = try TestServer()
        for path in ["/page", "/later"] {
            let client = try server.client()
            try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            client.finishSending()
            if path == "/later" {
                for answer in server.takeOwed(1) { answer.resume(with: TestServer.text("late")) }
            }
            #expect(try client.receive().status == 200, "\(path)")
        }
    }

    @Test("Pipelined requests are answered in order, immediate, racing and late answers mixed")
    func pipelining() throws {
        let server = try TestServer()
        let paths = ["/page", "/race", "/at-once", "/later"]
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        let requests = (0..<200).map { ($0, paths.randomElement(using: &random) ?? "/page") }
        let client = try server.client()
        try client.send(
            requests.map { "GET \($0.1)?\($0.0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        for (number, path) in requests {
            if path == "/later" {
                let owed = server.takeOwed(1)
                #expect(owed.count == 1, "one request waits at a time; seed \(seed)")
                for answer in owed { answer.resume(with: TestServer.text("later \(number)")) }
            }
            let text = try client.receive().text
            #expect(text.split(separator: " ").contains("\(number)"), "\(path), seed \(seed)")
        }
    }

    @Test(
        "A body arrives whole, by length and in chunks, however it is cut; chunks end the connection"
    )
    func bodies() throws {
        let server = try TestServer()
        var client = try server.client()
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        for round in 0..<30 {
            let count = round == 0 ? 0 : Int.random(in: 1...3000, using: &random)
            let body = String(
                (0..<count).map { _ in "abcdefgh".randomElement(using: &random) ?? "a" })
            var message: String
            if round.isMultiple(of: 2) {
                message = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n" + body
            } else {
                message = "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                var rest = body[...]
                while !rest.isEmpty {
                    let chunk = rest.prefix(Int.random(in: 1...700, using: &random))
                    message += String(chunk.count, radix: 16) + ";note=x\r\n\(chunk)\r\n"
                    rest = rest.dropFirst(chunk.count)
                }
                message += "0\r\nX-Trailer: t\r\n\r\n"
            }
            let bytes = Array(message.utf8)
            let cut = Int.random(in: 0...bytes.count, using: &random)
            try client.send(Array(bytes[..<cut]))
            if round.isMultiple(of: 5) { usleep(2000) }
            try client.send(Array(bytes[cut...]))
            let reply = try client.receive()
            #expect(reply.text == "post /p  \(body)", "round \(round), seed \(seed)")
            guard message.contains("chunked") else { continue }
            #expect(reply["connection"]?.lowercased() == "close", "round \(round), seed \(seed)")
            #expect(client.isClosedByServer(), "round \(round), seed \(seed)")
            client = try server.client()
        }
    }

    @Test("`Expect: 100-continue` is answered before the body is sent")
    func expectation() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(
            "POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        usleep(50_000)
        try client.send("body")
        #expect(try client.receive().text == "post /p  body")
    }

    @Test("HEAD is answered with the length of the body but without it")
    func headOnly() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try client.receive(isHead: true)
        #expect(head["content-length"] == "\("head /page  ".utf8.count)")
        // The next bytes on the connection are the next answer, not a body.
        try client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.receive().text == "get /next  ")
    }

    @Test("Path and query are passed on as they were sent, escapes and all")
    func rawTarget() throws {
        let server = try TestServer()
        let reply = try server.answer(
            to: "GET /a%2Fb%00?x=%26&y=1+2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(reply.text == "get /a%2Fb%00 x=%26&y=1+2 ")
    }

    @Test("A header is found whatever the case of its name; without one there is none")
    func headers() throws {
        let server = try TestServer()
        let request = "GET /header HTTP/1.1\r\nHost: a\r\n"
        #expect(try server.answer(to: request + "x-TEST: value\r\n\r\n").text == "value")
        #expect(try server.answer(to: request + "\r\n").text == "none")
    }

    @Test("Several reactors share one port and all of them answer")
    func reactors() throws {
        let server = try TestServer { $0.reactors = 3 }
        let failures = Shared(0)
        Crowd.run(24) { _ in
            do {
                for _ in 0..<10 {
                    let reply = try server.answer(to: "GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
                    if reply.status != 200 { failures.change { $0 += 1 } }
                }
            } catch {
                failures.change { $0 += 1 }
            }
        }
        #expect(failures.value == 0)
        #expect(server.seen.value.count == 240)
    }

    @Test("A second server cannot take a port that is in use, alone or shared")
    func portInUse() throws {
        for reactors in [1, 2] {
            let server = try TestServer { $0.reactors = reactors }
            #expect(throws: HTTPServerError.self) {
                _ = try TestServer {
                    $0.port = server.port
                    $0.reactors = reactors
                }
            }
        }
    }
}
