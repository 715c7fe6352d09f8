import Foundation
import Testing

@testable import Consent

@Suite("Decoding for people and scripts")
struct ConsentDecodingTests {
    @Test("Every vector gives its fields, or is refused")
    func vectors() throws {
        #expect(Vector.all.count >= 28 + 100)
        for vector in Vector.all {
            let answer = ConsentDecoding.describe(vector.input)
            let object = try #require(Vector.parse(answer.line), "\(answer.line)")
            let context = Comment("\(vector.input): \(answer.line)")
            #expect(object["kind"] as? String == vector.kind, context)
            #expect(answer.isValid == vector.isValid, context)
            #expect(object["valid"] as? Bool == vector.isValid, context)
            if vector.isValid {
                #expect(Vector.sorted(object["fields"] ?? [:]) == vector.expected, context)
            } else {
                let reason = try #require(object["reason"] as? String, context)
                let bit = try #require(object["bit"] as? Int, context)
                #expect(!reason.isEmpty && bit >= 0 && bit <= vector.input.utf8.count * 6, context)
            }
        }
    }

    @Test("Fields come in the order of the specification note")
    func order() {
        #expect(
            ConsentDecoding.describe("1YN-").line
                == #"{"kind":"usp","valid":true,"fields":"#
                + #"{"version":1,"notice":"Y","optOutSale":"N","lspaCovered":"-"}}"#)
        #expect(
            ConsentDecoding.describe("DBABRg~BVoYYYI").line.hasPrefix(
                #"{"kind":"gpp","valid":true,"fields":{"gppVersion":1,"sectionIds":[9],"sections":"#
                    + #"{"usva":{"Version":1,"SharingNotice":1,"SaleOptOutNotice":1,"#))
    }

    @Test(
        "A fault is reported with its bit",
        arguments: [
            ("", "empty", 0), ("CQ?", "character outside the web-safe alphabet: byte 63", 12),
            ("B", "version 1", 0), ("CQ", "truncated: wanted 36 bits, 6 left", 6),
            ("1YYX", "letter: byte 88 is none of Y, N and -", 18),
            ("DBACNY~1YNN", "2 ids, 1 sections", 66), ("DCAA", "version 2", 6),
            ("DBABLA~BVV", "truncated: wanted 2 bits, 0 left", 60),
            ("1YNN\n", "length: 5 characters, not 4", 0),
            ("DBAB\u{0}", "character outside the web-safe alphabet: byte 0", 24),
        ])
    func faults(input: String, reason: String, bit: Int) {
        let answer = ConsentDecoding.describe(input)
        #expect(!answer.isValid)
        #expect(answer.line.hasSuffix(#""valid":false,"reason":"\#(reason)","bit":\#(bit)}"#))
    }

    @Test("A Canadian string older than its restrictions is read without them")
    func canadaWithoutRestrictions() throws {
        var writer = BitWriter()
        try writer.writeHead(.sample, version: 1)
        for width in [1, 12, 24, 24, 34] { try writer.write(0, width) }
        for padding in BitPadding.allCases {
            let section = writer.finish(padding)
            guard case .tcfCanada(let string) = try GPPString("DBABD~" + section)[5] else {
                Issue.record("no Canadian section")
                continue
            }
            #expect(string == TCFCanadaString(head: .sample), "\(section)")
        }
    }

    @Test("Four characters, sections and the rest are called by the kind they resemble")
    func kinds() {
        for (text, kind) in [
            ("C", ConsentKind.tcf), ("DBAA", .gpp), ("1", .usp), ("", .tcf), ("2YNN", .usp),
            ("EBAA~x", .gpp), ("undefined", .tcf),
        ] {
            #expect(ConsentKind(of: text) == kind, "\(text)")
        }
    }

    @Test("Raw sections and odd letters are escaped, so that one answer is one line of valid JSON")
    func escaping() throws {
        let hostile = GPPString(sections: [
            .init(id: 99, content: .raw("\"\\\n\u{7}\u{7F}\u{9B}\u{2028}ü"))
        ])
        let answer = ConsentDecoding.describe(try hostile.encoded())
        let object = try #require(Vector.parse(answer.line))
        let fields = object["fields"] as? [String: Any]
        let sections = fields?["sections"] as? [String: String]
        #expect(sections?["99"] == "\"\\\n\u{7}\u{7F}\u{9B}\u{2028}ü")
        #expect(answer.line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x9B })
    }

    @Test("A short string that names millions of vendors gets a count instead of lists")
    func tooManyToList() throws {
        var string = TCFString(head: .sample)
        string.restrictions = (1...20).map {
            PublisherRestriction(
                purpose: $0, kind: .notAllowed, vendors: VendorSet(ranges: [VendorRange(1, .max)]))
        }
        let answer = ConsentDecoding.describe(try string.encoded())
        #expect(answer.isValid)
        #expect(
            answer.line
                == #"{"kind":"tcf","valid":true,"fields":null,"#
                + #""reason":"too many to list: 1310700 vendor ids"}"#)
        string.restrictions.removeLast(5)
        #expect(ConsentDecoding.describe(try string.encoded()).line.contains("65535"))
    }
}

extension TCFHead {
    /// A head that every check accepts in June 2025.
    static let sample = TCFHead(
        created: ConsentTime(tenths: 17_489_088_000),
        lastUpdated: ConsentTime(tenths: 17_489_088_000), cmpID: 880, cmpVersion: 1,
        consentScreen: 1, consentLanguage: TwoLetterCode(rawValue: 0), vendorListVersion: 100,
        policyVersion: 5)
}
