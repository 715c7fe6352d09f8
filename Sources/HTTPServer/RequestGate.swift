internal import CMicroHTTPD
internal import Glibc

/// What the library lets through and must not pass: forms that two servers could read differently.
///
/// The library's parser of versions 0.9 cuts a request up where it lies in the read buffer. It ends lines at bare line
/// feeds, joins folded lines, ends texts at a NUL and skips repeated blanks, and says nothing of it; but then the parts do
/// not follow upon each other as they do in a plain request: one blank or colon after each name, CR and LF after each value.
/// Only addresses are compared here, and no byte beyond the parts is read.
///
/// Source: RFC 9112 sections 2.2, 3, 5, 6 and 11.2; RFC 9110 section 5.
struct RequestGate {
    /// A request's first line as it lies in the library's memory.
    struct RequestLine {
        let method: UnsafePointer<CChar>
        /// Only an address to compare with: the library has cut the text up by now.
        let target: UnsafeRawPointer?
        let targetBytes: Int
        let version: UnsafePointer<CChar>
    }

    private(set) var isChunked = false
    private var contentLengths = 0
    private var transferEncodings = 0
    private var hosts = 0
    private var contentLength = 0
    private var lines = 0
    private var hasBadHeader = false
    private var hasUnclearLength = false
    private var hasGap = false
    /// Where the next line begins unless something was passed over.
    private var next: UnsafeRawPointer?

    private static let parsesInPlace = broadside_parses_in_place() != 0
    private static let lineEnd = 2

    /// Looks at all of a request but its target.
    ///
    /// - Returns: why it is refused; nil when it may pass.
    mutating func refusal(
        of connection: OpaquePointer, _ line: RequestLine, _ method: HTTPMethod, bodyBytesMax: Int
    ) -> Refusal? {
        checkFirstLine(line)
        withUnsafeMutablePointer(to: &self) { gate in
            _ = MHD_get_connection_values_n(
                connection, .HEADER_KIND,
                { context, _, name, nameBytes, value, valueBytes in
                    // The context is the pointer of this very call, which nobody else uses meanwhile.
                    let gate = context?.assumingMemoryBound(to: RequestGate.self)
                    guard let gate, let name, let value else { return .NO }
                    gate.pointee.look(
                        at: UnsafeRawBufferPointer(start: name, count: nameBytes),
                        UnsafeRawBufferPointer(start: value, count: valueBytes))
                    return .YES
                }, gate)
        }
        let headBytes = broadside_head_bytes(connection)
        if next.map({ $0 + Self.lineEnd }) != UnsafeRawPointer(line.method) + headBytes {
            hasGap = true
        }
        return verdict(method, isVersion11: strcmp(line.version, "HTTP/1.0") != 0, bodyBytesMax)
            ?? (headBytes > Limits.headBytesMax ? .headTooLarge : nil)
    }

    private mutating func checkFirstLine(_ line: RequestLine) {
        let target = UnsafeRawPointer(line.method) + strlen(line.method) + 1
        let version = target + line.targetBytes + 1
        hasGap = line.target != target || UnsafeRawPointer(line.version) != version
        next = version + strlen(line.version) + Self.lineEnd
    }

    private mutating func look(at name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        lines += 1
        if name.baseAddress != next { hasGap = true }
        next = value.baseAddress.map { $0 + value.count + Self.lineEnd }
        if !HeaderBytes.areToken(name) || !HeaderBytes.areFieldValue(value) { hasBadHeader = true }
        switch name.count {
        case 4 where Self.equals(name, "host"): hosts += 1
        case 14 where Self.equals(name, "content-length"): takeLength(value)
        case 17 where Self.equals(name, "transfer-encoding"):
            transferEncodings += 1
            isChunked = Self.equals(value, "chunked")
            if !isChunked { hasUnclearLength = true }
        default: break
        }
    }

    private mutating func takeLength(_ value: UnsafeRawBufferPointer) {
        contentLengths += 1
        contentLength = 0
        for byte in value {
            let digit = Int(byte) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit), contentLength < Int.max / 10 - 1 else {
                hasUnclearLength = true
                return
            }
            contentLength = contentLength * 10 + digit
        }
        if value.isEmpty { hasUnclearLength = true }
    }

    private func verdict(_ method: HTTPMethod, isVersion11: Bool, _ bodyBytesMax: Int) -> Refusal? {
        if hasGap, Self.parsesInPlace { return .brokenLines }
        if hasBadHeader { return .badHeader }
        if hosts > 1 || hosts == 0 && isVersion11 { return .badHost }
        if hasUnclearLength || contentLengths + transferEncodings > 1 { return .unclearLength }
        // Chunks came with version 1.1; who sends them as 1.0 has not understood them (RFC 9112 section 6.1).
        if isChunked && !isVersion11 { return .unclearLength }
        if lines > Limits.headerLinesMax { return .tooManyHeaders }
        if method == .other { return .methodNotAllowed }
        if !method.mayHaveBody, isChunked || contentLength > 0 { return .unwantedBody }
        if contentLength > bodyBytesMax { return .bodyTooLarge }
        return nil
    }

    private static func equals(_ bytes: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
        guard bytes.count == lower.utf8CodeUnitCount else { return false }
        return lower.withUTF8Buffer { lower in
            zip(bytes, lower).allSatisfy { byte, letter in
                byte == letter || ((65...90).contains(byte) && byte | 0x20 == letter)
            }
        }
    }
}
