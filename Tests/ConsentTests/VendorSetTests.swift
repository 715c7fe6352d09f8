import Testing

@testable import Consent

@Suite("Sets of vendors")
struct VendorSetTests {
    private let seed = UInt64.random(in: 0...UInt64.max)

    /// The same ids, kept as a bit set.
    private func asBits(_ ids: Set<UInt16>) -> VendorSet {
        var words = [UInt64](repeating: 0, count: 1_024)
        for id in ids { words[Int(id - 1) / 64] |= 1 << UInt64(63 - (id - 1) % 64) }
        return VendorSet(words: words)
    }

    private func randomRanges(_ random: inout SeededGenerator) -> [VendorRange] {
        (0..<random.pick([0, 1, 5, 63, 64, 200])).map { _ in
            let first = random.number(1...random.pick([40, 500, 65_535]))
            let last = min(65_535, first + random.pick([0, 0, 1, 30, 500]))
            return VendorRange(UInt16(first), UInt16(last))
        }
    }

    @Test("Both ways of keeping a set agree with a set of numbers")
    func bruteForce() {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let ranges = randomRanges(&random)
            let ids = Set(ranges.flatMap { Array($0.first...$0.last) })
            let sorted = ids.sorted()
            for set in [VendorSet(ranges: ranges), asBits(ids), VendorSet(ids: sorted.shuffled())] {
                #expect(set.ids == sorted, "seed \(seed)")
                #expect(set.count == ids.count, "seed \(seed)")
                #expect(set.highest == sorted.last ?? 0, "seed \(seed)")
                #expect(set.isEmpty == ids.isEmpty, "seed \(seed)")
                #expect(set == asBits(ids), "seed \(seed)")
                for id in [0, 1, 64, 65, .max]
                    + (0..<50).map({ _ in UInt16(random.number(0...700)) })
                {
                    #expect(set.contains(id) == ids.contains(id), "seed \(seed), id \(id)")
                }
            }
        }
    }

    @Test("Ranges are kept sorted, disjoint and with gaps")
    func canonical() {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let ranges = VendorSet(ranges: randomRanges(&random)).ranges
            for (a, b) in zip(ranges, ranges.dropFirst()) {
                #expect(Int(a.last) + 1 < Int(b.first), "seed \(seed)")
            }
        }
    }

    @Test("Intersections agree with those of sets of numbers, however both are kept")
    func intersections() {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let a = Set(randomRanges(&random).flatMap { Array($0.first...$0.last) })
            let b = Set(randomRanges(&random).flatMap { Array($0.first...$0.last) })
            let expected = a.intersection(b).sorted()
            for left in [VendorSet(ids: a), asBits(a)] {
                for right in [VendorSet(ids: b), asBits(b)] {
                    #expect(left.intersection(right).ids == expected, "seed \(seed)")
                    #expect(left.intersection(right).highest == expected.last ?? 0)
                }
            }
        }
    }

    @Test("Different sets are not equal")
    func inequality() {
        #expect(VendorSet(ids: [1, 2]) != VendorSet(ids: [1, 3]))
        #expect(VendorSet(ids: [1, 2]) != asBits([1]))
        #expect(VendorSet() == asBits([]))
    }

    @Test("The shortest form is never longer than either form")
    func shortest() throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let vendors = random.vendors()
            var lengths: [VendorForm: Int] = [:]
            for form in VendorForm.allCases {
                var writer = BitWriter()
                try writer.writeVendorSection(vendors, form, .fixed)
                lengths[form] = writer.bitCount
            }
            let best = min(try #require(lengths[.ranges]), try #require(lengths[.bitField]))
            #expect(lengths[.shortest] == best, "seed \(seed)")
        }
    }

    @Test("A set that ranges cannot hold is written as a bit field")
    func manyRanges() throws {
        let odd = VendorSet(ids: stride(from: UInt16(1), to: 60_000, by: 2))
        var string = TCFString(head: .sample)
        string.vendorConsents = odd
        #expect(try TCFString(string.encoded()) == string)
        #expect(throws: ConsentStringError.self) {
            try string.encoded(ConsentEncoding(vendorForm: .ranges))
        }
    }
}
