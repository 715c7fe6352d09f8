import Testing

@testable import Catalog

@Suite("Sizes")
struct SizeTests {
    @Test("Sizes are read and printed the same")
    func roundTrip() {
        for text in ["1x1", "728x90", "4096x4096"] { #expect(Size(text)?.description == text) }
        #expect(Size("728x90")?.pixels == 65_520)
    }

    @Test(
        "Anything else is no size",
        arguments: [
            "", "x", "728", "728x", "x90", "0x1", "01x1", "728X90", "728×90", "4097x1", "1x10000",
            "1x1x1", " 1x1", "-1x1", "+1x1",
        ])
    func refused(_ text: String) {
        #expect(Size(text) == nil)
    }
}
