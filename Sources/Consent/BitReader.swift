/// Reads big-endian numbers from the characters of one segment, six bits a character.
///
/// Loading packs the characters into 64-bit words in one pass; after that a read is two shifts. The
/// words are kept between loads, so a string costs one allocation however many segments it has.
/// Invariant: `words` holds `bitCount` bits, most significant first, then zeros to the word's end.
struct BitReader {
    private var words: [UInt64] = []
    private(set) var bitCount = 0
    private(set) var position = 0
    /// Bits of the whole input before this segment.
    private(set) var origin = 0

    init() {}

    /// Bits not yet read.
    var remaining: Int { bitCount - position }

    /// The position in the whole input, for errors.
    var inputBit: Int { origin + position }

    /// Packs `input[range]` and starts over at its first bit.
    ///
    /// Throws: `.character` at the first byte outside the alphabet. Complexity: linear in the
    /// range.
    mutating func load(
        _ input: borrowing Span<UInt8>, _ range: Range<Int>
    ) throws(ConsentStringError) {
        words.removeAll(keepingCapacity: true)
        words.reserveCapacity((range.count * 6 + 63) / 64)
        origin = range.lowerBound * 6
        position = 0
        bitCount = range.count * 6
        let values = SextetAlphabet.values
        var word: UInt64 = 0
        var free = 64
        for index in range {
            let value = values[Int(input[index])]
            if value == SextetAlphabet.invalid {
                throw ConsentStringError(reason: .character(input[index]), bit: index * 6)
            }
            let sextet = UInt64(value)
            if free >= 6 {
                free -= 6
                word |= sextet &<< UInt64(free)
            } else {
                let spill = 6 - free
                words.append(word | (sextet &>> UInt64(spill)))
                free = 64 - spill
                word = sextet &<< UInt64(free)
            }
        }
        if free < 64 { words.append(word) }
    }

    /// The next `count` bits as a number; `count` is at most 64.
    ///
    /// Throws: `.truncated` if fewer are left.
    @inline(__always)
    mutating func read(_ count: Int) throws(ConsentStringError) -> UInt64 {
        try require(count)
        let value = peek(count)
        position += count
        return value
    }

    /// The next bit.
    @inline(__always)
    mutating func readBit() throws(ConsentStringError) -> Bool {
        try read(1) == 1
    }

    /// The next `count` bits of those that are left, without moving on; `count` is at most
    /// `remaining` and 64.
    @inline(__always)
    func peek(_ count: Int) -> UInt64 {
        if count == 0 { return 0 }
        let index = position &>> 6
        let offset = position & 63
        var value = words[index] &<< UInt64(offset)
        if offset + count > 64 { value |= words[index + 1] &>> UInt64(64 - offset) }
        return value &>> UInt64(64 - count)
    }

    /// Moves on by bits that `peek` has shown.
    mutating func skip(_ count: Int) {
        precondition(count <= remaining, "skipping \(count) of \(remaining) bits")
        position += count
    }

    /// Checks that `count` bits are left, before anything is allocated for them.
    @inline(__always)
    func require(_ count: Int) throws(ConsentStringError) {
        if count > remaining {
            throw ConsentStringError(
                reason: .truncated(wanted: count, left: remaining), bit: inputBit)
        }
    }

    /// Whether all bits that are left are zero, as padding is.
    var isRestZero: Bool {
        var copy = self
        while copy.remaining > 0 {
            let count = min(64, copy.remaining)
            if copy.peek(count) != 0 { return false }
            copy.position += count
        }
        return true
    }
}
