/// How an encoder writes a set of vendors; decoders read both forms.
package enum VendorForm: CaseIterable, Sendable {
    /// Whichever form is shorter, ranges when they are equally long.
    case shortest
    /// Range entries, of which a section holds at most 4,095.
    case ranges
    /// A bit for every id up to the highest.
    case bitField
}

/// How the ranges of a Canadian string are coded; EU strings always have the fixed form.
enum RangeCoding {
    /// Numbers of 16 bits.
    case fixed
    /// Fibonacci offsets from the last id.
    case fibonacci
}

extension BitReader {
    /// Reads a vendor section: MaxVendorId 16, IsRangeEncoding 1, then a bit field or ranges.
    ///
    /// Ids above MaxVendorId are left out.
    mutating func readVendorSection(
        _ coding: RangeCoding
    ) throws(ConsentStringError) -> VendorSet {
        let highest = UInt16(try read(16))
        guard try readBit() else { return try readVendorBits(Int(highest)) }
        var list = VendorRangeList()
        switch coding {
        case .fixed: try readVendorRanges(upTo: highest, into: &list)
        case .fibonacci:
            try readFibonacciRange { first, last in
                if first <= Int(highest) {
                    list.append(UInt16(first), UInt16(min(last, Int(highest))))
                }
            }
        }
        return VendorSet(canonical: list.finish())
    }

    /// Reads a bit field of `count` ids.
    private mutating func readVendorBits(
        _ count: Int
    ) throws(ConsentStringError) -> VendorSet {
        try require(count)
        var words: [UInt64] = []
        words.reserveCapacity((count + 63) / 64)
        var left = count
        while left > 0 {
            let taken = min(64, left)
            words.append(peek(taken) << UInt64(64 - taken))
            skip(taken)
            left -= taken
        }
        return VendorSet(words: words)
    }

    /// Reads NumEntries 12 and as many entries: IsARange 1, start 16, and end 16 for a range.
    ///
    /// Throws: `.vendorZero`, `.backwardRange`, `.truncated`.
    mutating func readVendorRanges(
        upTo highest: UInt16, into list: inout VendorRangeList
    ) throws(ConsentStringError) {
        let count = Int(try read(12))
        // An entry has at least 17 bits; checked before room is made for all of them.
        try require(count * 17)
        if list.isEmpty { list.reserve(count) }
        for _ in 0..<count {
            let start = inputBit
            let isRange = try readBit()
            let first = UInt16(truncatingIfNeeded: try read(16))
            let last = isRange ? UInt16(truncatingIfNeeded: try read(16)) : first
            if first == 0 {
                throw ConsentStringError(reason: .vendorZero, bit: start)
            }
            if first > last {
                throw ConsentStringError(
                    reason: .backwardRange(first: first, last: last), bit: start)
            }
            if first <= highest { list.append(first, min(last, highest)) }
        }
    }
}

extension BitWriter {
    /// Writes a vendor section; see `BitReader.readVendorSection`.
    mutating func writeVendorSection(
        _ vendors: VendorSet, _ form: VendorForm, _ coding: RangeCoding
    ) throws(ConsentStringError) {
        let highest = Int(vendors.highest)
        let ranges = vendors.ranges
        try write(UInt64(highest), 16)
        var asRanges = form == .ranges
        if form == .shortest {
            var length = BitWriter()
            // A list of 4,096 ranges cannot be written at all, and is never the shorter form.
            if ranges.count < 4_096 { try length.writeRanges(ranges, coding) }
            asRanges = ranges.count < 4_096 && length.bitCount <= highest
        }
        try writeBit(asRanges)
        if asRanges { return try writeRanges(ranges, coding) }
        var next = 1
        for range in ranges {
            for _ in next..<Int(range.first) { try writeBit(false) }
            for _ in range.first...range.last { try writeBit(true) }
            next = Int(range.last) + 1
        }
    }

    /// Writes NumEntries and the entries of sorted ranges.
    mutating func writeRanges(
        _ ranges: [VendorRange], _ coding: RangeCoding
    ) throws(ConsentStringError) {
        switch coding {
        case .fibonacci: try writeFibonacciRange(ranges.map { Int($0.first)...Int($0.last) })
        case .fixed:
            try write(UInt64(ranges.count), 12)
            for range in ranges {
                try writeBit(range.first < range.last)
                try write(UInt64(range.first), 16)
                if range.first < range.last { try write(UInt64(range.last), 16) }
            }
        }
    }
}
