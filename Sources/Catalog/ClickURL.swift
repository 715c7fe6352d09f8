/// The strict form of addresses that a reader may be sent to: absolute, http or https, and read alike by every parser.
///
/// Source: RFC 3986, narrowed to what the WHATWG URL Standard reads the same way.
package enum ClickURL {
    package enum Problem: Equatable, Sendable {
        case tooLong
        case notHTTP
        case noHost
        case userInfo
        case backslash
        case controlCharacter
        case nonASCIIHost
        case nonASCII
        case malformedHost(String)
        case malformedPort
        case malformedPercentEncoding
        case forbiddenCharacter(Character)
    }

    /// Why the text is not such an address; nil when it is one.
    ///
    /// - Complexity: O(length), which is bounded first.
    package static func problem(with text: String) -> Problem? {
        let bytes = Array(text.utf8)
        guard bytes.count <= Limits.urlBytesMax else { return .tooLong }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return .controlCharacter }
        if bytes.contains(UInt8(ascii: "\\")) { return .backslash }
        guard let schemeEnd = schemeLength(bytes) else { return .notHTTP }

        let afterScheme = bytes[schemeEnd...]
        let delimiters: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        let authorityEnd = afterScheme.firstIndex(where: delimiters.contains) ?? bytes.count
        let authority = bytes[schemeEnd..<authorityEnd]
        if authority.contains(UInt8(ascii: "@")) { return .userInfo }
        let colon = authority.firstIndex(of: UInt8(ascii: ":"))
        let host = authority[..<(colon ?? authority.endIndex)]
        if host.isEmpty { return .noHost }
        if host.contains(where: { $0 >= 0x80 }) { return .nonASCIIHost }
        if !isHost(host) { return .malformedHost(String(decoding: host, as: UTF8.self)) }
        if let colon, !isPort(authority[(colon + 1)...]) { return .malformedPort }
        return problem(afterAuthority: bytes[authorityEnd...])
    }

    private static func schemeLength(_ bytes: [UInt8]) -> Int? {
        for scheme in ["https://", "http://"] {
            let expected = Array(scheme.utf8)
            if bytes.count >= expected.count,
                zip(bytes, expected).allSatisfy({ ($0 | 0x20) == ($1 | 0x20) })
            {
                return expected.count
            }
        }
        return nil
    }

    /// Whether this is a dotted name of letters, digits and inner hyphens, or an IPv4 address in four decimal parts.
    ///
    /// A name whose last label is a number would be read as an IPv4 address by browsers, so it must be one.
    static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard host.count <= 253, let last = labels.last else { return false }
        let wellFormed = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                && label.last != UInt8(ascii: "-")
                && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
        }
        guard wellFormed else { return false }
        let looksNumeric =
            last.allSatisfy(isDigit)
            || (last.count >= 2 && last.first == UInt8(ascii: "0")
                && last[last.startIndex + 1] | 0x20 == UInt8(ascii: "x"))
        guard looksNumeric else { return true }
        return labels.count == 4
            && labels.allSatisfy { label in
                label.count <= 3 && label.allSatisfy(isDigit)
                    && (label.count == 1 || label.first != UInt8(ascii: "0"))
                    && label.reduce(0) { $0 * 10 + Int($1 - 48) } <= 255
            }
    }

    static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
        (1...5).contains(digits.count) && digits.allSatisfy(isDigit)
            && digits.first != UInt8(ascii: "0")
            && digits.reduce(0) { $0 * 10 + Int($1 - 48) } <= 65_535
    }

    private static func problem(afterAuthority bytes: ArraySlice<UInt8>) -> Problem? {
        var index = bytes.startIndex
        var hasFragment = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, isHexadecimal(bytes[index + 1]),
                    isHexadecimal(bytes[index + 2])
                else { return .malformedPercentEncoding }
                index += 3
                continue
            case 0x80...: return .nonASCII
            case UInt8(ascii: "#"):
                if hasFragment { return .forbiddenCharacter("#") }
                hasFragment = true
            case let byte where isLetter(byte) || isDigit(byte) || allowed.contains(byte): break
            default: return .forbiddenCharacter(Character(Unicode.Scalar(byte)))
            }
            index += 1
        }
        return nil
    }

    /// Marks that RFC 3986 allows in path, query and fragment.
    private static let allowed = Set("-._~!$&'()*+,;=:@/?".utf8)

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (65...70).contains(byte & 0xDF)
    }
}

extension ClickURL.Problem {
    /// The problem in words.
    var message: String {
        switch self {
        case .tooLong: "the address has more than \(Limits.urlBytesMax) bytes"
        case .notHTTP: "the address must begin with https:// or http://"
        case .noHost: "the address names no host"
        case .userInfo: "the address holds a user name (the part before @)"
        case .backslash: "the address holds a backslash"
        case .controlCharacter: "the address holds a control character"
        case .nonASCIIHost: "the address's host has characters outside ASCII"
        case .nonASCII: "the address has characters outside ASCII"
        case .malformedHost(let host): "\(Wording.quoted(host)) is no host name"
        case .malformedPort: "the address's port is no number from 1 to 65535"
        case .malformedPercentEncoding: "a % in the address lacks its two hexadecimal digits"
        case .forbiddenCharacter(let character):
            "the address holds \(Wording.quoted(String(character)))"
        }
    }

    /// What to do about it.
    var hint: String? {
        switch self {
        case .nonASCIIHost: "write the host in Punycode: xn--..."
        case .nonASCII: "percent-encode them as UTF-8, such as %C3%A9"
        case .backslash: "use forward slashes, or %5C"
        case .malformedPercentEncoding: "a percent sign itself is written %25"
        case .forbiddenCharacter(" "): "write a blank as %20"
        case .forbiddenCharacter("#"): "only one # may stand in an address; another is written %23"
        case .forbiddenCharacter(let character):
            character.asciiValue.map { value in
                "write it as %" + (value < 16 ? "0" : "")
                    + String(value, radix: 16, uppercase: true)
            }
        default: nil
        }
    }
}
