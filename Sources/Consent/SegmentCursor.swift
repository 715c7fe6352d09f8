/// Walks the parts of an input between separators, without slicing it.
struct SegmentCursor {
    private var start: Int
    private let end: Int
    private let separator: UInt8
    private var count = 0
    /// Whether the last part has been taken.
    private(set) var isAtEnd = false

    init(_ range: Range<Int>, separator: UInt8) {
        start = range.lowerBound
        end = range.upperBound
        self.separator = separator
    }

    /// The next part, which may be empty.
    mutating func nextOrEmpty(_ input: borrowing Span<UInt8>) -> Range<Int> {
        let first = start
        var index = start
        while index < end, input[index] != separator { index += 1 }
        if index < end { start = index + 1 } else { isAtEnd = true }
        return first..<index
    }

    /// The next segment.
    ///
    /// Throws: `.emptySegment` if nothing is in it, `.segmentCount` if there were too many.
    mutating func next(_ input: borrowing Span<UInt8>) throws(ConsentStringError) -> Range<Int> {
        count += 1
        if count > Limits.segmentsMax {
            throw ConsentStringError(reason: .segmentCount(count), bit: start * 6)
        }
        let range = nextOrEmpty(input)
        if range.isEmpty {
            throw ConsentStringError(reason: .emptySegment, bit: range.lowerBound * 6)
        }
        return range
    }
}
