import Foundation
import Testing

@testable import Consent

@Suite("Whether a signal may be believed")
struct ConsentJudgementTests {
    /// 2026-06-01.
    private let now = ConsentTime(tenths: 17_802_720_000)

    /// A string of TCF 2.3 made an hour before `now`.
    private func sound() -> TCFString {
        var string = TCFString(head: .sample)
        string.head.created = ConsentTime(tenths: now.tenths - 36_000)
        string.head.lastUpdated = string.head.created
        string.disclosedVendors = VendorSet(ids: [3])
        return string
    }

    private func label(
        _ string: TCFString, checks: ConsentChecks = ConsentChecks(), now: ConsentTime? = nil
    ) throws -> String {
        JudgedSignal(tcf: try string.encoded(), checks: checks, now: now ?? self.now).judgement
            .label
    }

    @Test("A sound string is usable and its fields are handed on")
    func usable() throws {
        let signal = JudgedSignal(tcf: try sound().encoded(), now: now)
        #expect(signal.judgement == .usable)
        #expect(signal.value == sound())
    }

    @Test("Nothing, and an empty value, are absent")
    func absent() {
        for text in [nil, ""] {
            #expect(JudgedSignal(tcf: text, now: now).judgement == .absent)
            #expect(JudgedSignal(gpp: text).judgement == .absent)
            #expect(JudgedSignal(usPrivacy: text).judgement == .absent)
        }
    }

    @Test(
        "What cannot be read is malformed and has no fields",
        arguments: ["null", "undefined", "${GDPR_CONSENT_123}", "1YNN ", "CQSbk4AQSbk4A", " "])
    func malformed(text: String) {
        let tcf = JudgedSignal(tcf: text, now: now)
        #expect(tcf.judgement.label == "malformed" && tcf.value == nil)
        let gpp = JudgedSignal(gpp: text)
        #expect(gpp.judgement.label == "malformed" && gpp.value == nil)
        let usPrivacy = JudgedSignal(usPrivacy: text)
        #expect(usPrivacy.judgement.label == "malformed" && usPrivacy.value == nil)
    }

    @Test("A string of the global scope is unusable")
    func globalScope() throws {
        var string = sound()
        string.isServiceSpecific = false
        #expect(try label(string) == "unusable:global_scope")
    }

    @Test("An old policy is unusable from the day TCF 2.2 was due")
    func oldPolicy() throws {
        for (tenths, policy, expected) in [
            (16_961_183_999, 2, "usable"), (16_961_184_000, 3, "unusable:old_policy"),
            (16_961_184_000, 4, "usable"), (16_961_184_000, 5, "usable"),
        ] {
            var string = sound()
            string.head.created = ConsentTime(tenths: Int64(tenths))
            string.head.lastUpdated = string.head.created
            string.head.policyVersion = UInt8(policy)
            #expect(
                try label(string, now: ConsentTime(tenths: 16_970_000_000)) == expected,
                "\(tenths), policy \(policy)")
        }
    }

    @Test("The disclosed vendors are required from March 2026, unless the operator says otherwise")
    func disclosed() throws {
        var string = sound()
        string.disclosedVendors = nil
        string.head.created = ConsentTime(tenths: 17_723_232_000)
        #expect(try label(string) == "unusable:no_disclosed_vendors")
        #expect(
            try label(string, checks: ConsentChecks(requiresDisclosedVendors: false)) == "usable")
        string.head.created = ConsentTime(tenths: 17_723_231_999)
        #expect(try label(string) == "usable")
    }

    @Test("Nobody's consent manager, and a deleted one, are unusable")
    func unknownCMP() throws {
        for (id, expected) in [
            (0, "unusable:unknown_cmp"), (1, "unusable:unknown_cmp"), (2, "usable"),
            (77, "unusable:unknown_cmp"),
        ] {
            var string = sound()
            string.head.cmpID = UInt16(id)
            #expect(try label(string, checks: ConsentChecks(deletedCMPs: [77])) == expected)
        }
    }

    @Test("Dates ahead of the clock are unusable beyond 48 hours")
    func future() throws {
        let edge = now.tenths + 48 * 36_000
        for (tenths, expected) in [(edge, "usable"), (edge + 1, "unusable:future")] {
            var string = sound()
            string.head.created = ConsentTime(tenths: tenths)
            #expect(try label(string) == expected)
            string = sound()
            string.head.lastUpdated = ConsentTime(tenths: tenths)
            #expect(try label(string) == expected)
        }
    }

    @Test("A choice expires thirteen months after its last change")
    func expired() throws {
        // 2025-05-01 plus thirteen months is `now`.
        for (tenths, expected) in [
            (17_460_576_000, "usable"), (17_460_575_999, "unusable:expired"),
        ] {
            var string = sound()
            string.head.created = ConsentTime(tenths: Int64(tenths))
            string.head.lastUpdated = string.head.created
            #expect(try label(string) == expected)
        }
    }

    @Test("Sections of a GPP string are judged one by one")
    func sections() throws {
        let checks = ConsentChecks()
        let readable = try #require(try? GPPString("DBABRg~BVoYYYI"))
        #expect(checks.judgement(of: readable[9], now: now) == .usable)
        #expect(checks.judgement(of: readable[7], now: now) == .absent)
        // The third notice of usva holds 3; the second string has version 3.
        for text in ["DBABRg~BVsYYYI", "DBABRg~DVoYYYI"] {
            let section = try GPPString(text)[9]
            #expect(checks.judgement(of: section, now: now) == .unusable(.undefinedValue))
            guard case .us(let values) = section else { continue }
            #expect(values.isOptedOut)
        }
        #expect(
            checks.judgement(of: .raw("BAAA"), now: now).label == "unusable:unsettled_section")
        var canada = TCFCanadaString(head: sound().head)
        #expect(checks.judgement(of: .tcfCanada(canada), now: now) == .usable)
        canada.head.cmpID = 0
        #expect(checks.judgement(of: .tcfCanada(canada), now: now) == .unusable(.unknownCMP))
        #expect(checks.judgement(of: .tcfEU(sound()), now: now) == .usable)
    }

    @Test("Opt-outs are seen in each of their fields, and GPC is one")
    func optOuts() throws {
        for layout in USLayout.all {
            let fields = layout.entries.flatMap { entry in
                [USField](repeating: entry.field, count: entry.count)
            }
            let none = [UInt8](repeating: 2, count: fields.count)
            let clear = try USSection(layout: layout, version: 1, values: none, gpc: false)
            #expect(!clear.isOptedOut && clear.isReadable && clear.concernsChild, "\(layout.name)")
            let gpc = try USSection(layout: layout, version: 1, values: none, gpc: true)
            #expect(gpc.isOptedOut, "\(layout.name)")
            for (index, field) in fields.enumerated() {
                var values = none
                values[index] = 1
                let section = try USSection(layout: layout, version: 1, values: values, gpc: nil)
                let refuses = [USField.saleOptOut, .sharingOptOut, .targetedAdvertisingOptOut]
                #expect(section.isOptedOut == refuses.contains(field), "\(layout.name) \(field)")
                values[index] = 3
                let unreadable = try USSection(
                    layout: layout, version: 1, values: values, gpc: nil)
                #expect(unreadable.isOptedOut && !unreadable.isReadable)
            }
        }
        for (text, isOut) in [
            ("1YNN", false), ("1YYN", true), ("1Y-N", true), ("1---", false), ("1-Y-", true),
            ("1--N", true),
        ] {
            #expect(try USPrivacyString(text).isOptedOut == isOut, "\(text)")
        }
    }

    @Test("Bits that no policy gives a meaning are not believed")
    func belief() {
        var string = sound()
        string.publisherTC = PublisherTC(
            purposeConsents: [1, 2], purposeLegitimateInterests: [1, 2, 3, 6, 7])
        string.purposeConsents = [1, 4]
        string.purposeLegitimateInterests = [1, 5, 7]
        #expect(string.believedPublisherInterests == [2, 7])
        #expect(string.believedPurposeInterests == [7])
        #expect(string.believedPublisherConsents == [1, 2])
        string.purposeOneTreatment = true
        #expect(string.believedPublisherConsents == [2])
        #expect(string.believedPurposeConsents == [4])
        string.head.policyVersion = 3
        #expect(string.believedPublisherInterests == [2, 3, 6, 7])
        #expect(string.discloses(3) && !string.discloses(4))
        string.disclosedVendors = nil
        #expect(string.discloses(4))
        string.publisherTC = nil
        #expect(string.believedPublisherConsents.isEmpty)
    }

    @Test("Restrictions bind their vendors, and in doubt nothing is allowed")
    func restrictions() {
        var string = sound()
        string.restrictions = [
            PublisherRestriction(purpose: 1, kind: .notAllowed, vendors: VendorSet(ids: [9])),
            PublisherRestriction(
                purpose: 2, kind: .requireConsent, vendors: VendorSet(ids: [5, 6])),
            PublisherRestriction(
                purpose: 2, kind: .requireLegitimateInterest, vendors: VendorSet(ids: [6])),
            PublisherRestriction(purpose: 7, kind: .undefined, vendors: VendorSet(ids: [5])),
        ]
        #expect(string.restriction(purpose: 1, vendor: 5) == .notAllowed)
        #expect(string.restriction(purpose: 2, vendor: 5) == .requireConsent)
        #expect(string.restriction(purpose: 2, vendor: 6) == .notAllowed)
        #expect(string.restriction(purpose: 2, vendor: 7) == nil)
        #expect(string.restriction(purpose: 7, vendor: 5) == .notAllowed)
        #expect(string.restriction(purpose: 7, vendor: 6) == nil)
    }

    @Test("Months are those of the calendar")
    func months() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let seconds = random.number(0...6_000_000_000)
            let start = Date(timeIntervalSince1970: TimeInterval(seconds))
            let end = try #require(calendar.date(byAdding: .month, value: 13, to: start))
            let mine = ConsentTime(tenths: Int64(seconds) * 10 + 7).adding(months: 13)
            #expect(
                mine.tenths == Int64(end.timeIntervalSince1970) * 10 + 7,
                "seed \(seed), second \(seconds)")
        }
        #expect(ConsentTime(milliseconds: 1_799).tenths == 17)
        #expect(ConsentTime(milliseconds: -1).tenths == -1)
    }
}
