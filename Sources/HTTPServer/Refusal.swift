/// What the HTTP layer refuses by itself.
enum Refusal: Int, CaseIterable {
    case brokenLines, badTarget, badHeader, badHost, unclearLength, unwantedBody
    case methodNotAllowed, bodyTooLarge, targetTooLong, tooManyHeaders, headTooLarge
    case stopping, answerOverdue

    private var words: (status: Int, code: StaticString, title: StaticString) {
        switch self {
        case .brokenLines:
            (
                400, "bad_request",
                "A line of the request has a NUL, a bare line feed, a fold or a blank too many."
            )
        case .badTarget:
            (400, "bad_request", "The address is not a path, or has a character to be encoded.")
        case .badHeader:
            (400, "bad_request", "A header has a character that it must not have.")
        case .badHost: (400, "bad_request", "There must be one Host header.")
        case .unclearLength:
            (400, "bad_request", "The length of the body is not given in one clear way.")
        case .unwantedBody: (400, "bad_request", "A request of this method has no body.")
        case .methodNotAllowed:
            (405, "method_not_allowed", "This server does not take this method.")
        case .bodyTooLarge: (413, "body_too_large", "The body is too large.")
        case .targetTooLong: (414, "uri_too_long", "The address is too long.")
        case .tooManyHeaders: (431, "too_many_headers", "The request has too many headers.")
        case .headTooLarge: (431, "headers_too_large", "The headers are too large.")
        case .stopping: (503, "stopping", "The server is shutting down.")
        case .answerOverdue: (503, "answer_overdue", "The answer took too long.")
        }
    }

    private static let responses = allCases.map { refusal in
        let (status, code, title) = refusal.words
        let body =
            "{\"type\":\"about:blank\",\"title\":\"\(title)\",\"status\":\(status),"
            + "\"code\":\"\(code)\"}"
        var headers = [("Connection", "close"), ("Cache-Control", "no-store")]
        if refusal == .methodNotAllowed { headers.append(("Allow", "GET, HEAD, POST, OPTIONS")) }
        if status == 503 { headers.append(("Retry-After", "1")) }
        return HTTPResponse(
            status: status, contentType: "application/problem+json", headers: headers,
            body: Array(body.utf8))
    }

    /// The answer, a problem document (RFC 9457), which ends the connection.
    var response: HTTPResponse { Self.responses[rawValue] }
}
