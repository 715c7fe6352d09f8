internal import CSodium

/// Hashes that name contents: BLAKE2b with 128 bits.
///
/// Source: RFC 7693; libsodium's `crypto_generichash`.
package enum ContentHash {
    static let byteCount = 16

    /// 32 hexadecimal digits.
    package static func hex(_ bytes: [UInt8]) -> String {
        hex(digest: digest(bytes))
    }

    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        // Lets the library choose the fastest code for this machine; it answers 1 when that is already done.
        precondition(sodium_init() >= 0, "libsodium cannot be used")
        var digest = [UInt8](repeating: 0, count: byteCount)
        let result = crypto_generichash(
            &digest, byteCount, bytes, UInt64(bytes.count), nil, 0)
        precondition(result == 0, "libsodium refuses a hash of \(byteCount) bytes")
        return digest
    }

    static func hex(digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(digest.count * 2)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// One hash of many named files: it changes when any name or content does, or their order.
    struct Files {
        private var summary: [UInt8] = []

        mutating func add(name: String, bytes: [UInt8]) {
            let name = Array(name.utf8)
            withUnsafeBytes(of: UInt64(name.count).littleEndian) { summary.append(contentsOf: $0) }
            summary.append(contentsOf: name)
            summary.append(contentsOf: ContentHash.digest(bytes))
        }

        var hex: String { ContentHash.hex(summary) }
    }
}
