internal import CMicroHTTPD
internal import Glibc

/// What the library lets through and must not pass: forms that two servers could read differently.
///
/// Source: RFC 9112 sections 5, 6 and 11.2; RFC 9110 section 5.
struct RequestGate {
    private(set) var contentLengths = 0
    private(set) var transferEncodings = 0
    private(set) var hosts = 0
    private(set) var contentLength: Int?
    private(set) var isMalformed = false
    /// Whether the client holds its body back until it is asked for it.
    private(set) var isWaitingToSend = false
    private(set) var headers = 0

    static let headersMax = 100

    /// Looks at all headers of a request.
    init(_ connection: OpaquePointer) {
        withUnsafeMutablePointer(to: &self) { gate in
            _ = MHD_get_connection_values_n(
                connection, .HEADER_KIND,
                { context, _, name, nameBytes, value, valueBytes in
                    guard let gate = context?.assumingMemoryBound(to: RequestGate.self) else {
                        return .NO
                    }
                    gate.pointee.look(
                        at: UnsafeRawBufferPointer(start: name, count: nameBytes),
                        UnsafeRawBufferPointer(start: value, count: valueBytes))
                    return .YES
                }, gate)
        }
    }

    /// Why a request is refused; nil when it may pass.
    func refusal(_ method: HTTPMethod, _ version: UnsafePointer<CChar>?, bodyBytesMax: Int)
        -> Refusal?
    {
        if isMalformed || contentLengths > 1 || transferEncodings > 1 || hosts > 1 {
            return .badRequest
        }
        if contentLengths > 0, transferEncodings > 0 { return .badRequest }
        if hosts == 0, version.map({ strcmp($0, "HTTP/1.1") == 0 }) ?? true { return .badRequest }
        if headers > Self.headersMax { return .tooManyHeaders }
        if method == .other { return .methodNotAllowed }
        if !method.mayHaveBody, transferEncodings > 0 || contentLength ?? 0 > 0 {
            return .badRequest
        }
        if let contentLength, contentLength > bodyBytesMax { return .bodyTooLarge }
        return nil
    }

    private mutating func look(at name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        headers += 1
        if name.isEmpty || !name.allSatisfy(Self.isToken) || !value.allSatisfy(Self.isFieldByte) {
            isMalformed = true
            return
        }
        if Self.equals(name, "content-length") {
            contentLengths += 1
            let digits = value.prefix(19)
            guard !value.isEmpty, value.count <= 18, digits.allSatisfy({ (48...57).contains($0) })
            else {
                isMalformed = true
                return
            }
            contentLength = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
        } else if Self.equals(name, "transfer-encoding") {
            transferEncodings += 1
            if !Self.equals(value, "chunked") { isMalformed = true }
        } else if Self.begins(name, "content-length") || Self.begins(name, "transfer-encoding") {
            // The library takes the second line of a folded header for a part of its name, and so overlooks the header.
            isMalformed = true
        } else if Self.equals(name, "host") {
            hosts += 1
        } else if Self.equals(name, "expect") {
            isWaitingToSend = true
        }
    }

    private static func equals(_ bytes: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
        bytes.count == lower.utf8CodeUnitCount && begins(bytes, lower)
    }

    private static func begins(_ bytes: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
        guard bytes.count >= lower.utf8CodeUnitCount else { return false }
        return lower.withUTF8Buffer { lower in
            zip(bytes, lower).allSatisfy { byte, letter in
                byte == letter || ((65...90).contains(byte) && byte | 0x20 == letter)
            }
        }
    }

    /// Letters, digits and the signs of RFC 9110 section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 94...122, 33, 35...39, 42, 43, 45, 46, 124, 126: true
        default: false
        }
    }

    private static func isFieldByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 9
    }
}

/// What the HTTP layer refuses by itself.
enum Refusal: CaseIterable {
    case badRequest, methodNotAllowed, bodyTooLarge, tooManyHeaders, unavailable

    private var words: (status: Int, code: String, title: String) {
        switch self {
        case .badRequest: (400, "bad_request", "The request is not well-formed HTTP.")
        case .methodNotAllowed:
            (405, "method_not_allowed", "This server does not take this method.")
        case .bodyTooLarge: (413, "body_too_large", "The body is too large.")
        case .tooManyHeaders: (431, "too_many_headers", "The request has too many headers.")
        case .unavailable: (503, "stopping", "The server is shutting down.")
        }
    }

    private static let responses: [Refusal: HTTPResponse] = Dictionary(
        uniqueKeysWithValues: allCases.map { refusal in
            let (status, code, title) = refusal.words
            let body =
                "{\"type\":\"about:blank\",\"title\":\"\(title)\",\"status\":\(status),"
                + "\"code\":\"\(code)\"}"
            var headers = [("Connection", "close"), ("Cache-Control", "no-store")]
            if refusal == .methodNotAllowed {
                headers.append(("Allow", "GET, HEAD, POST, OPTIONS"))
            }
            if refusal == .unavailable { headers.append(("Retry-After", "1")) }
            return (
                refusal,
                HTTPResponse(
                    status: status, contentType: "application/problem+json", headers: headers,
                    body: Array(body.utf8))
            )
        })

    /// The answer, which ends the connection.
    var response: HTTPResponse {
        guard let response = Self.responses[self] else {
            preconditionFailure("no response for \(self)")
        }
        return response
    }
}
