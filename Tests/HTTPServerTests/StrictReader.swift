import TestSupport

/// Reads a stream of requests by the letter of RFC 9112, as slowly and plainly as can be: what the server must agree with.
///
/// Knows only what the tests send: no chunks, nothing near a limit.
enum StrictReader {
    private static let end = Array("\r\n".utf8)

    /// The requests to be served, as `method path`, up to the first that is refused or not complete.
    static func requests(in stream: [UInt8]) -> [String] {
        var rest = stream[...]
        var found: [String] = []
        while let request = next(&rest) { found.append(request) }
        return found
    }

    private static func next(_ rest: inout ArraySlice<UInt8>) -> String? {
        skipEmptyLines(&rest)
        guard let first = line(&rest) else { return nil }
        let words = first.split(separator: 32, omittingEmptySubsequences: false)
        guard words.count == 3,
            let method = ["GET": "get", "POST": "post", "HEAD": "head"][text(words[0])],
            words[1].first == UInt8(ascii: "/"), words[1].allSatisfy(isTargetByte),
            text(words[2]).hasPrefix("HTTP/1."), words[2].count == 8,
            (48...57).contains(words[2].last ?? 0)
        else { return nil }
        var (lines, hosts) = (0, 0)
        // A connection of version 1.0 ends after one answer.
        var isLast = words[2].last == UInt8(ascii: "0")
        var lengths: [Int] = []
        while true {
            guard let header = headerLine(&rest, isFirst: lines == 0) else { return nil }
            lines += 1
            if header.isEmpty { break }
            guard let colon = header.firstIndex(of: UInt8(ascii: ":")), colon > header.startIndex,
                header[..<colon].allSatisfy(isTokenByte)
            else { return nil }
            let value = header[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
            guard value.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else { return nil }
            switch text(header[..<colon]).lowercased() {
            case "host": hosts += 1
            case "content-length":
                guard !value.isEmpty, value.count < 10,
                    value.allSatisfy({ (48...57).contains($0) }),
                    let length = Int(text(value))
                else { return nil }
                lengths.append(length)
            case "transfer-encoding": return nil
            case "connection": isLast = isLast || text(value) == "close"
            default: break
            }
        }
        let isOld = words[2].last == UInt8(ascii: "0")
        guard hosts == 1 || isOld && hosts == 0, lengths.count <= 1 else { return nil }
        let length = lengths.first ?? 0
        guard method == "post" || length == 0, rest.count >= length else { return nil }
        rest = rest.dropFirst(length)
        if isLast { rest = [] }
        return "\(method) \(text(words[1].prefix { $0 != UInt8(ascii: "?") }))"
    }

    /// Empty lines before a request are passed over (section 2.2). The library also passes over such with a bare line feed
    /// and lines that begin with NUL, of which nothing can be seen later; no part of a request can hide in them.
    private static func skipEmptyLines(_ rest: inout ArraySlice<UInt8>) {
        while let first = rest.first {
            if rest.starts(with: end) {
                rest = rest.dropFirst(2)
            } else if first == 10 || first == 0 {
                guard let feed = rest.firstIndex(of: 10) else {
                    rest = []
                    return
                }
                rest = rest[(feed + 1)...]
            } else {
                return
            }
        }
    }

    /// The bytes up to CR and LF; nil when none come, or a CR, LF or NUL stands alone.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let stop = rest.firstIndex(where: { $0 == 13 || $0 == 10 || $0 == 0 }),
            rest[stop...].starts(with: end)
        else { return nil }
        defer { rest = rest[(stop + 2)...] }
        return rest[..<stop]
    }

    /// A line after the first.
    ///
    /// The library writes NULs over the ends of lines and over the first colon of each, so these cannot be told from CR and
    /// LF: NUL and LF; and, where the headers end, a colon and LF.
    private static func headerLine(_ rest: inout ArraySlice<UInt8>, isFirst: Bool)
        -> ArraySlice<UInt8>?
    {
        if !isFirst, rest.starts(with: Array(":\n".utf8)) {
            rest = rest.dropFirst(2)
            return []
        }
        if let stop = rest.firstIndex(where: { $0 == 13 || $0 == 10 || $0 == 0 }),
            rest[stop...].starts(with: Array("\0\n".utf8))
        {
            defer { rest = rest[(stop + 2)...] }
            return rest[..<stop]
        }
        return line(&rest)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        let signs = Array("!#$%&'*+-.^_`|~".utf8)
        return signs.contains(byte) || (48...57).contains(byte) || (65...90).contains(byte)
            || (97...122).contains(byte)
    }

    private static func isTargetByte(_ byte: UInt8) -> Bool {
        (33...126).contains(byte) && !Array("\"#<>\\".utf8).contains(byte)
    }

    /// Changes, removes, doubles or inserts a byte or a line.
    static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let nasty = Array("\r\n\0 \t:/?hH1\u{1}\u{7F}\"\\".utf8) + [0x80, 0xFF]
        let byte = nasty.randomElement(using: &random) ?? 0
        let spots = bytes.indices.filter { [13, 10, 32, 58].contains(bytes[$0]) }
        // The places between parts are the ones that matter.
        let spot =
            random.chance(70)
            ? spots.randomElement(using: &random) ?? 0
            : Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[spot] = byte
        case 1: bytes.remove(at: spot)
        case 2: bytes.insert(byte, at: spot)
        case 3: bytes.insert(bytes[spot], at: spot)
        case 4:
            let lines = ["\r\n", "\n", "Host: b\r\n", "Content-Length: 3\r\n", " x\r\n", "X:1\r\n"]
            bytes.insert(
                contentsOf: Array((lines.randomElement(using: &random) ?? "").utf8), at: spot)
        default: bytes.swapAt(spot, Int.random(in: bytes.indices, using: &random))
        }
    }
}
