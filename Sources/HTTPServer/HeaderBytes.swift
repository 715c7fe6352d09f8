/// Which bytes the parts of a request and of a header may consist of.
enum HeaderBytes {
    /// Letters, digits and the signs of a token (RFC 9110 section 5.6.2): a bit for each byte below 128.
    private static let tokenLow: UInt64 = 0x03FF_6CFA_0000_0000
    private static let tokenHigh: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        let bits = byte < 64 ? tokenLow : tokenHigh
        return byte < 128 && (bits >> UInt64(byte & 63)) & 1 == 1
    }

    static func areToken(_ bytes: UnsafeRawBufferPointer) -> Bool {
        !bytes.isEmpty && hold(bytes, isTokenByte) { _ in true }
    }

    /// Whether a value has no control characters but tabs (RFC 9110 section 5.5).
    static func areFieldValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hold(bytes) { byte in
            byte >= 0x20 && byte != 0x7F || byte == 9
        } mayFail: { word in
            hasByte(in: word, below: 0x20) || hasByte(in: word, 0x7F)
        }
    }

    /// Whether a request target has only visible ASCII, and nothing that RFC 3986 forbids and browsers encode.
    ///
    /// Browsers leave these as they are in a query: `[`, `]`, `^`, `{`, `|`, `}` and the grave accent.
    static func areTarget(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hold(bytes) { byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "\\"):
                false
            default: (0x21...0x7E).contains(byte)
            }
        } mayFail: { word in
            word & (0x80 * ones) != 0 || hasByte(in: word, below: 0x24) || hasByte(in: word, 0x7F)
                || hasByte(in: word, UInt8(ascii: "<")) || hasByte(in: word, UInt8(ascii: ">"))
                || hasByte(in: word, UInt8(ascii: "\\"))
        }
    }

    /// Whether `isAllowed` holds for all bytes.
    ///
    /// - Parameter mayFail: false for eight bytes only if `isAllowed` holds for each of them.
    @inline(__always)
    private static func hold(
        _ bytes: UnsafeRawBufferPointer, _ isAllowed: (UInt8) -> Bool, mayFail: (UInt64) -> Bool
    ) -> Bool {
        var offset = 0
        while offset < bytes.count {
            // The last eight bytes may have been looked at in part already.
            let start = min(offset, bytes.count - 8)
            if start >= 0, !mayFail(bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)) {
                offset = start + 8
            } else {
                guard isAllowed(bytes[offset]) else { return false }
                offset += 1
            }
        }
        return true
    }

    // MARK: Eight bytes at once (S. E. Anderson, Bit Twiddling Hacks: "Determine if a word has a byte less than n")

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// - Parameter limit: at most 128.
    @inline(__always)
    private static func hasByte(in word: UInt64, below limit: UInt64) -> Bool {
        (word &- limit &* ones) & ~word & (0x80 * ones) != 0
    }

    @inline(__always)
    private static func hasByte(in word: UInt64, _ byte: UInt8) -> Bool {
        hasByte(in: word ^ (UInt64(byte) &* ones), below: 1)
    }
}
