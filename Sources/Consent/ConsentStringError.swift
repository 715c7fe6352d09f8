/// Why a consent string could not be read or written, and where.
package struct ConsentStringError: Error, Equatable, Sendable {
    /// What went wrong, as data without prose.
    package enum Reason: Equatable, Sendable {
        /// The value is empty.
        case empty
        /// The string has more characters than the limit allows.
        case tooLong(characters: Int)
        /// A byte is outside the web-safe alphabet of 64 characters.
        case character(UInt8)
        /// A number, bit field or list reaches beyond the end of its segment.
        case truncated(wanted: Int, left: Int)
        /// The version is not one that this decoder reads.
        case version(UInt64)
        /// The type of a GPP header is not 3.
        case headerType(UInt64)
        /// Nothing stands between two separators, or behind the last.
        case emptySegment
        /// A string or section has more segments than the limit allows.
        case segmentCount(Int)
        /// A segment has the type 0.
        case segmentType(UInt64)
        /// A list names vendor 0, which cannot exist.
        case vendorZero
        /// A range ends before it starts.
        case backwardRange(first: UInt16, last: UInt16)
        /// A Fibonacci code word is longer than the limit, or has no closing pair.
        case codeWord
        /// A section id is above the limit.
        case sectionID(Int)
        /// A header names more sections than the limit allows.
        case sectionCount(Int)
        /// A header names a different number of sections than follow.
        case sectionMismatch(ids: Int, sections: Int)
        /// A US Privacy string has not exactly four characters.
        case length(Int)
        /// A letter of a US Privacy string is none of Y, N and -.
        case letter(UInt8)
        /// A value does not fit its field (encoding only).
        case fieldOverflow(value: UInt64, width: Int)
        /// A section's values do not have the shape that its id prescribes (encoding only).
        case sectionShape(id: UInt16)
    }

    /// What went wrong.
    package let reason: Reason
    /// Bits before the fault, six for each character of the whole input, separators included.
    package let bit: Int

    /// A fault at a bit position of the whole input.
    package init(reason: Reason, bit: Int) {
        self.reason = reason
        self.bit = bit
    }
}

extension ConsentStringError.Reason {
    /// One line for a person who debugs a consent dialog; stable, but not meant to be parsed.
    package var summary: String {
        switch self {
        case .empty: "empty"
        case .tooLong(let characters): "too long: \(characters) characters"
        case .character(let byte): "character outside the web-safe alphabet: byte \(byte)"
        case .truncated(let wanted, let left): "truncated: wanted \(wanted) bits, \(left) left"
        case .version(let version): "version \(version)"
        case .headerType(let type): "header type \(type)"
        case .emptySegment: "empty segment"
        case .segmentCount(let count): "\(count) segments"
        case .segmentType(let type): "segment type \(type)"
        case .vendorZero: "vendor 0"
        case .backwardRange(let first, let last): "range runs backwards: \(first) to \(last)"
        case .codeWord: "Fibonacci code word too long"
        case .sectionID(let id): "section id \(id)"
        case .sectionCount(let count): "\(count) sections"
        case .sectionMismatch(let ids, let sections): "\(ids) ids, \(sections) sections"
        case .length(let characters): "length: \(characters) characters, not 4"
        case .letter(let byte): "letter: byte \(byte) is none of Y, N and -"
        case .fieldOverflow(let value, let width): "\(value) does not fit \(width) bits"
        case .sectionShape(let id): "values do not have the shape of section \(id)"
        }
    }
}
