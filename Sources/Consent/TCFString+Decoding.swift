extension TCFString {
    /// Reads a TC string from its characters.
    ///
    /// Throws: the first fault, with its bit. Complexity: linear in the string, never in the vendor
    /// ids.
    package init(decoding input: borrowing Span<UInt8>) throws(ConsentStringError) {
        try checkLength(input.count)
        var reader = BitReader()
        try self.init(decoding: input, 0..<input.count, &reader)
    }

    /// Reads a TC string.
    ///
    /// Throws: the first fault, with its bit.
    package init(_ text: String) throws(ConsentStringError) {
        try self.init(decoding: text.utf8.span)
    }

    /// Reads the TC string that stands in a part of an input.
    init(
        decoding input: borrowing Span<UInt8>, _ range: Range<Int>, _ reader: inout BitReader
    ) throws(ConsentStringError) {
        var segments = SegmentCursor(range, separator: UInt8(ascii: "."))
        try reader.load(input, try segments.next(input))
        try self.init(core: &reader)
        while !segments.isAtEnd {
            try reader.load(input, try segments.next(input))
            try readSegment(&reader)
        }
    }

    private init(core reader: inout BitReader) throws(ConsentStringError) {
        self.init(head: try reader.readHead(version: Self.version))
        isServiceSpecific = try reader.readBit()
        useNonStandardTexts = try reader.readBit()
        specialFeatureOptIns = try reader.readFlags(12)
        purposeConsents = try reader.readFlags(24)
        purposeLegitimateInterests = try reader.readFlags(24)
        purposeOneTreatment = try reader.readBit()
        publisherCountry = TwoLetterCode(rawValue: UInt16(try reader.read(12)))
        vendorConsents = try reader.readVendorSection(.fixed)
        vendorLegitimateInterests = try reader.readVendorSection(.fixed)
        restrictions = try reader.readRestrictions(.fixed)
    }

    /// Reads a segment behind the core; a second one of its type leaves what both grant.
    private mutating func readSegment(_ reader: inout BitReader) throws(ConsentStringError) {
        switch try reader.read(3) {
        case 0: throw ConsentStringError(reason: .segmentType(0), bit: reader.origin)
        case SegmentType.disclosedVendors:
            let vendors = try reader.readVendorSection(.fixed)
            disclosedVendors = disclosedVendors?.intersection(vendors) ?? vendors
        case SegmentType.allowedVendors:
            let vendors = try reader.readVendorSection(.fixed)
            allowedVendors = allowedVendors?.intersection(vendors) ?? vendors
        case SegmentType.publisherTC:
            let publisher = try reader.readPublisherTC()
            publisherTC = publisherTC?.intersection(publisher) ?? publisher
        default: break  // Types 4 to 7 are not defined and may come to mean something.
        }
    }
}

/// Checks the length of a whole input before anything is read from it.
func checkLength(_ count: Int) throws(ConsentStringError) {
    if count == 0 { throw ConsentStringError(reason: .empty, bit: 0) }
    if count > Limits.inputBytesMax {
        throw ConsentStringError(reason: .tooLong(characters: count), bit: 0)
    }
}
