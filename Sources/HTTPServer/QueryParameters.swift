/// The parameters of a query (`application/x-www-form-urlencoded`), decoded and bounded.
package enum QueryParameters {
    /// Parameters in one query.
    package static let countMax = 256

    /// Decodes a query; nil when an escape is not valid, the result is not UTF-8, or there are too many parameters.
    ///
    /// - Complexity: O(n).
    package static func decode(_ query: Substring) -> [(name: String, value: String)]? {
        guard !query.isEmpty else { return [] }
        var parameters: [(name: String, value: String)] = []
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            guard parameters.count < countMax else { return nil }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value =
                equals == pair.endIndex ? pair[equals...] : pair[pair.index(after: equals)...]
            guard let name = unescaped(pair[..<equals]), let value = unescaped(value) else {
                return nil
            }
            parameters.append((name, value))
        }
        return parameters
    }

    private static func unescaped(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(32)
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue),
                    let low = rest.next().flatMap(hexValue)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
