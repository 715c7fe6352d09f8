/// A TC string of format version 2 (TCF 2.0, 2.2 and 2.3), as it stands, before anyone believes it.
///
/// Source: IAB Europe, "Consent string and vendor list formats v2". Whether the string may be used
/// at all is for `ConsentJudgement` to say.
package struct TCFString: Equatable, Sendable {
    /// Instants, consent manager, language and versions.
    package var head: TCFHead
    /// False only in strings of the global scope, which are not valid any more.
    package var isServiceSpecific: Bool
    /// Whether the publisher replaced standard texts.
    package var useNonStandardTexts: Bool
    /// Special features 1...12 that were opted into.
    package var specialFeatureOptIns: FlagSet
    /// Purposes 1...24 with consent, for vendors.
    package var purposeConsents: FlagSet
    /// Purposes 1...24 with legitimate interest, for vendors, as they stand.
    package var purposeLegitimateInterests: FlagSet
    /// Whether purpose 1 was not asked at all.
    package var purposeOneTreatment: Bool
    /// The publisher's country.
    package var publisherCountry: TwoLetterCode
    /// Vendors with consent.
    package var vendorConsents: VendorSet
    /// Vendors with legitimate interest.
    package var vendorLegitimateInterests: VendorSet
    /// Merged by purpose and kind, ascending, none of them empty.
    package var restrictions: [PublisherRestriction]
    /// Vendors that were shown; nil without the segment.
    package var disclosedVendors: VendorSet?
    /// Vendors allowed out of band; nil without the segment.
    package var allowedVendors: VendorSet?
    /// The publisher's own answers; nil without the segment.
    package var publisherTC: PublisherTC?

    /// A string with a head in which nothing is granted and no segment but the core is present.
    package init(head: TCFHead) {
        self.head = head
        isServiceSpecific = true
        useNonStandardTexts = false
        specialFeatureOptIns = []
        purposeConsents = []
        purposeLegitimateInterests = []
        purposeOneTreatment = false
        publisherCountry = TwoLetterCode(rawValue: 0)
        vendorConsents = VendorSet()
        vendorLegitimateInterests = VendorSet()
        restrictions = []
    }

    /// The format version, which opens the string and makes its first character a C.
    static let version: UInt64 = 2

    /// Segments behind the core, by their type of three bits.
    enum SegmentType {
        static let disclosedVendors: UInt64 = 1
        static let allowedVendors: UInt64 = 2
        static let publisherTC: UInt64 = 3
    }
}
