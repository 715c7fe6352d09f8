import Consent

/// Random models of every kind of string, drawn from a seeded source.
extension SeededGenerator {
    mutating func flags(_ width: Int) -> FlagSet {
        let density = pick([0, 0.1, 0.5, 1])
        return FlagSet((0..<width).map { $0 + 1 }.filter { _ in chance(density) })
    }

    mutating func vendorIDs() -> [UInt16] {
        let highest = pick([0, 1, 63, 64, 65, 128, 300, 1_500])
        let density = pick([0, 0.01, 0.3, 0.95, 1])
        var ids = (0..<highest).map { UInt16($0 + 1) }.filter { _ in chance(density) }
        if chance(0.05) { ids.append(.max) }
        return ids
    }

    mutating func vendors() -> VendorSet {
        VendorSet(ids: vendorIDs())
    }

    mutating func restrictions() -> [PublisherRestriction] {
        var keys = Set<Int>()
        for _ in 0..<pick([0, 0, 1, 3, 20]) { keys.insert(number(0...255)) }
        return keys.sorted().compactMap { key in
            let vendors = vendors()
            let kind = PublisherRestriction.Kind(rawValue: UInt8(key & 3))
            guard let kind, !vendors.isEmpty else { return nil }
            return PublisherRestriction(purpose: UInt8(key >> 2), kind: kind, vendors: vendors)
        }
    }

    mutating func letters() -> TwoLetterCode {
        TwoLetterCode(rawValue: UInt16(number(0...25) << 6 | number(0...25)))
    }

    mutating func head() -> TCFHead {
        TCFHead(
            created: ConsentTime(tenths: Int64(number(0...(1 << 36) - 1))),
            lastUpdated: ConsentTime(tenths: Int64(number(0...(1 << 36) - 1))),
            cmpID: UInt16(number(0...4_095)), cmpVersion: UInt16(number(0...4_095)),
            consentScreen: UInt8(number(0...63)), consentLanguage: letters(),
            vendorListVersion: UInt16(number(0...4_095)), policyVersion: UInt8(number(0...63)))
    }

    mutating func publisherTC() -> PublisherTC {
        let count = pick([0, 1, 7, 63])
        return PublisherTC(
            purposeConsents: flags(24), purposeLegitimateInterests: flags(24),
            customPurposeCount: UInt8(count), customPurposeConsents: flags(count),
            customPurposeLegitimateInterests: flags(count))
    }

    mutating func tcf() -> TCFString {
        var string = TCFString(head: head())
        string.isServiceSpecific = chance(0.5)
        string.useNonStandardTexts = chance(0.5)
        string.specialFeatureOptIns = flags(12)
        string.purposeConsents = flags(24)
        string.purposeLegitimateInterests = flags(24)
        string.purposeOneTreatment = chance(0.5)
        string.publisherCountry = letters()
        string.vendorConsents = vendors()
        string.vendorLegitimateInterests = vendors()
        string.restrictions = restrictions()
        if chance(0.5) { string.disclosedVendors = vendors() }
        if chance(0.3) { string.allowedVendors = vendors() }
        if chance(0.5) { string.publisherTC = publisherTC() }
        return string
    }

    mutating func canada(withRestrictions: Bool = true) -> TCFCanadaString {
        var string = TCFCanadaString(head: head())
        string.useNonStandardStacks = chance(0.5)
        string.specialFeatureExpressConsents = flags(12)
        string.purposeExpressConsents = flags(24)
        string.purposeImpliedConsents = flags(24)
        string.vendorExpressConsents = vendors()
        string.vendorImpliedConsents = vendors()
        if withRestrictions { string.restrictions = restrictions() }
        if chance(0.5) { string.disclosedVendors = vendors() }
        if chance(0.5) { string.publisherPurposes = publisherTC() }
        return string
    }

    mutating func usPrivacy() -> USPrivacyString {
        let answers = USPrivacyString.Answer.allCases
        return USPrivacyString(
            notice: pick(answers), optOutSale: pick(answers), lspaCovered: pick(answers))
    }

    mutating func us(_ layout: USLayout) throws -> USSection {
        try USSection(
            layout: layout, version: UInt8(number(0...63)),
            values: (0..<layout.valueCount).map { _ in UInt8(number(0...3)) },
            gpc: pick([nil, false, true]))
    }

    mutating func gpp() throws -> GPPString {
        var sections: [GPPString.Section] = []
        var layouts: [UInt16: USLayout] = [:]
        for layout in USLayout.all where chance(0.4) { layouts[layout.id] = layout }
        for layout in layouts.values {
            sections.append(.init(id: layout.id, content: .us(try us(layout))))
        }
        if chance(0.5) { sections.append(.init(id: 2, content: .tcfEU(tcf()))) }
        if chance(0.5) { sections.append(.init(id: 5, content: .tcfCanada(canada()))) }
        if chance(0.5) { sections.append(.init(id: 6, content: .usPrivacy(usPrivacy()))) }
        for id: UInt16 in [1, 3, 4, 24, 27, 28, 200, 1_000] where chance(0.3) {
            sections.append(.init(id: id, content: .raw(pick(["", "QA", "a.b", "ü \" ="]))))
        }
        return GPPString(sections: sections)
    }

    mutating func encoding() -> ConsentEncoding {
        ConsentEncoding(padding: pick(BitPadding.allCases), vendorForm: pick(VendorForm.allCases))
    }
}
