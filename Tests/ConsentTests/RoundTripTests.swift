import Testing

@testable import Consent

@Suite("Encode, then decode")
struct RoundTripTests {
    private let seed = UInt64.random(in: 0...UInt64.max)

    @Test("TC strings come back, in every form and padding")
    func tcf() throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            let string = random.tcf()
            let text = try string.encoded(random.encoding())
            // Two bit fields up to the highest id of all are longer than what is read.
            if text.utf8.count <= Limits.inputBytesMax {
                #expect(try TCFString(text) == string, "seed \(seed): \(text)")
            }
        }
    }

    @Test("GPP strings come back, with every section")
    func gpp() throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            let string = try random.gpp()
            let text = try string.encoded(random.encoding())
            if text.utf8.count <= Limits.inputBytesMax {
                #expect(try GPPString(text) == string, "seed \(seed): \(text)")
            }
        }
    }

    @Test("Canadian strings with 16-bit ranges come back too")
    func canadaWithFixedRanges() throws {
        // Such a string can by chance be read as Fibonacci ranges as well, so these seeds are
        // fixed.
        for seed in 0..<100 {
            var random = SeededGenerator(seed: UInt64(seed))
            let string = random.canada(withRestrictions: false)
            var encoding = random.encoding()
            encoding.usesFibonacci = false
            let section = try string.encoded(encoding)
            let read = try GPPString("DBABD~" + section)[5]
            #expect(read == .tcfCanada(string), "seed \(seed): \(section)")
        }
    }

    @Test("Every US layout comes back, and the two of usnat stay apart", arguments: USLayout.all)
    func us(layout: USLayout) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let section = try random.us(layout)
            let string = GPPString(sections: [.init(id: layout.id, content: .us(section))])
            let text = try string.encoded(random.encoding())
            guard case .us(let read) = try GPPString(text)[layout.id] else {
                Issue.record("seed \(seed): \(text) has no section \(layout.id)")
                continue
            }
            #expect(read == section, "seed \(seed): \(text)")
            #expect(read.layout.valueCount == layout.valueCount, "seed \(seed): \(text)")
        }
    }

    @Test("All 27 US Privacy strings come back, and no other four characters are read")
    func usPrivacy() throws {
        var count = 0
        for a in UInt8(32)...126 {
            for b in UInt8(32)...126 {
                let bytes = [UInt8(ascii: "1"), a, b, UInt8(ascii: "N")]
                guard let string = try? USPrivacyString(decoding: bytes.span) else { continue }
                count += 1
                #expect(Array(string.encoded.utf8) == bytes)
            }
        }
        #expect(count == 9)
        for text in ["1YNN", "1---", "1-Y-"] { #expect(try USPrivacyString(text).encoded == text) }
    }

    @Test("What does not fit its field is refused by the encoder")
    func overflow() {
        var string = TCFString(head: .sample)
        string.head.cmpID = 4_096
        #expect(
            throws: ConsentStringError(reason: .fieldOverflow(value: 4_096, width: 12), bit: 78)
        ) {
            try string.encoded()
        }
        string.head = .sample
        string.head.created = ConsentTime(tenths: -1)
        #expect(throws: ConsentStringError.self) { try string.encoded() }
        string.head = .sample
        string.purposeConsents = [25]
        #expect(throws: ConsentStringError.self) { try string.encoded() }
        string.purposeConsents = [24]
        #expect(throws: Never.self) { try string.encoded() }
        #expect(throws: ConsentStringError.self) {
            try USSection(layout: USLayout.all[0], version: 1, values: [0], gpc: nil)
        }
        let twice = GPPString.Section(id: 40, content: .raw("x"))
        #expect(throws: ConsentStringError.self) {
            try GPPString(sections: [twice, twice]).encoded()
        }
    }
}
