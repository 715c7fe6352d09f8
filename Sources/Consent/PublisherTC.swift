/// The publisher's own answers: the PublisherTC segment, or Publisher Purposes in Canada.
package struct PublisherTC: Equatable, Sendable {
    /// Purposes 1...24 with consent (Canada: express consent).
    package let purposeConsents: FlagSet
    /// Purposes 1...24 with legitimate interest (Canada: implied consent).
    package let purposeLegitimateInterests: FlagSet
    /// How many purposes of the publisher's own follow, 0...63.
    package let customPurposeCount: UInt8
    /// Own purposes with consent, counted from 1.
    package let customPurposeConsents: FlagSet
    /// Own purposes with legitimate interest, counted from 1.
    package let customPurposeLegitimateInterests: FlagSet

    /// The answers of a publisher.
    package init(
        purposeConsents: FlagSet, purposeLegitimateInterests: FlagSet,
        customPurposeCount: UInt8 = 0, customPurposeConsents: FlagSet = [],
        customPurposeLegitimateInterests: FlagSet = []
    ) {
        self.purposeConsents = purposeConsents
        self.purposeLegitimateInterests = purposeLegitimateInterests
        self.customPurposeCount = customPurposeCount
        self.customPurposeConsents = customPurposeConsents
        self.customPurposeLegitimateInterests = customPurposeLegitimateInterests
    }

    /// What both grant, for a string that carries the segment twice.
    package func intersection(_ other: PublisherTC) -> PublisherTC {
        PublisherTC(
            purposeConsents: purposeConsents.intersection(other.purposeConsents),
            purposeLegitimateInterests: purposeLegitimateInterests.intersection(
                other.purposeLegitimateInterests),
            customPurposeCount: min(customPurposeCount, other.customPurposeCount),
            customPurposeConsents: customPurposeConsents.intersection(
                other.customPurposeConsents),
            customPurposeLegitimateInterests: customPurposeLegitimateInterests.intersection(
                other.customPurposeLegitimateInterests))
    }
}

extension BitReader {
    /// Reads what follows the type of a PublisherTC segment.
    mutating func readPublisherTC() throws(ConsentStringError) -> PublisherTC {
        let consents = FlagSet(field: try read(24), width: 24)
        let interests = FlagSet(field: try read(24), width: 24)
        let count = Int(try read(6))
        try require(count * 2)
        let customConsents = FlagSet(field: try read(count), width: count)
        let customInterests = FlagSet(field: try read(count), width: count)
        return PublisherTC(
            purposeConsents: consents, purposeLegitimateInterests: interests,
            customPurposeCount: UInt8(count), customPurposeConsents: customConsents,
            customPurposeLegitimateInterests: customInterests)
    }
}

extension BitWriter {
    /// Writes a set of ids as a bit field.
    mutating func write(_ flags: FlagSet, width: Int) throws(ConsentStringError) {
        try write(try flags.field(width: width), width)
    }

    /// Writes a PublisherTC segment with its type.
    mutating func writePublisherTC(_ publisher: PublisherTC) throws(ConsentStringError) {
        let count = Int(publisher.customPurposeCount)
        try write(3, 3)
        try write(publisher.purposeConsents, width: 24)
        try write(publisher.purposeLegitimateInterests, width: 24)
        try write(UInt64(count), 6)
        try write(publisher.customPurposeConsents, width: count)
        try write(publisher.customPurposeLegitimateInterests, width: count)
    }
}
