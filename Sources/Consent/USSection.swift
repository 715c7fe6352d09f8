/// A US national or state section of a GPP string, as it stands.
package struct USSection: Sendable {
    /// The order of its fields; the two layouts of usnat differ in length.
    package let layout: USLayout
    /// The section's version, 0...63.
    package let version: UInt8
    /// The values behind the version in the layout's order, each 0...3.
    package let values: [UInt8]
    /// The Global Privacy Control bit; nil without the sub-section.
    package let gpc: Bool?

    /// A section of a layout.
    ///
    /// Throws: `.sectionShape` unless there are as many values as the layout has.
    package init(
        layout: USLayout, version: UInt8, values: [UInt8], gpc: Bool?
    ) throws(ConsentStringError) {
        guard values.count == layout.valueCount else {
            throw ConsentStringError(reason: .sectionShape(id: layout.id), bit: 0)
        }
        self.layout = layout
        self.version = version
        self.values = values
        self.gpc = gpc
    }

    /// The values of a field as reported: one for a number, none for a field the section lacks.
    package func values(of field: USField) -> [UInt8] {
        var start = 0
        for entry in layout.entries {
            if entry.field == field {
                let found = Array(values[start..<start + entry.count])
                let missing = (entry.listed ?? entry.count) - entry.count
                return found + [UInt8](repeating: 0, count: missing)
            }
            start += entry.count
        }
        return []
    }

    /// Whether every value has a meaning; a section that has not counts as opted out of everything.
    package var isReadable: Bool {
        version <= Limits.usVersionMax && !values.contains(3)
    }

    /// Whether sale, sharing or targeted advertising was refused, by choice or by GPC, or is
    /// unreadable.
    package var isOptedOut: Bool {
        if !isReadable || gpc == true { return true }
        return [USField.saleOptOut, .sharingOptOut, .targetedAdvertisingOptOut].contains {
            values(of: $0).contains(1)
        }
    }

    /// Whether the section says anything at all about a known child.
    package var concernsChild: Bool {
        values(of: .knownChildSensitiveDataConsents).contains { $0 > 0 }
    }
}

extension USSection: Equatable {
    /// Whether both sections have the same layout, version, values and GPC bit.
    package static func == (a: USSection, b: USSection) -> Bool {
        a.layout.id == b.layout.id && a.version == b.version && a.values == b.values
            && a.gpc == b.gpc
    }
}

extension USSection {
    /// The sub-section type of the Global Privacy Control.
    private static let gpcType: UInt64 = 1

    /// Reads the section that stands in a part of an input; `layouts` are those of its id, longest
    /// first.
    init(
        decoding input: borrowing Span<UInt8>, _ range: Range<Int>, _ layouts: [USLayout],
        _ reader: inout BitReader
    ) throws(ConsentStringError) {
        var segments = SegmentCursor(range, separator: UInt8(ascii: "."))
        try reader.load(input, try segments.next(input))
        // The length decides, not the version: encoders grew the section before they raised its
        // number.
        guard
            let layout = layouts.first(where: { $0.bitCount <= reader.remaining })
                ?? layouts.last
        else { preconditionFailure("a section without a layout") }
        let version = UInt8(try reader.read(6))
        var values: [UInt8] = []
        values.reserveCapacity(layout.valueCount)
        for _ in 0..<layout.valueCount { values.append(UInt8(try reader.read(2))) }
        var gpc: Bool?
        while !segments.isAtEnd {
            try reader.load(input, try segments.next(input))
            switch try reader.read(2) {
            case 0: throw ConsentStringError(reason: .segmentType(0), bit: reader.origin)
            case Self.gpcType: gpc = try reader.readBit() || gpc == true
            default: break
            }
        }
        try self.init(layout: layout, version: version, values: values, gpc: gpc)
    }

    /// Writes the section, always filled to octets: more fill would turn one layout into the other.
    ///
    /// Throws: `.fieldOverflow` for a version above 63 or a value above 3.
    package func encoded() throws(ConsentStringError) -> String {
        var writer = BitWriter()
        try writer.write(UInt64(version), 6)
        for value in values { try writer.write(UInt64(value), 2) }
        let core = writer.finish(.octet)
        guard let gpc else { return core }
        var subsection = BitWriter()
        try subsection.write(Self.gpcType, 2)
        try subsection.writeBit(gpc)
        return core + "." + subsection.finish(.octet)
    }
}
