import Foundation
import HTTPServer
import TestSupport
import Testing

/// Sources: RFC 9112 sections 2.2, 3, 5 and 6; RFC 9110 section 5.
@Suite("Where one request ends and the next begins")
struct FramingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String

        init(_ name: String, _ request: String) {
            self.name = name
            self.request = request
        }

        var testDescription: String { name }
    }

    /// What the HTTP library reads as something else and does not tell.
    static let hidden: [Case] = [
        Case("bare line feed after the first line", "GET /p HTTP/1.1\nHost: a\r\n\r\n"),
        Case("bare line feed after a header", "GET /p HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n"),
        Case("bare line feed after the last header", "GET /p HTTP/1.1\r\nHost: a\n\r\n"),
        Case("bare line feed as the empty line", "GET /p HTTP/1.1\r\nHost: a\r\n\n"),
        Case("bare line feeds everywhere", "GET /p HTTP/1.1\nHost: a\n\n"),
        Case("carriage return alone", "GET /p HTTP/1.1\r\nHost: a\rX: 1\r\n\r\n"),
        Case("two carriage returns", "GET /p HTTP/1.1\r\nHost: a\r\r\n\r\n"),
        Case("NUL in a value", "GET /p HTTP/1.1\r\nHost: a\0b\r\n\r\n"),
        Case("NUL at the end of a value", "GET /p HTTP/1.1\r\nHost: a\0\r\n\r\n"),
        Case("NUL in a name", "GET /p HTTP/1.1\r\nHost: a\r\nX\0Y: 1\r\n\r\n"),
        Case("NUL after the colon", "GET /p HTTP/1.1\r\nHost: a\r\nX:\0 1\r\n\r\n"),
        Case("NUL before the first header", "GET /p HTTP/1.1\r\n\0Host: a\r\n\r\n"),
        Case("NUL before a later header", "GET /p HTTP/1.1\r\nHost: a\r\n\0X: 1\r\n\r\n"),
        Case("NUL in the empty line", "GET /p HTTP/1.1\r\nHost: a\r\n\0\r\n\r\n"),
        Case("NUL in the address", "GET /p\0/q HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("NUL in the query", "GET /p?a\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("NUL in the method", "GET\0 /p HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("NUL in the version", "GET /p HTTP/1.1\0\r\nHost: a\r\n\r\n"),
        Case("fold with a blank", "GET /p HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"),
        Case("fold with a tab", "GET /p HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n"),
        Case("fold of the first header", "GET /p HTTP/1.1\r\nHost: a\r\n b\r\nX: 1\r\n\r\n"),
        Case("fold to nothing", "GET /p HTTP/1.1\r\nHost: a\r\nX: 1\r\n \r\n\r\n"),
        Case(
            "length in the name of two lines",
            "POST /p HTTP/1.1\r\nHost: a\r\nContent-: 4\r\n Length\r\n\r\nabcd"),
        Case("blank before the first header", "GET /p HTTP/1.1\r\n Host: a\r\n\r\n"),
        Case("two blanks after the method", "GET  /p HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("two blanks before the version", "GET /p  HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("blank after the version", "GET /p HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Case("blank in the address", "GET /p q HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("tab in the address", "GET /p\tq HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("back slash in the address", "GET /p\\q HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("fragment in the address", "GET /p#q HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("no name", "GET /p HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n"),
        Case("no colon", "GET /p HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        Case(
            "chunks in version 1.0",
            "POST /p HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ]

    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(
        "is never guessed: what is not plain is refused, and the connection ends", arguments: hidden
    )
    func isRefused(_ hostile: Case) throws {
        let server = try TestServer()
        let client = try server.client(timeoutSeconds: 5)
        try client.send(hostile.request + Self.smuggled)
        // The library closes some connections without a word.
        if let reply = try? client.receive() { #expect(reply.status == 400) }
        #expect(client.isClosedByServer())
        #expect(server.seen.value == [])
    }

    @Test("What follows upon chunks is not served, so that nothing can hide in how they are framed")
    func afterChunks() throws {
        let bodies = ["4\r\nabcd\r\n0\r\n\r\n", "4\nabcd\n0\n\n", "4;x\r\nabcd\r\n0\r\n\0X\r\n"]
        for body in bodies {
            let server = try TestServer()
            let client = try server.client(timeoutSeconds: 5)
            try client.send(
                "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
                    + Self.smuggled)
            _ = try? client.receive()
            #expect(client.isClosedByServer(), "\(body)")
            #expect(!server.seen.value.contains("get /smuggled"), "\(body)")
        }
    }

    @Test("A plain request is never refused, however its headers look and however it is cut")
    func plainRequests() throws {
        let server = try TestServer()
        for seed in UInt64(0)..<400 {
            var random = SeededRandom(seed: seed)
            let count = Int.random(in: 1...4, using: &random)
            let requests = (0..<count).map { PlainRequest(number: $0, random: &random) }
            let client = try server.client()
            var rest = requests.flatMap(\.bytes)[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...rest.count, using: &random))
                rest = rest.dropFirst(piece.count)
                try client.send(Array(piece))
                if random.chance(10) { usleep(500) }
            }
            for request in requests {
                let reply = try client.receive()
                #expect(reply.status == 200, "seed \(seed): \(reply.text)")
                #expect(reply.text == request.expected, "seed \(seed)")
            }
        }
    }

    @Test("Of a damaged stream exactly those requests are served that a strict reader finds in it")
    func damagedStreams() throws {
        let server = try TestServer {
            // What is cut off in the middle of a request is let go soon.
            $0.deadlines.headers = 1
            $0.deadlines.body = 1
        }
        for seed in UInt64(0)..<1000 {
            var random = SeededRandom(seed: seed)
            var bytes: [UInt8] = []
            for number in 0..<3 { bytes += PlainRequest(number: number, random: &random).bytes }
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                StrictReader.damage(&bytes, &random)
            }
            bytes += Array("GET /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
            let client = try server.client()
            // The server may close before everything is sent.
            try? client.send(bytes)
            client.finishSending()
            let stream = String(decoding: bytes, as: UTF8.self).debugDescription
            #expect(client.isClosedByServer(), "seed \(seed): \(stream)")
            let served = server.seen.change { seen in
                defer { seen = [] }
                return seen
            }
            #expect(
                served == StrictReader.requests(in: bytes),
                "seed \(seed): \(stream)")
        }
    }
}

/// A request without fault, as odd as it may be.
private struct PlainRequest {
    var bytes: [UInt8] = []
    /// What the server shows of it.
    var expected = ""

    init(number: Int, random: inout SeededRandom) {
        let isPost = random.chance(30)
        let query = random.chance(50) ? "?q=\(number)&%41=[|]" : ""
        let body =
            isPost ? String(repeating: "b", count: Int.random(in: 0...99, using: &random)) : ""
        var headers = ["Host: a"]
        if isPost { headers.append("Content-Length: \(body.utf8.count)") }
        for index in 0..<Int.random(in: 0...12, using: &random) {
            let blank = ["", " ", "\t", "  \t "].randomElement(using: &random) ?? ""
            let values = ["", "v", "a b\tc", "é\u{80}", "x \t", "a:b=\"c\"", ";,"]
            var value = values.randomElement(using: &random) ?? ""
            if random.chance(5) { value = String(repeating: "long ", count: 100) }
            headers.append("X-\(index)!#$%&'*+.^_`|~:\(blank)\(value)")
        }
        // More than the library's first read buffer holds.
        if random.chance(3) { headers.append("X: " + String(repeating: "x", count: 9000)) }
        let head =
            "\(isPost ? "POST" : "GET") /\(number)\(query) HTTP/1.1\r\n"
            + headers.shuffled(using: &random).joined(separator: "\r\n") + "\r\n\r\n"
        bytes = Array((head + body).utf8)
        expected = "\(isPost ? "post" : "get") /\(number) \(query.dropFirst()) \(body)"
    }
}
