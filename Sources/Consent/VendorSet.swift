/// A set of vendor ids 1...65535, kept as it came: sorted ranges, or one bit set of at most 8 KiB.
///
/// Two sets are equal when they have the same ids, however they are kept.
package struct VendorSet: Sendable {
    /// `ranges` are sorted and disjoint with gaps between them. In `bits`, id 1 is the top bit of
    /// the first word, and the last word is not zero.
    enum Storage: Sendable {
        case ranges([VendorRange])
        case bits([UInt64])
    }

    let storage: Storage

    /// The set of sorted, disjoint ranges, as `VendorRangeList` yields them.
    init(canonical ranges: [VendorRange]) {
        storage = .ranges(ranges)
    }

    /// The set of a bit field of whole words; zero words at the end are dropped.
    init(words: [UInt64]) {
        var words = words
        while words.last == 0 { words.removeLast() }
        storage = .bits(words)
    }

    /// No vendor.
    package init() {
        storage = .ranges([])
    }

    /// The ids of ranges in any order, which may overlap.
    package init(ranges: some Sequence<VendorRange>) {
        var list = VendorRangeList()
        for range in ranges { list.append(range.first, range.last) }
        storage = .ranges(list.finish())
    }

    /// Some ids in any order; 0 is left out.
    package init(ids: some Sequence<UInt16>) {
        self.init(ranges: ids.lazy.filter { $0 > 0 }.map { VendorRange($0, $0) })
    }

    /// Whether a vendor is in the set. Complexity: logarithmic in the ranges, constant for a bit
    /// set.
    package func contains(_ id: UInt16) -> Bool {
        if id == 0 { return false }
        switch storage {
        case .bits(let words):
            let index = Int(id - 1)
            return index / 64 < words.count && words[index / 64] & Self.mask(index) != 0
        case .ranges(let ranges):
            var low = 0
            var high = ranges.count
            while low < high {
                let middle = (low + high) / 2
                if ranges[middle].last < id { low = middle + 1 } else { high = middle }
            }
            return low < ranges.count && ranges[low].first <= id
        }
    }

    /// Whether no vendor is in the set.
    package var isEmpty: Bool {
        switch storage {
        case .bits(let words): words.isEmpty
        case .ranges(let ranges): ranges.isEmpty
        }
    }

    /// How many vendors are in the set. Complexity: linear in what is kept, not in the ids.
    package var count: Int {
        switch storage {
        case .bits(let words): words.reduce(0) { $0 + $1.nonzeroBitCount }
        case .ranges(let ranges): ranges.reduce(0) { $0 + Int($1.last - $1.first) + 1 }
        }
    }

    /// The highest id, 0 for the empty set.
    package var highest: UInt16 {
        switch storage {
        case .bits(let words):
            guard let last = words.last else { return 0 }
            return UInt16(words.count * 64 - last.trailingZeroBitCount)
        case .ranges(let ranges): return ranges.last?.last ?? 0
        }
    }

    /// The set as sorted, disjoint ranges with gaps between them.
    package var ranges: [VendorRange] {
        switch storage {
        case .ranges(let ranges): return ranges
        case .bits(let words):
            var list = VendorRangeList()
            for (index, word) in words.enumerated() {
                var rest = word
                while rest != 0 {
                    // A run of ones: from the first set bit to the next clear one.
                    let start = rest.leadingZeroBitCount
                    let length = (~(rest << UInt64(start))).leadingZeroBitCount
                    list.append(
                        UInt16(index * 64 + start + 1), UInt16(index * 64 + start + length))
                    rest = start + length >= 64 ? 0 : rest & (UInt64.max >> UInt64(start + length))
                }
            }
            return list.finish()
        }
    }

    /// All ids, ascending. Complexity: linear in the ids, of which a short string can hold 65,535.
    package var ids: [UInt16] { ranges.flatMap { $0.first...$0.last } }

    /// The vendors that both sets have.
    package func intersection(_ other: VendorSet) -> VendorSet {
        if case .bits(let mine) = storage, case .bits(let theirs) = other.storage {
            return VendorSet(words: zip(mine, theirs).map { $0 & $1 })
        }
        // A bit set stays one: as ranges it could be many times larger.
        if case .bits(let words) = storage {
            return VendorSet(words: Self.masked(words, by: other.ranges))
        }
        if case .bits(let words) = other.storage {
            return VendorSet(words: Self.masked(words, by: ranges))
        }
        let mine = ranges
        let theirs = other.ranges
        var result: [VendorRange] = []
        var i = 0
        var j = 0
        while i < mine.count, j < theirs.count {
            let first = max(mine[i].first, theirs[j].first)
            let last = min(mine[i].last, theirs[j].last)
            if first <= last { result.append(VendorRange(first, last)) }
            if mine[i].last < theirs[j].last { i += 1 } else { j += 1 }
        }
        return VendorSet(canonical: result)
    }

    /// Clears all bits outside some ranges. Complexity: linear in the words and in the ranges.
    private static func masked(_ words: [UInt64], by ranges: [VendorRange]) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: words.count)
        for range in ranges {
            let first = Int(range.first - 1)
            let last = min(Int(range.last - 1), words.count * 64 - 1)
            if first > last { break }
            for index in first / 64...last / 64 {
                let head = index == first / 64 ? UInt64.max >> UInt64(first % 64) : .max
                let tail = index == last / 64 ? UInt64.max << UInt64(63 - last % 64) : .max
                result[index] |= words[index] & head & tail
            }
        }
        return result
    }

    private static func mask(_ index: Int) -> UInt64 {
        1 << UInt64(63 - index % 64)
    }
}

extension VendorSet: Equatable {
    /// Whether both sets have the same ids.
    package static func == (a: VendorSet, b: VendorSet) -> Bool {
        if case .bits(let mine) = a.storage, case .bits(let theirs) = b.storage {
            return mine == theirs
        }
        return a.ranges == b.ranges
    }
}
