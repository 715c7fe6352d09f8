import Foundation
import TestSupport
import Testing

@Suite("What is kept of a reader")
struct PrivacyTests {
    private static let every = TestLineItem(
        "ad", "remnant", slots: ["top"], rate: "{ \"model\": \"cpm\", \"price\": \"3.00\" }")

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var rule = "opt_in"
        var members = ""
        var headers: [String] = []
        let letter: String

        var testDescription: String { name }
    }

    private static let granted = ", \"consent\": { \"state\": \"granted\" }"

    static let cases: [Case] = [
        Case(name: "granted", members: granted, letter: "C"),
        Case(name: "denied", members: ", \"consent\": { \"state\": \"denied\" }", letter: "A"),
        Case(name: "Sec-GPC", headers: ["Sec-GPC: 1"], letter: "A"),
        Case(name: "DNT", headers: ["DNT: 1"], letter: "A"),
        Case(
            name: "gdpr without consent", members: ", \"consent\": { \"gdpr\": true }", letter: "A"),
        Case(name: "nothing known", letter: "A"),
        Case(
            name: "words that mean nothing", members: ", \"consent\": { \"state\": \"yes\" }",
            letter: "A"),
        Case(
            name: "a TCF string and granted",
            members: ", \"consent\": { \"state\": \"granted\", \"tcf\": \"CPxxxx\" }", letter: "A"),
        Case(name: "a GPP string", members: ", \"consent\": { \"gpp\": \"DBAA\" }", letter: "A"),
        Case(
            name: "opt-out rule, nothing known", rule: "opt_out", letter: "B"),
        Case(
            name: "opt-out rule, Sec-GPC", rule: "opt_out", headers: ["Sec-GPC: 1"], letter: "B"),
        Case(
            name: "opt-out rule, Sec-GPC and granted", rule: "opt_out", members: granted,
            headers: ["Sec-GPC: 1"], letter: "B"),
        Case(name: "opt-out rule, granted", rule: "opt_out", members: granted, letter: "C"),
        Case(
            name: "opt-out rule, denied", rule: "opt_out",
            members: ", \"consent\": { \"state\": \"denied\" }", letter: "A"),
        Case(
            name: "opt-out rule, gdpr", rule: "opt_out",
            members: ", \"consent\": { \"gdpr\": true }",
            letter: "A"),
    ]

    @Test("Each signal leads to its class of record", arguments: ["opt_in", "opt_out"])
    func classes(_ rule: String) throws {
        let server = try ServerProcess(try TestSite([Self.every], consent: rule))
        let words = ["A": "none", "B": "contextual", "C": "full"]
        for signal in Self.cases where signal.rule == rule {
            let answer = try server.ads(["top"], signal.members, headers: signal.headers)
            #expect(answer.consent == words[signal.letter], "\(signal.name)")
        }
    }

    @Test("Each class leaves rows of its own kind", arguments: cases)
    func rows(_ signal: Case) throws {
        let site = try TestSite([Self.every], consent: signal.rule)
        let server = try ServerProcess(site)
        let viewer = ", \"viewer\": \"reader-1\""
        let answer = try server.ads(["top"], signal.members + viewer, headers: signal.headers)
        let ad = try #require(answer.ads.first)
        for event in ["impression", "viewable", "click"] { _ = try server.get(ad.url(event)) }
        let rows = try LogReader(site: site).rows(
            "SELECT consent, at_ms, request_id, viewer FROM events", columns: 4)
        #expect(rows.count == 5)
        let hour = 3_600_000
        for row in rows {
            #expect(row[0] == signal.letter)
            let time = try #require(Int(row[1]))
            #expect(time % (signal.letter == "A" ? hour : 60_000) == 0)
            #expect(row[2] == (signal.letter == "A" ? "" : answer.requestID))
            #expect(row[3] == (signal.letter == "C" ? "reader-1" : ""))
        }
    }

    /// Files of a folder that hold some bytes.
    private static func files(in folder: String, with needle: [UInt8]) -> [String] {
        let paths =
            FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.filter { path in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
                return false
            }
            return data.range(of: Data(needle)) != nil
        }
    }

    private static let marks = [
        "planted-viewer-7741", "PlantedBrowser/9.1", "203.0.113.77", "planted-cookie-5512",
        "planted-address-3367", "127.0.0.1",
    ]

    private static func browse(_ server: ServerProcess, _ members: String) throws -> AdsAnswer {
        let headers = [
            "User-Agent: \(marks[1])", "X-Forwarded-For: \(marks[2])",
            "Forwarded: for=\(marks[2])", "Cookie: id=\(marks[3])",
            "Referer: https://news.example/\(marks[4])",
        ]
        let question = """
            { "page": { "url": "https://news.example/\(marks[4])", "sections": ["News"] },
              "slots": [{ "slot": "top" }], "viewer": "\(marks[0])"\(members) }
            """
        let answer = try AdsAnswer(
            server.post("/v1/ads", question, ["Content-Type: application/json"] + headers))
        for event in ["impression", "viewable", "click"] {
            guard let ad = answer.ads.first else { continue }
            let url = ad.url(event) + "&viewer=\(marks[0])"
            _ = try server.get(url, headers)
            _ = try server.get(url, headers + ["Sec-Purpose: prefetch"])
        }
        return answer
    }

    private static func bytes(hexadecimal text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }

    @Test(
        "Without consent nothing about a reader is in any byte of the data folder, running or stopped"
    )
    func noTrace() throws {
        let site = try TestSite([Self.every])
        let server = try ServerProcess(site)
        let refusals = [
            "", ", \"consent\": { \"state\": \"denied\" }", ", \"consent\": { \"gdpr\": true }",
            ", \"consent\": { \"state\": \"granted\", \"tcf\": \"CPxxxx\" }",
        ]
        var needles = Self.marks.map { Array($0.utf8) }
        for members in refusals {
            let request = try Self.browse(server, members).requestID
            #expect(request.utf8.count == 32)
            needles += [Array(request.utf8), Self.bytes(hexadecimal: request)]
        }
        #expect(Self.files(in: site.data, with: Array("acme/tests/ad".utf8)) != [])
        for needle in needles {
            #expect(
                Self.files(in: site.data, with: needle) == [],
                "\(String(decoding: needle, as: UTF8.self))")
        }
        #expect(try server.stop() == .exited(0))
        for needle in needles { #expect(Self.files(in: site.data, with: needle) == []) }
        #expect(try LogReader(site: site).count("impression", and: "invalid_reason IS NULL") == 4)
    }

    @Test("With consent the pseudonymous id is kept, and still no address, browser, cookie or page")
    func identified() throws {
        let site = try TestSite([Self.every])
        let server = try ServerProcess(site)
        let request = try Self.browse(server, Self.granted).requestID
        #expect(Self.files(in: site.data, with: Array(Self.marks[0].utf8)) != [])
        #expect(Self.files(in: site.data, with: Self.bytes(hexadecimal: request)) != [])
        for mark in Self.marks.dropFirst() {
            #expect(Self.files(in: site.data, with: Array(mark.utf8)) == [], "\(mark)")
        }
    }

    @Test("A viewer id that is none is not kept")
    func oddViewers() throws {
        let site = try TestSite([Self.every])
        let server = try ServerProcess(site)
        for viewer in [String(repeating: "v", count: 65), "a b", "<x>", "é", ""] {
            _ = try server.ads(["top"], Self.granted + ", \"viewer\": \"\(viewer)\"")
        }
        #expect(try server.stop() == .exited(0))
        let log = LogReader(site: site)
        #expect(try log.count("request", and: "consent = 'C'") == 5)
        #expect(try log.count("request", and: "viewer <> ''") == 0)
    }
}
