extension GPPString {
    /// Reads a GPP string from its characters.
    ///
    /// Throws: the first fault, with its bit; a fault in one section is a fault of the string.
    package init(decoding input: borrowing Span<UInt8>) throws(ConsentStringError) {
        try checkLength(input.count)
        var parts = SegmentCursor(0..<input.count, separator: UInt8(ascii: "~"))
        var reader = BitReader()
        try reader.load(input, try parts.next(input))
        let ids = try Self.readHeader(&reader)
        var contents: [Range<Int>] = []
        while !parts.isAtEnd {
            if contents.count > ids.count { break }
            contents.append(parts.nextOrEmpty(input))
        }
        if contents.count != ids.count || !parts.isAtEnd {
            throw ConsentStringError(
                reason: .sectionMismatch(ids: ids.count, sections: contents.count),
                bit: input.count * 6)
        }
        var sections: [Section] = []
        sections.reserveCapacity(ids.count)
        for (id, range) in zip(ids, contents) {
            sections.append(
                Section(id: id, content: try Self.readContent(id, input, range, &reader)))
        }
        self.init(sections: sections)
    }

    /// Reads a GPP string.
    ///
    /// Throws: the first fault, with its bit.
    package init(_ text: String) throws(ConsentStringError) {
        try self.init(decoding: text.utf8.span)
    }

    /// Reads Type 6, Version 6 and the section ids as a Fibonacci range.
    ///
    /// Ranges are bounded before they are expanded.
    private static func readHeader(
        _ reader: inout BitReader
    ) throws(ConsentStringError) -> [UInt16] {
        let type = try reader.read(6)
        if type != headerType {
            throw ConsentStringError(reason: .headerType(type), bit: 0)
        }
        let found = try reader.read(6)
        if found != version {
            throw ConsentStringError(reason: .version(found), bit: 6)
        }
        let start = reader.inputBit
        var ids: [UInt16] = []
        try reader.readFibonacciRange { (first, last) throws(ConsentStringError) in
            if last > Limits.sectionIDMax {
                throw ConsentStringError(reason: .sectionID(last), bit: start)
            }
            let count = ids.count + last - first + 1
            if count > Limits.sectionsMax {
                throw ConsentStringError(reason: .sectionCount(count), bit: start)
            }
            for id in first...last { ids.append(UInt16(id)) }
        }
        return ids
    }

    private static func readContent(
        _ id: UInt16, _ input: borrowing Span<UInt8>, _ range: Range<Int>,
        _ reader: inout BitReader
    ) throws(ConsentStringError) -> Content {
        switch id {
        case SectionID.tcfEU: return .tcfEU(try TCFString(decoding: input, range, &reader))
        case SectionID.tcfCanada:
            return .tcfCanada(try TCFCanadaString(decoding: input, range, &reader))
        case SectionID.usPrivacy:
            return .usPrivacy(try USPrivacyString(decoding: input, range))
        default: break
        }
        let layouts = USLayout.layouts(id: Int(id))
        if !layouts.isEmpty {
            return .us(try USSection(decoding: input, range, layouts, &reader))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for index in range { bytes.append(input[index]) }
        return .raw(String(decoding: bytes, as: UTF8.self))
    }

    /// Writes the string.
    ///
    /// Throws: `.fieldOverflow` for a value that its field cannot hold, two sections of one id
    /// included.
    package func encoded(
        _ encoding: ConsentEncoding = ConsentEncoding()
    ) throws(ConsentStringError) -> String {
        var header = BitWriter()
        try header.write(Self.headerType, 6)
        try header.write(Self.version, 6)
        var groups: [ClosedRange<Int>] = []
        for id in sections.map({ Int($0.id) }) {
            if let last = groups.last, last.upperBound + 1 == id {
                groups[groups.count - 1] = last.lowerBound...id
            } else {
                groups.append(id...id)
            }
        }
        try header.writeFibonacciRange(groups)
        var parts = [header.finish(encoding.padding)]
        for section in sections {
            switch section.content {
            case .tcfEU(let string): parts.append(try string.encoded(encoding))
            case .tcfCanada(let string): parts.append(try string.encoded(encoding))
            case .usPrivacy(let string): parts.append(string.encoded)
            case .us(let section): parts.append(try section.encoded())
            case .raw(let text): parts.append(text)
            }
        }
        return parts.joined(separator: "~")
    }
}
