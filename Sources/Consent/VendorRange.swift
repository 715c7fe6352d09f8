/// Vendor ids from `first` to `last`, both inclusive.
///
/// Invariant: 1 <= first <= last.
package struct VendorRange: Equatable, Hashable, Sendable {
    /// The lowest id.
    package let first: UInt16
    /// The highest id.
    package let last: UInt16

    /// A range of ids; traps unless 1 <= first <= last.
    package init(_ first: UInt16, _ last: UInt16) {
        precondition(first >= 1 && first <= last, "vendor range \(first) to \(last)")
        self.first = first
        self.last = last
    }
}

/// Collects ranges in any order and yields them sorted, disjoint and with gaps between them.
struct VendorRangeList {
    private var ranges: [VendorRange] = []
    private var isAscending = true

    init() {}

    var isEmpty: Bool { ranges.isEmpty }

    mutating func reserve(_ count: Int) {
        ranges.reserveCapacity(count)
    }

    /// Complexity: constant, amortized.
    @inline(__always)
    mutating func append(_ first: UInt16, _ last: UInt16) {
        guard isAscending, let previous = ranges.last else {
            ranges.append(VendorRange(first, last))
            return
        }
        if first > previous.last, first - previous.last > 1 {
            ranges.append(VendorRange(first, last))
        } else if first >= previous.first {
            ranges[ranges.count - 1] = VendorRange(previous.first, max(previous.last, last))
        } else {
            isAscending = false
            ranges.append(VendorRange(first, last))
        }
    }

    /// Complexity: linear, since unsorted ranges go through a radix sort by their first id.
    consuming func finish() -> [VendorRange] {
        if isAscending { return ranges }
        var merged = VendorRangeList()
        merged.reserve(ranges.count)
        for range in Self.sorted(ranges) { merged.append(range.first, range.last) }
        return merged.ranges
    }

    private static func sorted(_ ranges: [VendorRange]) -> [VendorRange] {
        if ranges.count < 64 { return ranges.sorted { $0.first < $1.first } }
        return scattered(scattered(ranges) { Int($0.first & 0xFF) }) { Int($0.first >> 8) }
    }

    /// One pass of the radix sort: stable by a digit of 0...255.
    private static func scattered(
        _ ranges: [VendorRange], by digit: (VendorRange) -> Int
    ) -> [VendorRange] {
        var next = [Int](repeating: 0, count: 257)
        for range in ranges { next[digit(range) + 1] += 1 }
        for index in 1...256 { next[index] += next[index - 1] }
        var result = ranges
        for range in ranges {
            let slot = digit(range)
            result[next[slot]] = range
            next[slot] += 1
        }
        return result
    }
}
