import Testing

@testable import Consent

/// Whatever a string of bytes decodes to, written again and read again it stays the same.
private func checkStable(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    if let string = try? TCFString(decoding: bytes.span) {
        #expect(try TCFString(string.encoded()) == string, "\(text)")
    }
    if let string = try? GPPString(decoding: bytes.span) {
        #expect(try GPPString(string.encoded()) == string, "\(text)")
    }
    if let string = try? USPrivacyString(decoding: bytes.span) {
        #expect(Array(string.encoded.utf8) == bytes, "\(text)")
    }
    let answer = ConsentDecoding.describe(text)
    #expect(Vector.parse(answer.line) != nil, "\(answer.line)")
}

@Suite("Hostile input")
struct HostileInputTests {
    @Test("Every prefix of every example is read or refused, and what is read is stable")
    func prefixes() throws {
        for vector in Vector.examples + Vector.all.filter({ $0.input.utf8.count < 120 }) {
            let bytes = Array(vector.input.utf8)
            for count in 0..<bytes.count { try checkStable(Array(bytes[..<count])) }
        }
    }

    @Test("Every single-bit flip of every example is read or refused, and what is read is stable")
    func bitFlips() throws {
        for vector in Vector.examples + Vector.all.filter({ $0.input.utf8.count < 24 }) {
            let bytes = Array(vector.input.utf8)
            for index in bytes.indices {
                for bit in 0..<8 {
                    var flipped = bytes
                    flipped[index] ^= 1 << bit
                    try checkStable(flipped)
                }
            }
        }
    }

    @Test("No core that ends before its last field is read")
    func cutCores() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            var string = random.tcf()
            string.disclosedVendors = nil
            string.allowedVendors = nil
            string.publisherTC = nil
            let text = try string.encoded(
                ConsentEncoding(padding: .sextet, vendorForm: random.pick(VendorForm.allCases)))
            for count in stride(from: 0, to: text.utf8.count, by: 7) {
                #expect(throws: ConsentStringError.self, "seed \(seed)") {
                    try TCFString(String(text.prefix(count)))
                }
            }
        }
    }

    @Test("Random characters are read or refused")
    func noise() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            var bytes = Array(
                random.pick(["C", "DB", "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAA", "1", ""]).utf8)
            for _ in 0..<random.number(0...90) {
                bytes.append(
                    random.chance(0.95)
                        ? random.pick(SextetAlphabet.characters) : random.pick([0x2E, 0x7E, 0xFF]))
            }
            let tcf = (try? TCFString(decoding: bytes.span)) != nil
            let gpp = (try? GPPString(decoding: bytes.span)) != nil
            #expect(!(tcf && gpp), "seed \(seed)")
        }
    }

    @Test("Thousands of ranges over all vendors are one range")
    func fullRanges() throws {
        var writer = try BitWriter.coreUpToVendors()
        try writer.write(65_535, 16)
        try writer.write(1, 1)
        try writer.write(2_900, 12)
        for _ in 0..<2_900 {
            try writer.write(1, 1)
            try writer.write(1, 16)
            try writer.write(65_535, 16)
        }
        try writer.write(0, 29)
        let text = writer.finish(.sextet)
        #expect(text.utf8.count < Limits.inputBytesMax)
        let string = try TCFString(text)
        guard case .ranges(let ranges) = string.vendorConsents.storage else {
            Issue.record("not kept as ranges")
            return
        }
        #expect(ranges == [VendorRange(1, .max)])
        #expect(string.vendorConsents.count == 65_535)
    }

    @Test("Counts that exceed the rest are refused before room is made for them")
    func countsTooLarge() throws {
        try expectFault(.truncated(wanted: 65_535, left: 0), bit: 230, padding: 0) {
            (writer) throws(ConsentStringError) in
            try writer.write(65_535, 16)
            try writer.write(0, 1)
        }
        try expectFault(.truncated(wanted: 4_095 * 17, left: 18), bit: 242, padding: 18) {
            (writer) throws(ConsentStringError) in
            try writer.write(9, 16)
            try writer.write(1, 1)
            try writer.write(4_095, 12)
        }
        try expectFault(.truncated(wanted: 4_095 * 20, left: 60), bit: 259, padding: 60) {
            (writer) throws(ConsentStringError) in
            try writer.write(0, 34)
            try writer.write(4_095, 12)
        }
    }

    @Test("A run of zeros is no Fibonacci integer")
    func fibonacciZeros() {
        #expect(throws: ConsentStringError(reason: .codeWord, bit: 25)) {
            try GPPString("DBAB" + String(repeating: "A", count: 16_000))
        }
    }

    @Test("Strings, headers and segments have a length beyond which nothing is read")
    func limits() throws {
        #expect(throws: ConsentStringError(reason: .tooLong(characters: 16_385), bit: 0)) {
            try TCFString(String(repeating: "C", count: 16_385))
        }
        #expect(throws: ConsentStringError(reason: .tooLong(characters: 20_000), bit: 0)) {
            try GPPString(String(repeating: "D", count: 20_000))
        }
        let core = try TCFString(head: .sample).encoded()
        #expect(throws: Never.self) {
            try TCFString(core + String(repeating: ".gA", count: Limits.segmentsMax - 1))
        }
        #expect(throws: ConsentStringError.self) {
            try TCFString(core + String(repeating: ".gA", count: Limits.segmentsMax))
        }
        for (ids, isAllowed) in [
            (1...64, false), (100...163, true), (100...164, false), (1_000...1_000, true),
            (1_001...1_001, false),
        ] {
            var header = BitWriter()
            try header.write(0b000011_000001, 12)
            try header.writeFibonacciRange([ids])
            let text = header.finish(.sextet) + String(repeating: "~x", count: ids.count)
            #expect(((try? GPPString(text)) != nil) == isAllowed, "\(ids)")
        }
    }

    private func expectFault(
        _ reason: ConsentStringError.Reason, bit: Int, padding: Int,
        _ write: (inout BitWriter) throws(ConsentStringError) -> Void
    ) throws {
        var writer = try BitWriter.coreUpToVendors()
        try write(&writer)
        try writer.write(0, padding)
        // Full characters only, so that no fill adds to the bits that are left.
        let fill = (6 - writer.bitCount % 6) % 6
        let text = writer.finish(.sextet)
        var expected = reason
        if case .truncated(let wanted, let left) = reason {
            expected = .truncated(wanted: wanted, left: left + fill)
        }
        #expect(throws: ConsentStringError(reason: expected, bit: bit)) { try TCFString(text) }
    }
}

extension BitWriter {
    /// A core up to the vendor sections: 213 bits.
    static func coreUpToVendors() throws -> BitWriter {
        var writer = BitWriter()
        try writer.writeHead(.sample, version: 2)
        try writer.write(0b10, 2)
        for width in [12, 24, 24, 1, 12] { try writer.write(0, width) }
        return writer
    }
}
