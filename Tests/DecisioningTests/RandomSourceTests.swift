import Testing

@testable import Decisioning

@Suite("The source of random numbers")
struct RandomSourceTests {
    @Test("is xoshiro256** seeded by SplitMix64")
    func reference() {
        // The first words that the authors' reference programs give for seed 0.
        var random = RandomSource(seed: 0)
        #expect(random.next() == 0x99EC_5F36_CB75_F2B4)
        #expect(random.next() == 0xBF6E_1F78_4956_452A)
        #expect(random.next() == 0x1A5F_849D_4933_E6E0)
    }

    @Test("repeats itself for the same seed only")
    func seeds() {
        func words(_ seed: UInt64) -> [UInt64] {
            var random = RandomSource(seed: seed)
            return (0..<50).map { _ in random.next() }
        }
        #expect(words(5) == words(5))
        #expect(words(5) != words(6))
        #expect(Set(words(7)).count == 50)
    }
}
