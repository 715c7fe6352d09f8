internal import JSON

/// An answer that says what went wrong (RFC 9457); the one place that knows status codes.
struct Problem: Equatable {
    let status: Int
    /// Stable; programs may rely on it.
    let code: String
    let title: String
    var detail: String?

    var body: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", "about:blank")
        json.field("title", title)
        json.field("status", status)
        json.field("code", code)
        if let detail { json.field("detail", detail) }
        json.endObject()
        return json.bytes
    }

    static let notFound = Problem(
        status: 404, code: "not_found", title: "There is nothing at this address.")
    static let methodNotAllowed = Problem(
        status: 405, code: "method_not_allowed", title: "This address takes other methods.")
    static let unsupportedMediaType = Problem(
        status: 415, code: "unsupported_media_type",
        title: "The body must be sent as application/json.")
    static let badToken = Problem(
        status: 400, code: "bad_token", title: "The token is not one that this server gave out.")
    static let expiredToken = Problem(
        status: 400, code: "expired_token", title: "The token is too old to be counted.")
    static let overloaded = Problem(
        status: 503, code: "overloaded",
        title: "Too many events wait to be written; try again shortly.")
    static let logUnavailable = Problem(
        status: 503, code: "log_unavailable",
        title: "The event log cannot be written at present, so no ad is promised or counted.")
    static let stopping = Problem(
        status: 503, code: "stopping", title: "The server is shutting down.")
}

extension Problem {
    init(_ problem: QuestionProblem) {
        let (code, title) = Self.words(for: problem)
        self.init(status: 400, code: code, title: title, detail: Self.detail(of: problem))
    }

    private static func words(for problem: QuestionProblem) -> (code: String, title: String) {
        switch problem {
        case .malformedJSON: ("malformed_json", "The body is not JSON.")
        case .wrongType: ("wrong_type", "A field has the wrong type.")
        case .tooMany: ("too_many", "A list is too long.")
        case .tooLong: ("too_long", "A text is too long.")
        case .noSlots: ("no_slots", "The question names no slot.")
        case .unknownSlot: ("unknown_slot", "The site has no such slot.")
        case .repeatedSlot: ("repeated_slot", "A slot is asked for twice.")
        case .badSize: ("bad_size", "A size is not of the form 728x90.")
        case .unknownSection: ("unknown_section", "The site has no such section.")
        case .ambiguousSection:
            ("ambiguous_section", "The section's name stands in several places.")
        case .badRegion: ("bad_region", "A region is not an ISO 3166 code.")
        case .unknownFlag: ("unknown_flag", "The site has no such flag.")
        case .badDevice: ("bad_device", "The device is not desktop, mobile or tablet.")
        case .badQuery: ("bad_query", "The query is not well-formed.")
        }
    }

    private static func detail(of problem: QuestionProblem) -> String? {
        switch problem {
        case .malformedJSON(let message): message
        case .wrongType(let field, let expected): "\(field): expected \(expected)"
        case .tooMany(let field, let limit): "\(field): at most \(limit)"
        case .tooLong(let field, let limit): "\(field): at most \(limit) bytes"
        case .unknownSlot(let text), .repeatedSlot(let text), .badSize(let text),
            .unknownSection(let text), .badRegion(let text), .unknownFlag(let text),
            .badDevice(let text):
            text
        case .ambiguousSection(let text, let candidates):
            "\(text) may be \(candidates.joined(separator: ", or "))"
        case .noSlots, .badQuery: nil
        }
    }
}
