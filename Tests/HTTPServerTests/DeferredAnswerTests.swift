import Foundation
import HTTPServer
import TestSupport
import Testing

@Suite("Answers that are given later")
struct DeferredAnswerTests {
    private static let request = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(
        "Hundreds wait at once while the reactor goes on, and all are answered from another thread")
    func hundredsAtOnce() throws {
        let server = try TestServer()
        let clients = try (0..<400).map { _ in try server.client() }
        for client in clients { try client.send(Self.request) }
        let owed = server.takeOwed(400)
        #expect(owed.count == 400)
        #expect(try server.answer(to: "GET /p HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        ThreadStarter.start {
            for answer in owed.shuffled() { answer.resume(with: TestServer.text("now")) }
        }
        for client in clients { #expect(try client.receive().text == "now") }
    }

    @Test("An answer that comes before the handler returns, or while it does, is not lost")
    func resumedAtOnce() throws {
        let server = try TestServer()
        let failures = Shared(0)
        Crowd.run(16) { thread in
            do {
                let client = try server.client()
                for number in 0..<100 {
                    let path = number.isMultiple(of: 2) ? "/at-once" : "/race"
                    try client.send("GET \(path)?\(thread)-\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                    let text = try client.receive().text
                    if !text.hasSuffix("\(thread)-\(number)") { failures.change { $0 += 1 } }
                }
            } catch {
                failures.change { $0 += 1 }
            }
        }
        #expect(failures.value == 0)
    }

    @Test("Only the first answer counts")
    func firstAnswerCounts() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(Self.request)
        let owed = server.takeOwed(1)
        for answer in owed + owed { answer.resume(with: TestServer.text("first")) }
        #expect(try client.receive().text == "first")
        try client.send("GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.receive().text == "get /p  ")
    }

    @Test("A POST with a body can be answered late")
    func lateAnswerToBody() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
        for answer in server.takeOwed(1) { answer.resume(with: TestServer.text("late")) }
        #expect(try client.receive().text == "late")
    }

    @Test("Clients that vanish while their answers are owed do no harm")
    func vanishingClients() throws {
        let server = try TestServer()
        for round in 0..<3 {
            let clients = try (0..<100).map { _ in try server.client() }
            for client in clients { try client.send(Self.request) }
            let owed = server.takeOwed(100)
            #expect(owed.count == 100)
            for (index, client) in clients.enumerated() {
                if index.isMultiple(of: 2) { client.reset() } else { client.close() }
            }
            if round.isMultiple(of: 2) { usleep(30_000) }
            for answer in owed { answer.resume(with: TestServer.text("too late")) }
        }
        #expect(try server.answer(to: "GET /p HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    }

    @Test("A waiting answer is not cut off by the deadlines")
    func waitingHasNoDeadline() throws {
        let server = try TestServer {
            $0.deadlines.headers = 1
            $0.deadlines.body = 1
            $0.deadlines.write = 1
        }
        let client = try server.client()
        try client.send(Self.request)
        let owed = server.takeOwed(1)
        usleep(3_500_000)
        for answer in owed { answer.resume(with: TestServer.text("patience")) }
        #expect(try client.receive().text == "patience")
    }

    @Test("A server that stops turns the answers it still owes into 503")
    func stopWithOwedAnswers() throws {
        let server = try TestServer()
        let clients = try (0..<20).map { _ in try server.client() }
        for client in clients { try client.send(Self.request) }
        let owed = server.takeOwed(20)
        #expect(owed.count == 20)
        server.http.stopAccepting()
        server.http.stop()
        for client in clients {
            let reply = try client.receive()
            #expect(reply.status == 503)
            #expect(reply.text.contains("\"code\":\"stopping\""))
            #expect(client.isClosedByServer())
        }
        // Whoever answers now is too late, and it must not matter.
        for answer in owed { answer.resume(with: TestServer.text("too late")) }
    }

    @Test("A server that stops answers what was owed before, and refuses what still comes")
    func drain() throws {
        let server = try TestServer()
        let (early, late) = (try server.client(), try server.client())
        try early.send(Self.request)
        let owed = server.takeOwed(1)
        try late.send("GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try late.receive().status == 200)
        server.http.stopAccepting()
        try late.send(Self.request)
        let refused = try late.receive()
        #expect(refused.status == 503)
        #expect(refused["connection"]?.lowercased() == "close")
        for answer in owed { answer.resume(with: TestServer.text("promised")) }
        #expect(try early.receive().text == "promised")
        server.http.stop()
    }

    @Test("A server can stop in the middle of traffic that keeps asking for late answers")
    func stopUnderLoad() throws {
        for round in 0..<3 {
            let server = try TestServer { $0.reactors = 2 }
            let isOver = Shared(false)
            let answered = Shared(0)
            let port = server.port
            ThreadStarter.start {
                while !isOver.value {
                    let owed = server.owed.change { owed in
                        defer { owed = [] }
                        return owed
                    }
                    for answer in owed { answer.resume(with: TestServer.text("now")) }
                    usleep(500)
                }
            }
            ThreadStarter.start {
                usleep(300_000)
                server.http.stopAccepting()
                // The owner of the answers ends before the server does.
                isOver.change { $0 = true }
                server.http.stop()
            }
            Crowd.run(24) { _ in
                guard let client = try? RawClient(port: port) else { return }
                while (try? client.send(Self.request)) != nil, let reply = try? client.receive() {
                    if reply.status == 200 { answered.change { $0 += 1 } }
                }
            }
            #expect(answered.value > 0, "round \(round)")
            #expect(isOver.value)
        }
    }
}
