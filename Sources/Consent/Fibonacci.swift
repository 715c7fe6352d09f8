/// Fibonacci integers and ranges (GPP Consent String Specification, "Fibonacci coding").
///
/// Weights 1, 2, 3, 5, 8 ... from the left; a code word ends at the first "11", whose last 1 weighs
/// nothing. Zero cannot be coded.
enum Fibonacci {
    /// Weights of the bits of the longest code word allowed.
    static let weights: [UInt64] = {
        var weights: [UInt64] = [1, 2]
        while weights.count < Limits.fibonacciBitsMax {
            weights.append(weights[weights.count - 1] + weights[weights.count - 2])
        }
        return weights
    }()
}

extension BitReader {
    /// The next Fibonacci integer, at least 1.
    ///
    /// Throws: `.codeWord` above 24 bits, `.truncated` if the segment ends before "11".
    mutating func readFibonacci() throws(ConsentStringError) -> Int {
        let seen = min(remaining, Limits.fibonacciBitsMax)
        let bits = seen == 0 ? 0 : peek(seen) << UInt64(64 - seen)
        let pairs = bits & (bits << 1)
        guard pairs != 0 else {
            if seen == Limits.fibonacciBitsMax {
                throw ConsentStringError(reason: .codeWord, bit: inputBit)
            }
            throw ConsentStringError(
                reason: .truncated(wanted: seen + 1, left: seen), bit: inputBit)
        }
        let last = pairs.leadingZeroBitCount
        var value: UInt64 = 0
        for index in 0...last where bits & (1 << UInt64(63 - index)) != 0 {
            value += Fibonacci.weights[index]
        }
        skip(last + 2)
        return Int(value)
    }

    /// Reads a Fibonacci range: a count of 12 bits, then that many ascending singles or groups.
    ///
    /// `body` receives both ends, inclusive. They stay below 2^30: 8,190 words of at most 2^17
    /// each.
    mutating func readFibonacciRange(
        _ body: (_ first: Int, _ last: Int) throws(ConsentStringError) -> Void
    ) throws(ConsentStringError) {
        let count = Int(try read(12))
        var last = 0
        // An item has at least three bits: a flag and the shortest code word.
        try require(count * 3)
        for _ in 0..<count {
            let isGroup = try readBit()
            let first = last + (try readFibonacci())
            last = isGroup ? first + (try readFibonacci()) : first
            try body(first, last)
        }
    }
}

extension BitWriter {
    /// Appends a Fibonacci integer, which is at least 1.
    ///
    /// Throws: `.fieldOverflow` for 0 and for values of more than 24 bits.
    mutating func writeFibonacci(_ value: Int) throws(ConsentStringError) {
        let weights = Fibonacci.weights
        guard value >= 1, value < weights[Limits.fibonacciBitsMax - 1] else {
            throw ConsentStringError(
                reason: .fieldOverflow(
                    value: UInt64(clamping: value), width: Limits.fibonacciBitsMax),
                bit: bitCount)
        }
        var rest = UInt64(value)
        var highest = 0
        while highest + 1 < weights.count, weights[highest + 1] <= rest { highest += 1 }
        var word: UInt64 = 1
        for index in stride(from: highest, through: 0, by: -1) where weights[index] <= rest {
            rest -= weights[index]
            word |= 1 << UInt64(highest + 1 - index)
        }
        try write(word, highest + 2)
    }

    /// Appends ascending, disjoint ranges as a Fibonacci range.
    mutating func writeFibonacciRange(
        _ ranges: [ClosedRange<Int>]
    ) throws(ConsentStringError) {
        try write(UInt64(ranges.count), 12)
        var last = 0
        for range in ranges {
            try writeBit(range.count > 1)
            try writeFibonacci(range.lowerBound - last)
            if range.count > 1 { try writeFibonacci(range.count - 1) }
            last = range.upperBound
        }
    }
}
