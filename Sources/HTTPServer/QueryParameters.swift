/// The parameters of a query (`application/x-www-form-urlencoded`), decoded and bounded.
///
/// Source: WHATWG URL section 5.1, but strict: a text that a browser would repair is refused.
package enum QueryParameters {
    /// Parameters in one query.
    package static let countMax = Limits.queryParametersMax

    /// Why a query is refused; offsets are bytes from its beginning.
    package enum Malformation: Error, Equatable {
        /// A percent sign without two hexadecimal digits.
        case badEscape(offset: Int)
        /// A name or value that is not UTF-8 once it is decoded.
        case notUTF8(offset: Int)
        /// A name or value with a NUL.
        case hasNUL(offset: Int)
        case tooMany(limit: Int)
        case tooLong(limit: Int)
    }

    /// Decodes a query; nil when it is malformed.
    ///
    /// - Complexity: O(n).
    package static func decode(_ query: Substring) -> [(name: String, value: String)]? {
        try? parse(query)
    }

    /// Decodes a query: parts between `&`, each a name and, after the first `=`, a value; empty parts are passed over.
    ///
    /// - Throws: `Malformation`.
    /// - Complexity: O(n).
    package static func parse(_ query: Substring) throws(Malformation)
        -> [(name: String, value: String)]
    {
        guard query.utf8.count <= Limits.targetBytesMax else {
            throw .tooLong(limit: Limits.targetBytesMax)
        }
        let bytes = Array(query.utf8)
        var parameters: [(name: String, value: String)] = []
        var start = 0
        while start < bytes.count {
            let end = index(of: UInt8(ascii: "&"), in: bytes, start..<bytes.count)
            if end > start {
                guard parameters.count < countMax else { throw .tooMany(limit: countMax) }
                let equals = index(of: UInt8(ascii: "="), in: bytes, start..<end)
                parameters.append(
                    (
                        try unescaped(bytes, start..<equals),
                        try unescaped(bytes, min(equals + 1, end)..<end)
                    ))
            }
            start = end + 1
        }
        return parameters
    }

    /// Where a byte stands first; the range's end when it does not.
    private static func index(of byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int {
        bytes[range].firstIndex(of: byte) ?? range.upperBound
    }

    private static func unescaped(_ bytes: [UInt8], _ range: Range<Int>) throws(Malformation)
        -> String
    {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            switch bytes[index] {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < range.upperBound, let high = hexadecimal(bytes[index + 1]),
                    let low = hexadecimal(bytes[index + 2])
                else { throw .badEscape(offset: index) }
                decoded.append(high << 4 | low)
                index += 2
            default: decoded.append(bytes[index])
            }
            index += 1
        }
        if decoded.contains(0) { throw .hasNUL(offset: range.lowerBound) }
        guard let text = String(validating: decoded, as: UTF8.self) else {
            throw .notUTF8(offset: range.lowerBound)
        }
        return text
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
