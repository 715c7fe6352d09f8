/// The form of ids: of advertisers, campaigns, line items, creatives, slots and flags.
enum Identifier {
    /// Whether the text is `[a-z0-9][a-z0-9._-]{0,63}`.
    static func isWellFormed(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= Limits.idCharactersMax,
            isLetterOrDigit(first)
        else { return false }
        return bytes.allSatisfy {
            isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
    }

    /// A well-formed id that reads like the text; nil when nothing of it is left.
    static func suggestion(for text: String) -> String? {
        let slug = TextFolding.slug(text)
        let ascii = String(slug.filter { $0.isASCII }.prefix(Limits.idCharactersMax))
        return isWellFormed(ascii) ? ascii : nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }
}
