import Consent
import TestSupport
import Testing

@testable import AdServer

@Suite("A page's question")
struct AdQuestionTests {
    private func read(_ json: String) throws(QuestionProblem) -> AdQuestion {
        try AdQuestion(json: Array(json.utf8))
    }

    private func problem(_ json: String) -> QuestionProblem? {
        do throws(QuestionProblem) {
            _ = try read(json)
            return nil
        } catch {
            return error
        }
    }

    private func read(query: [(name: String, value: String)]) throws(QuestionProblem) -> AdQuestion
    {
        try AdQuestion(query: query)
    }

    private func problem(query: [(name: String, value: String)]) -> QuestionProblem? {
        do throws(QuestionProblem) {
            _ = try AdQuestion(query: query)
            return nil
        } catch {
            return error
        }
    }

    @Test("is read as the contract writes it")
    func contract() throws {
        let question = try read(
            """
            { "page": { "url": "https://news.example/a", "sections": ["USA/International/Europe"],
                        "tags": ["Diplomacy"], "regions": ["RU", "TR"], "language": "en",
                        "flags": ["tragedy"] },
              "slots": [ { "slot": "leaderboard", "sizes": ["728x90"] }, { "slot": "sidebar" } ],
              "device": "desktop",
              "consent": { "gdpr": true, "tcf": "CP...", "gpp": "DB...", "gpp_sid": [7],
                           "us_privacy": "1YNN", "state": "granted" },
              "viewer": "reader-1" }
            """)
        #expect(question.sections == ["USA/International/Europe"])
        #expect(question.tags == ["Diplomacy"])
        #expect(question.regions == ["RU", "TR"])
        #expect(question.flags == ["tragedy"])
        #expect(question.language == "en")
        #expect(question.device == "desktop")
        #expect(question.viewer == "reader-1")
        #expect(question.slots.map(\.slot) == ["leaderboard", "sidebar"])
        #expect(question.slots.map(\.sizes) == [["728x90"], nil])
        #expect(question.consent.gdpr == true)
        #expect(question.consent.state == .granted)
        #expect(question.consent.hasString)
        #expect(!question.consent.optOutHeader)
    }

    @Test("may say as little as one slot; null is as good as absent")
    func small() throws {
        let question = try read(
            #"{"slots":[{"slot":"a","sizes":null}],"page":null,"consent":null,"device":null}"#)
        #expect(question.slots.map(\.slot) == ["a"])
        #expect(question.slots[0].sizes == nil)
        #expect(question.device == nil && question.viewer == nil)
        #expect(question.consent == ConsentSignals())
        #expect(try read(#"{"slots":[{"slot":"a","sizes":[]}]}"#).slots[0].sizes == [])
    }

    @Test("passes over members that nobody named", arguments: ["later", "gpp_sid", "page2"])
    func unknownMembers(name: String) throws {
        #expect(try read(#"{"slots":[{"slot":"a","x":1}],"\#(name)":{"x":[1]}}"#).slots.count == 1)
    }

    static let wrong: [(String, QuestionProblem)] = [
        ("[]", .wrongType(field: "the body", expected: "an object")),
        ("{}", .noSlots),
        (#"{"slots":null}"#, .noSlots),
        (#"{"slots":{}}"#, .wrongType(field: "slots", expected: "a list")),
        (#"{"slots":["a"]}"#, .wrongType(field: "slots[]", expected: "an object with a slot")),
        (#"{"slots":[{"slot":1}]}"#, .wrongType(field: "slots[].slot", expected: "a text")),
        (#"{"slots":[{}]}"#, .wrongType(field: "slots[]", expected: "an object with a slot")),
        (
            #"{"slots":[{"slot":"a","sizes":"728x90"}]}"#,
            .wrongType(field: "slots[].sizes", expected: "a list of texts")
        ),
        (#"{"slots":[],"page":[]}"#, .wrongType(field: "page", expected: "an object")),
        (
            #"{"slots":[],"page":{"tags":"a"}}"#,
            .wrongType(field: "page.tags", expected: "a list of texts")
        ),
        (
            #"{"slots":[],"page":{"tags":[1]}}"#,
            .wrongType(field: "page.tags[]", expected: "a text")
        ),
        (#"{"slots":[],"device":1}"#, .wrongType(field: "device", expected: "a text")),
        (#"{"slots":[],"consent":true}"#, .wrongType(field: "consent", expected: "an object")),
        (
            #"{"slots":[],"consent":{"gdpr":"1"}}"#,
            .wrongType(field: "consent.gdpr", expected: "true or false")
        ),
    ]

    @Test("is refused by the field that has the wrong type", arguments: wrong.indices)
    func wrongTypes(index: Int) {
        let (json, expected) = Self.wrong[index]
        #expect(problem(json) == expected, "\(json)")
    }

    @Test(
        "is refused when it is no JSON",
        arguments: ["", "{", "{\"slots\":[}", "{} x", "{'a':1}", "nul"])
    func malformed(json: String) {
        guard case .malformedJSON(let message) = problem(json) else {
            Issue.record("\(json) was read")
            return
        }
        #expect(!message.isEmpty)
    }

    static let lists = [("sections", 16), ("tags", 64), ("regions", 32), ("flags", 16)]

    @Test("is bounded in each list", arguments: lists.indices)
    func listBounds(index: Int) {
        let (name, limit) = Self.lists[index]
        func body(_ count: Int) -> String {
            let list = Array(repeating: #""a""#, count: count).joined(separator: ",")
            return #"{"slots":[{"slot":"a"}],"page":{"\#(name)":[\#(list)]}}"#
        }
        #expect(problem(body(limit)) == nil)
        #expect(problem(body(limit + 1)) == .tooMany(field: "page.\(name)", limit: limit))
        let parameter = String(name.dropLast())
        func query(_ count: Int) -> [(name: String, value: String)] {
            (0..<count).map { _ in (parameter, "a") }
        }
        #expect(problem(query: query(limit)) == nil)
        #expect(problem(query: query(limit + 1)) == .tooMany(field: parameter, limit: limit))
    }

    @Test("is bounded in its slots and their sizes")
    func slotBounds() {
        func body(slots: Int, sizes: Int) -> String {
            let size = Array(repeating: #""1x1""#, count: sizes).joined(separator: ",")
            let slot = #"{"slot":"a","sizes":[\#(size)]}"#
            return #"{"slots":[\#(Array(repeating: slot, count: slots).joined(separator: ","))]}"#
        }
        #expect(problem(body(slots: 32, sizes: 16)) == nil)
        #expect(problem(body(slots: 33, sizes: 1)) == .tooMany(field: "slots", limit: 32))
        #expect(problem(body(slots: 1, sizes: 17)) == .tooMany(field: "slots[].sizes", limit: 16))
        #expect(
            problem(query: (0..<33).map { ("slot", "a\($0)") })
                == .tooMany(field: "slot", limit: 32))
    }

    @Test("is bounded in each text, in bytes")
    func textBounds() {
        let fits = String(repeating: "é", count: 256)
        #expect(problem(#"{"slots":[],"page":{"tags":["\#(fits)"]}}"#) == nil)
        #expect(
            problem(#"{"slots":[],"page":{"tags":["\#(fits)a"]}}"#)
                == .tooLong(field: "page.tags[]", limit: 512))
        #expect(problem(query: [("tag", fits)]) == nil)
        #expect(problem(query: [("tag", fits + "a")]) == .tooLong(field: "tag", limit: 512))
        #expect(problem(query: [("unknown", fits + "a")]) == .tooLong(field: "unknown", limit: 512))
        let url = String(repeating: "u", count: 4096)
        #expect(problem(query: [("url", url)]) == nil)
        #expect(problem(query: [("url", url + "u")]) == .tooLong(field: "url", limit: 4096))
        let consent = String(repeating: "C", count: 16_384)
        #expect(problem(query: [("tcf", consent)]) == nil)
        #expect(problem(query: [("gpp", consent + "C")]) == .tooLong(field: "gpp", limit: 16_384))
    }

    @Test("takes as long a consent string in a body as in a query")
    func longConsentString() {
        let consent = String(repeating: "C", count: 16_384)
        do {
            #expect(problem(#"{"slots":[],"consent":{"tcf":"\#(consent)"}}"#) == nil)
        }
    }

    @Test("says the same in a query as in a body")
    func query() throws {
        let question = try read(query: [
            ("slot", "a"), ("slot", "b"), ("section", "USA"), ("tag", "x"), ("tag", "y"),
            ("region", "US-OR"), ("flag", "tragedy"), ("language", "en"), ("device", "mobile"),
            ("viewer", "r"), ("gdpr", "1"), ("consent", "denied"), ("us_privacy", "1YNN"),
            ("gpp_sid", "7"), ("other", "z"),
        ])
        #expect(question.slots.map(\.slot) == ["a", "b"])
        #expect(question.slots.allSatisfy { $0.sizes == nil })
        #expect(question.sections == ["USA"] && question.tags == ["x", "y"])
        #expect(question.regions == ["US-OR"] && question.flags == ["tragedy"])
        #expect(question.language == "en" && question.device == "mobile")
        #expect(question.viewer == "r")
        #expect(question.consent.gdpr == true && question.consent.state == .denied)
        #expect(question.consent.hasString)
    }

    @Test("reads consent signals strictly: nothing odd is taken for leave")
    func consentSignals() throws {
        func signals(_ query: (name: String, value: String)...) throws -> ConsentSignals {
            try AdQuestion(query: query).consent
        }
        #expect(try signals(("gdpr", "0")).gdpr == false)
        #expect(try signals(("gdpr", "")).gdpr == true)
        #expect(try signals(("gdpr", "no")).gdpr == true)
        #expect(try signals(("consent", "Granted")).state == .denied)
        #expect(try signals(("consent", "yes")).state == .denied)
        #expect(try signals(("tcf", "")).hasString == false)
        #expect(try read(#"{"slots":[],"consent":{"gdpr":0}}"#).consent.gdpr == false)
        #expect(try read(#"{"slots":[],"consent":{"gdpr":2}}"#).consent.gdpr == true)
        #expect(try read(#"{"slots":[],"consent":{"state":"maybe"}}"#).consent.state == .denied)
    }

    @Test("believes the stricter of two contradicting signals in one query")
    func contradiction() throws {
        do {
            let state = try read(query: [("consent", "denied"), ("consent", "granted")])
            #expect(state.consent.state == .denied)
            let gdpr = try read(query: [("gdpr", "1"), ("gdpr", "0")])
            #expect(gdpr.consent.gdpr == true)
        }
    }
}
