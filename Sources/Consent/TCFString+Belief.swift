extension TCFString {
    /// Legitimate interest bits that no vendor or publisher may use under this string's policy.
    ///
    /// Purpose 1 is consent only; since TCF 2.2 so are 3 to 6. The rest of the string stays good.
    package var deadLegitimateInterests: FlagSet {
        head.policyVersion >= 4 ? [1, 3, 4, 5, 6] : [1]
    }

    /// The publisher's own purposes that were truly consented to; none without the segment.
    ///
    /// Purpose 1 is left out if the string says that it was not asked.
    package var believedPublisherConsents: FlagSet {
        var consents = publisherTC?.purposeConsents ?? []
        if purposeOneTreatment { consents.remove(1) }
        return consents
    }

    /// The publisher's own purposes with a legitimate interest that counts; none without the
    /// segment.
    package var believedPublisherInterests: FlagSet {
        (publisherTC?.purposeLegitimateInterests ?? []).subtracting(deadLegitimateInterests)
    }

    /// Vendors' purposes that were truly consented to, without purpose 1 if it was not asked.
    package var believedPurposeConsents: FlagSet {
        var consents = purposeConsents
        if purposeOneTreatment { consents.remove(1) }
        return consents
    }

    /// Vendors' purposes with a legitimate interest that counts.
    package var believedPurposeInterests: FlagSet {
        purposeLegitimateInterests.subtracting(deadLegitimateInterests)
    }

    /// Whether a vendor was shown to the reader: absent from a present list is refused.
    package func discloses(_ vendor: UInt16) -> Bool {
        disclosedVendors?.contains(vendor) ?? true
    }

    /// What the publisher demands of a vendor for a purpose; nil for nothing.
    ///
    /// An undefined kind counts as not allowed, and so do two kinds that contradict each other. A
    /// purpose that is not allowed binds every vendor.
    package func restriction(
        purpose: Int, vendor: UInt16
    ) -> PublisherRestriction.Kind? {
        var found: PublisherRestriction.Kind?
        for restriction in restrictions where Int(restriction.purpose) == purpose {
            if restriction.kind == .notAllowed { return .notAllowed }
            guard restriction.vendors.contains(vendor) else { continue }
            if restriction.kind == .undefined || found != nil { return .notAllowed }
            found = restriction.kind
        }
        return found
    }
}
