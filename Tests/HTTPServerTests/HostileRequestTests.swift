import Foundation
import HTTPServer
import TestSupport
import Testing

/// Sources: RFC 9112 sections 3.2, 5.1, 6.1, 6.3 and 11.2.
@Suite("Requests that two servers could read differently, or that ask for too much")
struct HostileRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        var status = 400

        var testDescription: String { name }
    }

    private static let start = "POST /p HTTP/1.1\r\nHost: a\r\n"
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    static let refused: [Case] = [
        Case(
            name: "length before chunks",
            request: start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case(
            name: "chunks before length",
            request: start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        Case(
            name: "two different lengths",
            request: start + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"),
        Case(
            name: "the same length twice",
            request: start + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
        Case(name: "signed length", request: start + "Content-Length: +5\r\n\r\nabcde"),
        Case(name: "length with letters", request: start + "Content-Length: 5x\r\n\r\nabcde"),
        Case(name: "list of lengths", request: start + "Content-Length: 5, 5\r\n\r\nabcde"),
        Case(name: "negative length", request: start + "Content-Length: -1\r\n\r\n"),
        Case(name: "empty length", request: start + "Content-Length:\r\n\r\n"),
        Case(name: "hexadecimal length", request: start + "Content-Length: 0x5\r\n\r\nabcde"),
        Case(name: "folded length", request: start + "Content-Length:\r\n 5\r\n\r\nabcde"),
        Case(
            name: "length that goes on in the next line",
            request: start + "Content-Length: 1\r\n 1\r\n\r\nabcdefghijk"),
        Case(
            name: "folded encoding",
            request: start + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        Case(name: "folded host", request: "GET /p HTTP/1.1\r\nHost:\r\n a\r\n\r\n"),
        Case(
            name: "folded line before any header",
            request: "GET /p HTTP/1.1\r\n Host: a\r\n\r\n"),
        Case(
            name: "carriage return in a value",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        Case(
            name: "NUL in a name",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nX\u{00}Y: ab\r\n\r\n"),
        Case(
            name: "header without a colon",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        Case(
            name: "gzip before chunked",
            request: start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        Case(
            name: "chunked before gzip",
            request: start + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        Case(
            name: "unknown encoding",
            request: start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
        ),
        Case(
            name: "identity", request: start + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        Case(
            name: "vertical tab before chunked",
            request: start + "Transfer-Encoding: \u{0B}chunked\r\n\r\n0\r\n\r\n"),
        Case(
            name: "chunked twice",
            request: start
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case(
            name: "blank before the colon",
            request: start + "Content-Length : 4\r\n\r\nabcd"),
        Case(
            name: "tab before the colon",
            request: start + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
        Case(
            name: "blank inside a name",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nX Test: 1\r\n\r\n"),
        Case(
            name: "two hosts", request: "GET /p HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        Case(name: "no host", request: "GET /p HTTP/1.1\r\nX: 1\r\n\r\n"),
        Case(
            name: "GET with a body",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"),
        Case(
            name: "GET with chunks",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case(
            name: "HEAD with a body",
            request: "HEAD /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"),
        Case(
            name: "control character in a value",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nX-Test: a\u{01}b\r\n\r\n"),
        Case(
            name: "control character in the path",
            request: "GET /p\u{01} HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(name: "letter above ASCII in the path", request: "GET /é HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(
            name: "absolute address", request: "GET http://a/p HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(name: "no slash", request: "GET p HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(
            name: "lower-case method", request: "get /p HTTP/1.1\r\nHost: a\r\n\r\n", status: 405),
        Case(name: "PUT", request: "PUT /p HTTP/1.1\r\nHost: a\r\n\r\n", status: 405),
        Case(name: "TRACE", request: "TRACE /p HTTP/1.1\r\nHost: a\r\n\r\n", status: 405),
        Case(
            name: "length over the limit, announced before it is sent",
            request: start + "Content-Length: 1048577\r\nExpect: 100-continue\r\n\r\n",
            status: 413),
        Case(
            name: "length of a gigabyte",
            request: start + "Content-Length: 1073741824\r\n\r\n", status: 413),
        Case(
            name: "length over every limit",
            request: start + "Content-Length: 99999999999999999999999\r\n\r\n", status: 413),
        Case(
            name: "101 headers",
            request: "GET /p HTTP/1.1\r\n" + (0..<100).map { "X-\($0): 1\r\n" }.joined()
                + "Host: a\r\n\r\n",
            status: 431),
        Case(
            name: "5,000 headers",
            request: "GET /p HTTP/1.1\r\nHost: a\r\n"
                + (0..<5000).map { "X-\($0): 1\r\n" }.joined() + "\r\n",
            status: 431),
        Case(
            name: "header of 100,000 bytes",
            request: "GET /p HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 100_000)
                + "\r\n\r\n",
            status: 431),
        Case(
            name: "address of 100,000 bytes",
            request: "GET /" + String(repeating: "x", count: 100_000)
                + " HTTP/1.1\r\nHost: a\r\n\r\n",
            status: 414),
        Case(name: "unknown version", request: "GET /p HTTP/9.9\r\nHost: a\r\n\r\n", status: 505),
    ]

    @Test("is refused, and what follows on the connection is not served", arguments: refused)
    func isRefused(_ hostile: Case) throws {
        let server = try TestServer()
        let client = try server.client(timeoutSeconds: 5)
        // The server may close before everything is sent.
        try? client.send(hostile.request + Self.smuggled)
        let reply = try client.receive(isHead: hostile.request.hasPrefix("HEAD"))
        #expect(reply.status == hostile.status)
        #expect(client.isClosedByServer())
        #expect(server.seen.value == [])
    }

    @Test("is refused with a problem document whose code is stable")
    func problemDocument() throws {
        let server = try TestServer()
        let reply = try server.answer(to: "GET /p HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        #expect(reply["content-type"] == "application/problem+json")
        #expect(reply["connection"]?.lowercased() == "close")
        let problem = try #require(
            try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any])
        #expect(problem["code"] as? String == "bad_request")
        #expect(problem["status"] as? Int == 400)
    }

    @Test(
        "A first line that is none never reaches the handler",
        arguments: ["\u{01}\u{02}\r\n\r\n", "GET\r\n\r\n", "GET /p\r\n\r\n", "x y z w\r\n\r\n"])
    func garbage(_ line: String) throws {
        let server = try TestServer()
        let client = try server.client(timeoutSeconds: 5)
        try client.send(line + Self.smuggled)
        if let reply = try? client.receive() { #expect((400...599).contains(reply.status)) }
        #expect(client.isClosedByServer())
        #expect(server.seen.value == [])
    }

    @Test("A query of thousands of parameters never reaches the handler")
    func manyParameters() throws {
        let server = try TestServer { $0.deadlines.headers = 1 }
        let client = try server.client()
        let query = Array(repeating: "a", count: 3000).joined(separator: "&")
        try? client.send("GET /p?\(query) HTTP/1.1\r\nHost: a\r\n\r\n" + Self.smuggled)
        // The library has no answer when parameters do not fit its memory: the deadline ends the connection.
        if let reply = try? client.receive() { #expect((400...499).contains(reply.status)) }
        #expect(client.isClosedByServer())
        #expect(server.seen.value == [])
    }

    @Test("Chunks with a size that is none, or too large to be counted, are refused")
    func badChunks() throws {
        let server = try TestServer()
        for size in ["x", "-1", "FFFFFFFFFFFFFFFFFF", "5 5"] {
            let client = try server.client(timeoutSeconds: 5)
            try client.send(
                Self.start + "Transfer-Encoding: chunked\r\n\r\n\(size)\r\nabcde\r\n0\r\n\r\n")
            if let reply = try? client.receive() {
                #expect(reply.status == 400 || reply.status == 413, "\(size)")
            }
            #expect(client.isClosedByServer(), "\(size)")
        }
        #expect(server.seen.value == [])
    }

    @Test("A body just within the limit is taken, by length and in chunks; one byte more is not")
    func bodyLimit() throws {
        let server = try TestServer { $0.bodyBytesMax = 10_000 }
        for (count, status) in [(10_000, 200), (10_001, 413)] {
            let body = String(repeating: "b", count: count)
            let messages = [
                Self.start + "Content-Length: \(count)\r\n\r\n\(body)",
                Self.start + "Transfer-Encoding: chunked\r\n\r\n\(String(count, radix: 16))\r\n"
                    + "\(body)\r\n0\r\n\r\n",
            ]
            for message in messages {
                let client = try server.client()
                try? client.send(message)
                #expect(try client.receive().status == status, "\(count)")
                if status == 413 { #expect(client.isClosedByServer()) }
            }
        }
    }

    @Test("A body of 10 MB is refused, and the client that sent it hears why")
    func largeBody() throws {
        let server = try TestServer()
        let megabyte = [UInt8](repeating: 98, count: 1 << 20)
        for head in ["Content-Length: \(10 << 20)\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"] {
            let client = try server.client()
            try client.send(Self.start + head)
            for _ in 0..<10 {
                if head.contains("chunked") { try? client.send("100000\r\n") }
                try? client.send(megabyte)
                if head.contains("chunked") { try? client.send("\r\n") }
            }
            if head.contains("chunked") { try? client.send("0\r\n\r\n") }
            #expect(try client.receive().status == 413, "\(head)")
            #expect(client.isClosedByServer())
        }
        #expect(server.seen.value == [])
    }
}
