/// Choices that an encoder is free to make and a decoder must not notice.
package struct ConsentEncoding: Sendable {
    /// How segments are filled up.
    package var padding: BitPadding
    /// How vendor sets are written.
    package var vendorForm: VendorForm
    /// Whether a Canadian string gets Fibonacci ranges (the newer form) or 16-bit ranges.
    package var usesFibonacci: Bool

    /// Choices; the defaults are what most encoders make.
    package init(
        padding: BitPadding = .octet, vendorForm: VendorForm = .shortest,
        usesFibonacci: Bool = true
    ) {
        self.padding = padding
        self.vendorForm = vendorForm
        self.usesFibonacci = usesFibonacci
    }
}

extension TCFString {
    /// Writes the string: core, then disclosed, allowed and publisher segments where present.
    ///
    /// Throws: `.fieldOverflow` for a value that its field cannot hold.
    package func encoded(
        _ encoding: ConsentEncoding = ConsentEncoding()
    ) throws(ConsentStringError) -> String {
        var segments = [try core(encoding)]
        if let disclosedVendors {
            segments.append(
                try Self.segment(SegmentType.disclosedVendors, disclosedVendors, encoding))
        }
        if let allowedVendors {
            segments.append(
                try Self.segment(SegmentType.allowedVendors, allowedVendors, encoding))
        }
        if let publisherTC {
            var writer = BitWriter()
            try writer.writePublisherTC(publisherTC)
            segments.append(writer.finish(encoding.padding))
        }
        return segments.joined(separator: ".")
    }

    private func core(_ encoding: ConsentEncoding) throws(ConsentStringError) -> String {
        var writer = BitWriter()
        try writer.writeHead(head, version: Self.version)
        try writer.writeBit(isServiceSpecific)
        try writer.writeBit(useNonStandardTexts)
        try writer.write(specialFeatureOptIns, width: 12)
        try writer.write(purposeConsents, width: 24)
        try writer.write(purposeLegitimateInterests, width: 24)
        try writer.writeBit(purposeOneTreatment)
        try writer.write(UInt64(publisherCountry.rawValue), 12)
        try writer.writeVendorSection(vendorConsents, encoding.vendorForm, .fixed)
        try writer.writeVendorSection(vendorLegitimateInterests, encoding.vendorForm, .fixed)
        try writer.writeRestrictions(restrictions, encoding.vendorForm, .fixed)
        return writer.finish(encoding.padding)
    }

    private static func segment(
        _ type: UInt64, _ vendors: VendorSet, _ encoding: ConsentEncoding
    ) throws(ConsentStringError) -> String {
        var writer = BitWriter()
        try writer.write(type, 3)
        try writer.writeVendorSection(vendors, encoding.vendorForm, .fixed)
        return writer.finish(encoding.padding)
    }
}
