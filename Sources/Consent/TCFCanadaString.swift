/// A string of the Canadian framework, GPP section 5.
///
/// Source: GPP Extension "IAB Canada TCF". The vendor lists exist in two codings; see `decoding`.
package struct TCFCanadaString: Equatable, Sendable {
    /// Instants, consent manager, language and versions.
    package var head: TCFHead
    /// Whether the publisher replaced standard stacks.
    package var useNonStandardStacks: Bool
    /// Special features 1...12 with express consent.
    package var specialFeatureExpressConsents: FlagSet
    /// Purposes 1...24 with express consent; 1 is not used.
    package var purposeExpressConsents: FlagSet
    /// Purposes 1...24 with implied consent; 1 is not used.
    package var purposeImpliedConsents: FlagSet
    /// Vendors with express consent.
    package var vendorExpressConsents: VendorSet
    /// Vendors with implied consent.
    package var vendorImpliedConsents: VendorSet
    /// Merged by purpose and kind, ascending, none of them empty.
    package var restrictions: [PublisherRestriction]
    /// Vendors that were shown; nil without the sub-section.
    package var disclosedVendors: VendorSet?
    /// The publisher's own purposes; nil without the sub-section.
    package var publisherPurposes: PublisherTC?

    /// A string with a head in which nothing is granted and no sub-section but the core is present.
    package init(head: TCFHead) {
        self.head = head
        useNonStandardStacks = false
        specialFeatureExpressConsents = []
        purposeExpressConsents = []
        purposeImpliedConsents = []
        vendorExpressConsents = VendorSet()
        vendorImpliedConsents = VendorSet()
        restrictions = []
    }

    private static let version: UInt64 = 1

    /// Reads the section that stands in a part of an input.
    init(
        decoding input: borrowing Span<UInt8>, _ range: Range<Int>, _ reader: inout BitReader
    ) throws(ConsentStringError) {
        var segments = SegmentCursor(range, separator: UInt8(ascii: "."))
        try reader.load(input, try segments.next(input))
        self.init(head: try reader.readHead(version: Self.version))
        useNonStandardStacks = try reader.readBit()
        specialFeatureExpressConsents = try reader.readFlags(12)
        purposeExpressConsents = try reader.readFlags(24)
        purposeImpliedConsents = try reader.readFlags(24)
        (vendorExpressConsents, vendorImpliedConsents, restrictions) =
            try reader.readEitherCoding { (reader, coding) throws(ConsentStringError) in
                let express = try reader.readVendorSection(coding)
                let implied = try reader.readVendorSection(coding)
                // Strings older than the restrictions end here, with less padding than their count.
                let restrictions =
                    reader.remaining < 12 ? [] : try reader.readRestrictions(coding)
                return (express, implied, restrictions)
            }
        while !segments.isAtEnd {
            try reader.load(input, try segments.next(input))
            try readSubsection(&reader)
        }
    }

    private mutating func readSubsection(
        _ reader: inout BitReader
    ) throws(ConsentStringError) {
        switch try reader.read(3) {
        case 0: throw ConsentStringError(reason: .segmentType(0), bit: reader.origin)
        case TCFString.SegmentType.disclosedVendors:
            let vendors = try reader.readEitherCoding {
                (reader, coding) throws(ConsentStringError) in
                try reader.readVendorSection(coding)
            }
            disclosedVendors = disclosedVendors?.intersection(vendors) ?? vendors
        case TCFString.SegmentType.publisherTC:
            let publisher = try reader.readPublisherTC()
            publisherPurposes = publisherPurposes?.intersection(publisher) ?? publisher
        default: break
        }
    }

    /// Writes the section: core, then publisher purposes and disclosed vendors where present.
    ///
    /// Throws: `.fieldOverflow` for a value that its field cannot hold.
    package func encoded(
        _ encoding: ConsentEncoding = ConsentEncoding()
    ) throws(ConsentStringError) -> String {
        let coding: RangeCoding = encoding.usesFibonacci ? .fibonacci : .fixed
        let form = encoding.vendorForm
        var writer = BitWriter()
        try writer.writeHead(head, version: Self.version)
        try writer.writeBit(useNonStandardStacks)
        try writer.write(specialFeatureExpressConsents, width: 12)
        try writer.write(purposeExpressConsents, width: 24)
        try writer.write(purposeImpliedConsents, width: 24)
        try writer.writeVendorSection(vendorExpressConsents, form, coding)
        try writer.writeVendorSection(vendorImpliedConsents, form, coding)
        try writer.writeRestrictions(restrictions, form, coding)
        var segments = [writer.finish(encoding.padding)]
        if let publisherPurposes {
            var writer = BitWriter()
            try writer.writePublisherTC(publisherPurposes)
            segments.append(writer.finish(encoding.padding))
        }
        if let disclosedVendors {
            var writer = BitWriter()
            try writer.write(TCFString.SegmentType.disclosedVendors, 3)
            try writer.writeVendorSection(disclosedVendors, form, coding)
            segments.append(writer.finish(encoding.padding))
        }
        return segments.joined(separator: ".")
    }
}

extension BitReader {
    /// Reads the rest of a segment with Fibonacci ranges, or, if that does not come out, with
    /// 16-bit ranges.
    ///
    /// Encoders disagreed for years. The first reading is accepted if only zero bits remain behind
    /// it.
    fileprivate mutating func readEitherCoding<Value>(
        _ body: (inout BitReader, RangeCoding) throws(ConsentStringError) -> Value
    ) throws(ConsentStringError) -> Value {
        var trial = self
        if let value = try? body(&trial, .fibonacci), trial.isRestZero {
            self = trial
            return value
        }
        return try body(&self, .fixed)
    }
}
