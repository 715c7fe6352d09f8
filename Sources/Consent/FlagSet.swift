/// The ids of the bits set in a bit field of at most 64 bits: purposes, special features.
///
/// Ids count from 1 at the left, as in the string.
package struct FlagSet: Equatable, Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Id 1 is the most significant bit.
    package private(set) var bits: UInt64

    /// The set of a field that was read as a number of `width` bits.
    init(field: UInt64, width: Int) {
        bits = width == 0 ? 0 : field << UInt64(64 - width)
    }

    /// A set of ids; those outside 1...64 are left out.
    package init(_ ids: some Sequence<Int>) {
        bits = 0
        for id in ids { insert(id) }
    }

    /// A set of ids; those outside 1...64 are left out.
    package init(arrayLiteral ids: Int...) {
        self.init(ids)
    }

    /// Whether the bit of this id is set.
    package func contains(_ id: Int) -> Bool {
        (1...64).contains(id) && bits & (1 << UInt64(64 - id)) != 0
    }

    /// Whether no bit is set.
    package var isEmpty: Bool { bits == 0 }

    /// The ids, ascending.
    package var ids: [Int] { (1...64).filter(contains) }

    /// Sets the bit of an id in 1...64.
    package mutating func insert(_ id: Int) {
        if (1...64).contains(id) { bits |= 1 << UInt64(64 - id) }
    }

    /// Clears the bit of an id.
    package mutating func remove(_ id: Int) {
        if (1...64).contains(id) { bits &= ~(1 << UInt64(64 - id)) }
    }

    /// The ids that both sets have.
    package func intersection(_ other: FlagSet) -> FlagSet {
        var result = self
        result.bits &= other.bits
        return result
    }

    /// The ids of this set that the other lacks.
    package func subtracting(_ other: FlagSet) -> FlagSet {
        var result = self
        result.bits &= ~other.bits
        return result
    }

    /// The field as a number of `width` bits, for writing; 65 - `width` must exceed no id.
    func field(width: Int) throws(ConsentStringError) -> UInt64 {
        if width < 64, bits << UInt64(width) != 0 {
            throw ConsentStringError(
                reason: .fieldOverflow(value: bits, width: width), bit: 0)
        }
        return width == 0 ? 0 : bits >> UInt64(64 - width)
    }
}
