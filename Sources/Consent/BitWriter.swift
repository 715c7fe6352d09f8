/// How an encoder fills the last characters of a segment; decoders ignore the fill.
package enum BitPadding: Int, CaseIterable, Sendable {
    /// To the end of the character: the shortest form, which octet decoders cannot always read.
    case sextet = 6
    /// To whole octets, then to the end of the character: what most encoders do.
    case octet = 8
    /// To 24 bits, four characters at a time.
    case quartet = 24
}

/// Writes big-endian numbers as characters of six bits.
struct BitWriter {
    private var characters: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingCount = 0
    private(set) var bitCount = 0

    init() {}

    /// Appends the low `count` bits of a value; `count` is at most 64.
    ///
    /// Throws: `.fieldOverflow` if the value has higher bits.
    mutating func write(_ value: UInt64, _ count: Int) throws(ConsentStringError) {
        if count < 64, value >> UInt64(count) != 0 {
            throw ConsentStringError(
                reason: .fieldOverflow(value: value, width: count), bit: bitCount)
        }
        var left = count
        while left > 0 {
            let taken = min(left, 6 - pendingCount)
            left -= taken
            append((value >> UInt64(left)) & ((1 << UInt64(taken)) - 1), taken)
        }
    }

    /// Appends one bit.
    mutating func writeBit(_ bit: Bool) throws(ConsentStringError) {
        try write(bit ? 1 : 0, 1)
    }

    /// Fills up with zeros and returns the characters.
    consuming func finish(_ padding: BitPadding) -> String {
        let remainder = bitCount % padding.rawValue
        let fill = remainder == 0 ? 0 : padding.rawValue - remainder
        for _ in 0..<fill { append(0, 1) }
        while pendingCount != 0 { append(0, 1) }
        return String(decoding: characters, as: UTF8.self)
    }

    /// Appends bits to the pending character; `count` is at most what that still takes.
    private mutating func append(_ bits: UInt64, _ count: Int) {
        pending = pending << UInt64(count) | bits
        pendingCount += count
        bitCount += count
        if pendingCount == 6 { flush() }
    }

    private mutating func flush() {
        characters.append(SextetAlphabet.characters[Int(pending)])
        pending = 0
        pendingCount = 0
    }
}
