internal import CSodium

/// Turns served ads into tokens and back.
///
/// A token is the base64url form of version, key number, fields and the first 16 bytes of their HMAC-SHA256; a forger
/// has one chance in 2^128 a try.
package struct TokenCodec: Sendable {
    private static let version: UInt8 = 1
    private static let tagBytes = 16
    /// Characters of the longest token that is looked at.
    static let tokenLengthMax = 3072

    private let keys: SigningKeys

    package init(keys: SigningKeys) {
        self.keys = keys
    }

    /// The token of an ad, signed with the newest key.
    package func token(for ad: ServedAd) -> [UInt8] {
        let key = keys.current
        var bytes = [Self.version, key.number]
        bytes.append(contentsOf: ad.encoded())
        bytes.append(contentsOf: Self.tag(of: bytes, key.bytes))
        return Self.base64URL(bytes)
    }

    /// The ad of a token; nil unless one of our keys signed exactly these bytes.
    package func ad(of token: some Collection<UInt8>) -> ServedAd? {
        // libsodium's decoder lets some characters through with their highest bit set.
        guard token.count <= Self.tokenLengthMax, token.allSatisfy({ $0 < 0x80 }),
            let bytes = Self.decoded(token),
            bytes.count > 2 + Self.tagBytes, bytes[0] == Self.version,
            let key = keys.key(numbered: bytes[1])
        else { return nil }
        let signed = Array(bytes.dropLast(Self.tagBytes))
        let given = Array(bytes.suffix(Self.tagBytes))
        guard sodium_memcmp(Self.tag(of: signed, key.bytes), given, Self.tagBytes) == 0 else {
            return nil
        }
        return ServedAd(decoding: signed[2...])
    }

    private static func tag(of bytes: [UInt8], _ key: [UInt8]) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256(&hash, bytes, UInt64(bytes.count), key)
        return Array(hash.prefix(tagBytes))
    }

    private static func base64URL(_ bytes: [UInt8]) -> [UInt8] {
        let variant = Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)
        let capacity = sodium_base64_encoded_len(bytes.count, variant)
        var text = [CChar](repeating: 0, count: capacity)
        sodium_bin2base64(&text, capacity, bytes, bytes.count, variant)
        // The last byte is C's end of string.
        return text.dropLast().map { UInt8(bitPattern: $0) }
    }

    private static func decoded(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = text.map { CChar(bitPattern: $0) }
        var bytes = [UInt8](repeating: 0, count: text.count)
        var count = 0
        var end: UnsafePointer<CChar>?
        let isValid = text.withUnsafeBufferPointer { text in
            sodium_base642bin(
                &bytes, bytes.count, text.baseAddress, text.count, nil, &count, &end,
                Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)) == 0
                && end == text.baseAddress.map { $0 + text.count }
        }
        return isValid ? Array(bytes.prefix(count)) : nil
    }
}
