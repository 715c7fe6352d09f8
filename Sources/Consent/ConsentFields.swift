internal import JSON

/// Field names and order of a decoded string's JSON; lists are ascending, absent segments null.

extension TCFString {
    /// Vendor ids that `write` will list.
    var vendorIDCount: Int {
        vendorConsents.count + vendorLegitimateInterests.count
            + restrictions.reduce(0) { $0 + $1.vendors.count }
            + (disclosedVendors?.count ?? 0) + (allowedVendors?.count ?? 0)
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("version", Self.version)
        head.write(to: &json)
        json.field("isServiceSpecific", isServiceSpecific)
        json.field("useNonStandardTexts", useNonStandardTexts)
        json.field("specialFeatureOptins", specialFeatureOptIns.ids)
        json.field("purposeConsents", purposeConsents.ids)
        json.field("purposeLegitimateInterests", purposeLegitimateInterests.ids)
        json.field("purposeOneTreatment", purposeOneTreatment)
        json.field("publisherCC", publisherCountry.text)
        json.field("vendorConsents", vendorConsents.ids)
        json.field("vendorLegitimateInterests", vendorLegitimateInterests.ids)
        json.field("publisherRestrictions", restrictions)
        json.field("disclosedVendors", disclosedVendors)
        json.field("allowedVendors", allowedVendors)
        json.key("publisherTC")
        if let publisherTC {
            json.beginObject()
            json.field("purposeConsents", publisherTC.purposeConsents.ids)
            json.field("purposeLegitimateInterests", publisherTC.purposeLegitimateInterests.ids)
            json.field("numCustomPurposes", publisherTC.customPurposeCount)
            json.field("customPurposeConsents", publisherTC.customPurposeConsents.ids)
            json.field(
                "customPurposeLegitimateInterests",
                publisherTC.customPurposeLegitimateInterests.ids)
            json.endObject()
        } else {
            json.null()
        }
        json.endObject()
    }
}

extension TCFCanadaString {
    /// Vendor ids that `write` will list.
    var vendorIDCount: Int {
        vendorExpressConsents.count + vendorImpliedConsents.count
            + restrictions.reduce(0) { $0 + $1.vendors.count } + (disclosedVendors?.count ?? 0)
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("version", 1)
        head.write(to: &json)
        json.field("useNonStandardStacks", useNonStandardStacks)
        json.field("specialFeatureExpressConsent", specialFeatureExpressConsents.ids)
        json.field("purposesExpressConsent", purposeExpressConsents.ids)
        json.field("purposesImpliedConsent", purposeImpliedConsents.ids)
        json.field("vendorExpressConsent", vendorExpressConsents.ids)
        json.field("vendorImpliedConsent", vendorImpliedConsents.ids)
        json.field("pubRestrictions", restrictions)
        json.field("disclosedVendors", disclosedVendors)
        json.key("publisherPurposes")
        if let publisherPurposes {
            json.beginObject()
            json.field("expressConsent", publisherPurposes.purposeConsents.ids)
            json.field("impliedConsent", publisherPurposes.purposeLegitimateInterests.ids)
            json.field("numCustomPurposes", publisherPurposes.customPurposeCount)
            json.field("customExpressConsent", publisherPurposes.customPurposeConsents.ids)
            json.field(
                "customImpliedConsent", publisherPurposes.customPurposeLegitimateInterests.ids)
            json.endObject()
        } else {
            json.null()
        }
        json.endObject()
    }
}

extension TCFHead {
    fileprivate func write(to json: inout JSONWriter) {
        json.field("created", created.tenths)
        json.field("lastUpdated", lastUpdated.tenths)
        json.field("cmpId", cmpID)
        json.field("cmpVersion", cmpVersion)
        json.field("consentScreen", consentScreen)
        json.field("consentLanguage", consentLanguage.text)
        json.field("vendorListVersion", vendorListVersion)
        json.field("tcfPolicyVersion", policyVersion)
    }
}

extension USPrivacyString {
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("version", 1)
        json.field("notice", notice.letter)
        json.field("optOutSale", optOutSale.letter)
        json.field("lspaCovered", lspaCovered.letter)
        json.endObject()
    }
}

extension USSection {
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("Version", version)
        for entry in layout.entries {
            let values = values(of: entry.field)
            if entry.listed == nil, let value = values.first {
                json.field(entry.field.rawValue, value)
            } else {
                json.field(entry.field.rawValue, values)
            }
        }
        if layout.hasGPC {
            json.key("Gpc")
            if let gpc { json.value(gpc) } else { json.null() }
        }
        json.endObject()
    }
}

extension GPPString {
    /// Vendor ids that `write` will list.
    var vendorIDCount: Int {
        sections.reduce(0) {
            switch $1.content {
            case .tcfEU(let string): $0 + string.vendorIDCount
            case .tcfCanada(let string): $0 + string.vendorIDCount
            case .usPrivacy, .us, .raw: $0
            }
        }
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("gppVersion", Self.version)
        json.field("sectionIds", sections.map(\.id))
        json.key("sections")
        json.beginObject()
        for section in sections {
            json.key(Self.name(of: section.id))
            switch section.content {
            case .tcfEU(let string): string.write(to: &json)
            case .tcfCanada(let string): string.write(to: &json)
            case .usPrivacy(let string): string.write(to: &json)
            case .us(let section): section.write(to: &json)
            case .raw(let text): json.value(text)
            }
        }
        json.endObject()
        json.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func field(_ name: String, _ vendors: VendorSet) {
        field(name, vendors.ids)
    }

    fileprivate mutating func field(_ name: String, _ vendors: VendorSet?) {
        if let vendors {
            field(name, vendors.ids)
        } else {
            key(name)
            null()
        }
    }

    fileprivate mutating func field(_ name: String, _ restrictions: [PublisherRestriction]) {
        key(name)
        beginArray()
        for restriction in restrictions {
            beginObject()
            field("purpose", restriction.purpose)
            field("type", restriction.kind.rawValue)
            field("vendors", restriction.vendors.ids)
            endObject()
        }
        endArray()
    }
}
