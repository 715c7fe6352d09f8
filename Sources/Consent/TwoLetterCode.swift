/// A language or country of two letters, six bits each, A = 0.
///
/// Values above Z are kept as they came, since every decoder reads on over them.
package struct TwoLetterCode: Equatable, Hashable, Sendable {
    /// Both letters as a number of 12 bits.
    package let rawValue: UInt16

    /// The code of 12 bits as read; higher bits are dropped.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue & 0xFFF
    }

    /// The code of two upper-case letters; nil for anything else.
    package init?(_ text: String) {
        let letters = Array(text.utf8)
        guard letters.count == 2, letters.allSatisfy({ (65...90).contains($0) }) else { return nil }
        rawValue = UInt16(letters[0] - 65) << 6 | UInt16(letters[1] - 65)
    }

    /// The two letters.
    package var text: String {
        var text = ""
        for value in [rawValue >> 6, rawValue & 63] {
            text.unicodeScalars.append(Unicode.Scalar(UInt8(65 + value)))
        }
        return text
    }
}
