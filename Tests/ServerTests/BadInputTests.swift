import Foundation
import TestSupport
import Testing

@Suite("Bad input is refused with a stable code, and the server stays up")
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let body: String
        let code: String

        var testDescription: String { name }
    }

    private static let slot = "\"slots\": [{ \"slot\": \"top\" }]"

    static let questions: [Case] = [
        Case(name: "nothing", body: "", code: "malformed_json"),
        Case(name: "half an object", body: "{ \"slots\": [", code: "malformed_json"),
        Case(name: "text after the object", body: "{ \(slot) } x", code: "malformed_json"),
        Case(name: "bytes that are no text", body: "{ \"a\": \"\u{0}\" }", code: "malformed_json"),
        Case(
            name: "a thousand brackets", body: String(repeating: "[", count: 1000),
            code: "malformed_json"),
        Case(name: "a list", body: "[]", code: "wrong_type"),
        Case(name: "a number", body: "1", code: "wrong_type"),
        Case(name: "slots as a text", body: "{ \"slots\": \"top\" }", code: "wrong_type"),
        Case(name: "slots as texts", body: "{ \"slots\": [\"top\"] }", code: "wrong_type"),
        Case(
            name: "slot as a number", body: "{ \"slots\": [{ \"slot\": 1 }] }", code: "wrong_type"),
        Case(name: "page as a list", body: "{ \"page\": [], \(slot) }", code: "wrong_type"),
        Case(
            name: "tags as a text", body: "{ \"page\": { \"tags\": \"a\" }, \(slot) }",
            code: "wrong_type"),
        Case(
            name: "consent as a text", body: "{ \"consent\": \"granted\", \(slot) }",
            code: "wrong_type"),
        Case(name: "viewer as an object", body: "{ \"viewer\": {}, \(slot) }", code: "wrong_type"),
        Case(name: "no slots", body: "{}", code: "no_slots"),
        Case(name: "an empty list of slots", body: "{ \"slots\": [] }", code: "no_slots"),
        Case(
            name: "300 slots",
            body: "{ \"slots\": ["
                + (0..<300).map { "{ \"slot\": \"s\($0)\" }" }.joined(separator: ",")
                + "] }", code: "too_many"),
        Case(
            name: "the same slot twice",
            body: "{ \"slots\": [{ \"slot\": \"top\" }, { \"slot\": \"top\" }] }",
            code: "repeated_slot"),
        Case(
            name: "unknown slot", body: "{ \"slots\": [{ \"slot\": \"nowhere\" }] }",
            code: "unknown_slot"),
        Case(
            name: "size that is none",
            body: "{ \"slots\": [{ \"slot\": \"top\", \"sizes\": [\"wide\"] }] }", code: "bad_size"),
        Case(
            name: "unknown section", body: "{ \"page\": { \"sections\": [\"Nowhere\"] }, \(slot) }",
            code: "unknown_section"),
        Case(
            name: "region that is none", body: "{ \"page\": { \"regions\": [\"???\"] }, \(slot) }",
            code: "bad_region"),
        Case(
            name: "unknown flag", body: "{ \"page\": { \"flags\": [\"x\"] }, \(slot) }",
            code: "unknown_flag"),
        Case(
            name: "unknown device", body: "{ \"device\": \"toaster\", \(slot) }", code: "bad_device"
        ),
        Case(
            name: "section of a thousand characters",
            body:
                "{ \"page\": { \"sections\": [\"\(String(repeating: "x", count: 1000))\"] }, \(slot) }",
            code: "too_long"),
        Case(
            name: "a thousand tags",
            body: "{ \"page\": { \"tags\": ["
                + (0..<1000).map { "\"\($0)\"" }.joined(separator: ",")
                + "] }, \(slot) }", code: "too_many"),
    ]

    private static func isUp(_ server: ServerProcess) throws -> Bool {
        try server.get("/livez").status == 200 && server.ad("top").lineItem != nil
    }

    @Test("Questions about ads")
    func questions() throws {
        let site = try TestSite([.house("top")])
        let server = try ServerProcess(site)
        for question in Self.questions {
            let reply = try server.post("/v1/ads", question.body)
            #expect(reply.status == 400, "\(question.name): \(reply.text)")
            #expect(reply.code == question.code, "\(question.name): \(reply.text)")
            #expect(reply["content-type"] == "application/problem+json", "\(question.name)")
            #expect(reply["cache-control"] == "no-store", "\(question.name)")
        }
        let invalidUTF8 = try server.client()
        try invalidUTF8.send(
            Array(
                "POST /v1/ads HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n"
                    .utf8) + [0x22, 0xFF, 0x22])
        #expect(try invalidUTF8.receive().code == "malformed_json")
        #expect(try Self.isUp(server))
        #expect(try LogReader(site: site).count("request") <= 1, "only the good question is logged")
    }

    @Test(
        "Queries about ads",
        arguments: [
            ("", "no_slots"), ("slot=nowhere", "unknown_slot"),
            ("slot=top&slot=top", "repeated_slot"),
            ("slot=%", "bad_query"), ("slot=%FF", "bad_query"),
            ("slot=top&section=x", "unknown_section"),
            ("slot=top&device=x", "bad_device"),
            (Array(repeating: "slot=a", count: 200).joined(separator: "&"), "too_many"),
        ])
    func queries(_ query: String, _ code: String) throws {
        let server = try ServerProcess(try TestSite([.house("top")]))
        let reply = try server.get("/v1/ads?" + query)
        #expect(reply.status == 400)
        #expect(reply.code == code)
        #expect(try server.get("/v1/ads?slot=top&section=News/Local&tag=x").status == 200)
    }

    @Test("Content types, methods and addresses that do not fit")
    func wrongDoors() throws {
        let server = try ServerProcess(try TestSite([.house("top")]))
        let question = ServerProcess.question(["top"])
        for type in [[], ["Content-Type: text/plain"], ["Content-Type: application/jsonx"]] {
            let reply = try server.post("/v1/ads", question, type)
            #expect(reply.status == 415)
            #expect(reply.code == "unsupported_media_type")
        }
        #expect(
            try server.post(
                "/v1/ads", question, ["Content-Type: Application/JSON; charset=utf-8"]
            ).status == 200)
        for (method, target) in [
            ("PUT", "/v1/ads"), ("DELETE", "/v1/impression"), ("POST", "/livez"),
            ("POST", "/v1/click"), ("HEAD", "/v1/ads"), ("POST", "/tag.js"), ("OPTIONS", "/readyz"),
        ] {
            let reply = try server.get(target, method: method)
            #expect(reply.status == 405, "\(method) \(target)")
            if method != "HEAD" {
                #expect(reply.code == "method_not_allowed", "\(method) \(target)")
            }
        }
        for target in [
            "/", "/nowhere", "/v1", "/v1/ads/", "/creatives/none.png", "/demo/",
            "/creatives/..%2F..%2Fsite.json", "/creatives/../site.json", "/v1/admin/",
        ] {
            let reply = try server.get(target)
            #expect(reply.status == 404, "\(target)")
            #expect(reply.code == "not_found", "\(target)")
        }
        #expect(try Self.isUp(server))
    }

    @Test("A body of 10 MB gets 413, and the connection ends")
    func largeBody() throws {
        let server = try ServerProcess(try TestSite([.house("top")]))
        let client = try server.client()
        try? client.send(
            "POST /v1/ads HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(10 << 20)\r\n\r\n")
        try? client.send([UInt8](repeating: 0x20, count: 10 << 20))
        let reply = try client.receive()
        #expect(reply.status == 413)
        #expect(reply.code == "body_too_large")
        #expect(client.isClosedByServer())
        #expect(try Self.isUp(server))
    }

    @Test("Random bytes of every kind bring nothing down")
    func noise() throws {
        let server = try ServerProcess(try TestSite([.house("top")]))
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        let good = Array(ServerProcess.question(["top"], granted).utf8)
        for _ in 0..<300 {
            var body = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<body.count, using: &random)
                body[place] = UInt8.random(in: 0...255, using: &random)
            }
            let client = try server.client()
            try client.send(
                Array(
                    "POST /v1/ads HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
                        .utf8) + body)
            let status = try client.receive().status
            #expect(status == 200 || status == 400, "seed \(seed)")
        }
        #expect(try Self.isUp(server))
    }
}
