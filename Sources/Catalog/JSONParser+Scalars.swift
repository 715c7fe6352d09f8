extension JSONParser {
    /// Moves over white space, and over comments where they are allowed.
    mutating func skipSpace(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            case UInt8(ascii: "/"): try skipComment(bytes)
            default: return
            }
        }
    }

    private mutating func skipComment(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        let start = position
        let next = start + 1 < bytes.count ? bytes[start + 1] : 0
        guard next == UInt8(ascii: "/") || next == UInt8(ascii: "*") else {
            throw unexpected(bytes, expected: "a value, a comma or a bracket")
        }
        guard options.allowsConveniences else { throw error(.commentNotAllowed, start, start + 2) }
        position += 2
        if next == UInt8(ascii: "/") {
            while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        } else {
            while true {
                guard position + 1 < bytes.count else {
                    throw error(.unterminatedComment, start, start + 2)
                }
                if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
                    break
                }
                position += 1
            }
            position += 2
        }
        _ = try text(bytes, start, position)
    }

    /// Reads the string whose opening quote stands at the position.
    mutating func string(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
        let start = position
        position += 1
        var decoded: [UInt8]?
        var runStart = position
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                let length = position - runStart + (decoded?.count ?? 0)
                guard length <= options.stringBytesMax else {
                    throw error(
                        .stringTooLong(bytesMax: options.stringBytesMax), start, position + 1)
                }
                defer { position += 1 }
                guard var whole = decoded else { return try text(bytes, runStart, position) }
                _ = try text(bytes, runStart, position)
                append(bytes, runStart, position, to: &whole)
                return String(decoding: whole, as: UTF8.self)
            case UInt8(ascii: "\\"):
                // Emptied first, so that the bytes are moved on and not copied.
                var whole = decoded ?? []
                decoded = nil
                _ = try text(bytes, runStart, position)
                append(bytes, runStart, position, to: &whole)
                append(try escape(bytes), to: &whole)
                guard whole.count <= options.stringBytesMax else {
                    throw error(
                        .stringTooLong(bytesMax: options.stringBytesMax), start, position)
                }
                decoded = whole
                runStart = position
            case 0: throw error(.nulCharacter, position, position + 1)
            case 0..<0x20: throw error(.controlCharacter(byte), position, position + 1)
            default: position += 1
            }
        }
        throw error(.unterminatedString, start, position)
    }

    /// The bytes as a string, if they are UTF-8.
    ///
    /// Source: Unicode 16, table 3-7.
    private func text(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) throws(JSONSyntaxError)
        -> String
    {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.extracting(start..<end)))
        } catch {
            let range = error.byteOffsets
            throw self.error(.invalidUTF8, start + range.lowerBound, start + range.upperBound)
        }
    }

    private func append(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, to whole: inout [UInt8]) {
        for index in start..<end { whole.append(bytes[index]) }
    }

    private func append(_ scalar: Unicode.Scalar, to whole: inout [UInt8]) {
        whole.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// Reads the escape sequence whose backslash stands at the position.
    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = position
        guard start + 1 < bytes.count else {
            throw error(.unterminatedString, start, bytes.count)
        }
        position += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, from: start)
        default: throw error(.unknownEscape(bytes[start + 1]), start, start + 2)
        }
    }

    private mutating func unicodeEscape(_ bytes: Span<UInt8>, from start: Int)
        throws(JSONSyntaxError) -> Unicode.Scalar
    {
        let first = try hexadecimal(bytes, from: start)
        guard first != 0 else { throw error(.nulCharacter, start, position) }
        if let scalar = Unicode.Scalar(first) { return scalar }
        // Not a scalar: a high surrogate must be followed by an escaped low one.
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw error(.loneSurrogate, start, position) }
        let lowStart = position
        position += 2
        let second = try hexadecimal(bytes, from: lowStart)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error(.loneSurrogate, start, lowStart) }
        return scalar
    }

    private mutating func hexadecimal(_ bytes: Span<UInt8>, from start: Int)
        throws(JSONSyntaxError) -> UInt32
    {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else {
                throw error(.unterminatedString, start, position)
            }
            let byte = bytes[position]
            let digit: UInt8
            switch byte {
            case 48...57: digit = byte - 48
            case 65...70: digit = byte - 55
            case 97...102: digit = byte - 87
            default: throw error(.malformedUnicodeEscape, start, position + 1)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// Reads the number that begins at the position.
    ///
    /// Source: RFC 8259 section 6.
    mutating func number(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue.Content {
        let start = position
        let negative = bytes[position] == UInt8(ascii: "-")
        if negative { position += 1 }
        let wholeStart = position
        var significant = skipDigits(bytes, significantBefore: 0)
        let wholeDigits = position - wholeStart
        var isWhole = true
        var wellFormed =
            wholeDigits == 1 || (wholeDigits > 1 && bytes[wholeStart] != UInt8(ascii: "0"))
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            let decimalsStart = position
            significant = skipDigits(bytes, significantBefore: significant)
            wellFormed = wellFormed && position > decimalsStart
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            let exponentStart = position
            _ = skipDigits(bytes, significantBefore: 1)
            wellFormed = wellFormed && (1...4).contains(position - exponentStart)
        }
        guard wellFormed else { throw error(.malformedNumber, start, position) }
        guard significant <= options.digitsMax, position - start <= 4 * options.digitsMax else {
            throw error(.numberTooLong(digitsMax: options.digitsMax), start, position)
        }
        return isWhole
            ? .integer(try integer(bytes, wholeStart, negative: negative))
            : .decimal(try decimal(bytes, start))
    }

    /// Moves over digits; answers how many significant ones there are so far (leading zeros do not count).
    private mutating func skipDigits(_ bytes: Span<UInt8>, significantBefore: Int) -> Int {
        var significant = significantBefore
        while position < bytes.count, (48...57).contains(bytes[position]) {
            if significant > 0 || bytes[position] != 48 { significant += 1 }
            position += 1
        }
        return significant
    }

    private func integer(_ bytes: Span<UInt8>, _ start: Int, negative: Bool)
        throws(JSONSyntaxError) -> Int64
    {
        var value: Int64 = 0
        for index in start..<position {
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(bytes[index] - 48)
            let (sum, sumOverflows) = product.addingReportingOverflow(negative ? -digit : digit)
            guard !productOverflows, !sumOverflows else {
                throw error(.numberOutOfRange, negative ? start - 1 : start, position)
            }
            value = sum
        }
        return value
    }

    private func decimal(_ bytes: Span<UInt8>, _ start: Int) throws(JSONSyntaxError) -> Double {
        guard let value = Double(try text(bytes, start, position)), value.isFinite else {
            throw error(.numberOutOfRange, start, position)
        }
        return value
    }
}
