import Foundation
import HTTPServer
import TestSupport
import Testing

@Suite("Clients that take their time")
struct DeadlineTests {
    private static func impatient() throws -> TestServer {
        try TestServer {
            $0.deadlines.headers = 2
            $0.deadlines.body = 2
            $0.deadlines.write = 2
            $0.deadlines.idle = 2
        }
    }

    /// Sends a byte every 100 ms until the server ends the connection.
    ///
    /// - Returns: bytes that were sent before; nil when the server took 150 of them.
    private static func trickle(_ client: RawClient, _ byte: String) -> Int? {
        for count in 0..<150 {
            guard (try? client.send(byte)) != nil else { return count }
            usleep(100_000)
        }
        return nil
    }

    @Test("A client that says nothing is let go")
    func silence() throws {
        let server = try Self.impatient()
        let client = try server.client(timeoutSeconds: 12)
        #expect(client.isClosedByServer())
    }

    @Test("A client that sends its headers byte by byte is let go at the deadline")
    func slowHeaders() throws {
        let server = try Self.impatient()
        let client = try server.client()
        try client.send("GET /p HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        #expect(Self.trickle(client, "x") != nil)
        #expect(server.seen.value == [])
    }

    @Test("A client that sends its body byte by byte is let go at the deadline")
    func slowBody() throws {
        let server = try Self.impatient()
        let client = try server.client()
        try client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        #expect(Self.trickle(client, "x") != nil)
        #expect(server.seen.value == [])
    }

    @Test("A client that sends chunks of one byte is let go at the deadline")
    func slowChunks() throws {
        let server = try Self.impatient()
        let client = try server.client()
        try client.send("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(Self.trickle(client, "1\r\nx\r\n") != nil)
        #expect(server.seen.value == [])
    }

    @Test("An idle connection is let go after its last answer, a busy one never")
    func idleAndBusy() throws {
        let server = try Self.impatient()
        let idle = try server.client(timeoutSeconds: 12)
        let busy = try server.client()
        try idle.send("GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try idle.receive().status == 200)
        for _ in 0..<12 {
            try busy.send("GET /p HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try busy.receive().status == 200)
            usleep(400_000)
        }
        #expect(idle.isClosedByServer())
    }

    @Test("Three hundred slow clients do not keep others from being served")
    func slowCrowd() throws {
        let server = try Self.impatient()
        let slow = try (0..<300).map { _ in try server.client() }
        for client in slow { try client.send("GET /p HTTP/1.1\r\nX: ") }
        for _ in 0..<20 {
            #expect(try server.answer(to: "GET /p HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        }
        for client in slow { #expect(client.isClosedByServer()) }
    }
}
