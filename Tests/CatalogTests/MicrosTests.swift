import Testing

@testable import Catalog

@Suite("Money")
struct MicrosTests {
    @Test("Every amount is printed so that it is read back")
    func roundTrip() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2000 {
            let digits = Int64.random(in: 0...50, using: &random)
            let value = Int64.random(in: 0...Micros.maximum.value, using: &random) >> digits
            let amount = Micros(value)
            #expect(Micros(decimal: amount.description) == amount, "\(value)")
        }
        #expect(Micros(decimal: Micros.maximum.description) == .maximum)
    }

    @Test(
        "Decimal strings mean what they say",
        arguments: [
            ("0", 0), ("12.50", 12_500_000), ("0.000001", 1), ("007", 7_000_000),
            ("1000000000", 1_000_000_000_000_000),
            ("12.5", 12_500_000), ("0.10", 100_000),
        ] as [(String, Int64)])
    func values(_ text: String, _ value: Int64) {
        #expect(Micros(decimal: text)?.value == value)
    }

    @Test(
        "Anything else is no amount",
        arguments: [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "1.0000000", "1,5", " 1", "1 ", "1.5.0", "１",
            "1000000000.000001",
            "10000000000", "99999999999999999999", "0x1", "NaN",
        ])
    func refused(_ text: String) {
        #expect(Micros(decimal: text) == nil)
    }

    @Test("Amounts are printed with two to six decimals")
    func description() {
        #expect(Micros(12_500_000).description == "12.50")
        #expect(Micros(12_345).description == "0.012345")
        #expect(Micros(0).description == "0.00")
        #expect(Micros(-1_000_000).description == "-1.00")
        #expect(Micros(.min).description == "-9223372036854.775808")
    }
}
