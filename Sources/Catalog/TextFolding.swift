internal import Foundation

/// Comparison forms of names: tags, sections and regions compare without regard to case and accents.
package enum TextFolding {
    /// Lower case without accents; inner runs of white space as one blank, none at the ends.
    ///
    /// - Complexity: O(n); text outside ASCII takes a slower path through Unicode decomposition.
    package static func folded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x80...: return foldedUnicode(String(text))
            case 65...90: bytes.append(byte | 0x20)
            case 9, 10, 13, 32:
                if let last = bytes.last, last != 32 { bytes.append(32) }
            default: bytes.append(byte)
            }
        }
        if bytes.last == 32 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func foldedUnicode(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.generalCategory == .nonspacingMark { continue }
            if scalar.properties.isWhitespace {
                if let last = result.last, last != " " { result.append(" ") }
            } else {
                result.append(scalar)
            }
        }
        if result.last == " " { result.removeLast() }
        return String(result)
    }

    /// The folded text with every run of other characters than letters and digits as one hyphen: `san-jose`.
    package static func slug(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for scalar in folded(text).unicodeScalars {
            // ASCII is decided without the Unicode tables, which are slow to ask.
            if scalar.isASCII ? isLowerCaseOrDigit(scalar) : isLetterOrNumber(scalar) {
                result.append(scalar)
            } else if let last = result.last, last != "-" {
                result.append("-")
            }
        }
        if result.last == "-" { result.removeLast() }
        return String(result)
    }

    private static func isLowerCaseOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        (97...122).contains(scalar.value) || (48...57).contains(scalar.value)
    }

    private static func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
