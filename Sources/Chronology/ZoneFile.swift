/// Why a zone file cannot be used.
package enum ZoneFileError: Error, Equatable {
    case notTZif
    case unsupportedVersion(UInt8)
    case truncated
    case inconsistent
}

extension TimeZoneRules {
    /// The largest zone file that is read, in bytes; real ones stay below 8 KiB.
    package static let fileBytesMax = 65_536

    /// Reads the bytes of a compiled zone file.
    ///
    /// Source: RFC 9636 section 3. Versions 2 to 4 are read (64-bit data and footer); version 1 ends in 2038 and is refused.
    ///
    /// - Throws: `ZoneFileError` when the bytes do not follow the format.
    package init(identifier: String, file bytes: [UInt8]) throws(ZoneFileError) {
        guard bytes.count <= Self.fileBytesMax else { throw .inconsistent }
        var reader = BigEndianReader(bytes: bytes)
        let first = try ZoneFileHeader(reading: &reader)
        guard first.version >= UInt8(ascii: "2") else {
            throw .unsupportedVersion(first.version)
        }
        try reader.skip(first.bodyBytes(timeBytes: 4))
        let header = try ZoneFileHeader(reading: &reader)
        let transitions = try reader.integers(count: header.transitions)
        let types = try reader.bytes(count: header.transitions).map(Int.init)
        var typeOffsets: [Int] = []
        for _ in 0..<header.types {
            typeOffsets.append(Int(Int32(truncatingIfNeeded: try reader.integer(bytes: 4))))
            try reader.skip(2)
        }
        try reader.skip(
            header.nameBytes + header.leapSeconds * 12 + header.standardFlags
                + header.utcFlags)
        guard let firstOffset = typeOffsets.first, types.allSatisfy({ $0 < typeOffsets.count }),
            zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }),
            typeOffsets.allSatisfy({ abs($0) < 93_600 })
        else { throw .inconsistent }

        let footer = reader.rest
        var rule: ZoneRule?
        if footer.count > 2 {
            guard footer.first == 10, footer.last == 10,
                let read = ZoneRule(posix: Array(footer.dropFirst().dropLast()))
            else { throw .inconsistent }
            rule = read
        }
        self.init(
            identifier: identifier, transitions: transitions,
            offsets: types.map { typeOffsets[$0] }, firstOffset: firstOffset, rule: rule)
    }
}

private struct ZoneFileHeader {
    let version: UInt8
    let utcFlags, standardFlags, leapSeconds, transitions, types, nameBytes: Int

    init(reading reader: inout BigEndianReader) throws(ZoneFileError) {
        guard try reader.bytes(count: 4) == Array("TZif".utf8) else { throw .notTZif }
        version = try reader.bytes(count: 1)[0]
        try reader.skip(15)
        utcFlags = Int(try reader.integer(bytes: 4))
        standardFlags = Int(try reader.integer(bytes: 4))
        leapSeconds = Int(try reader.integer(bytes: 4))
        transitions = Int(try reader.integer(bytes: 4))
        types = Int(try reader.integer(bytes: 4))
        nameBytes = Int(try reader.integer(bytes: 4))
    }

    func bodyBytes(timeBytes: Int) -> Int {
        transitions * (timeBytes + 1) + types * 6 + nameBytes + leapSeconds * (timeBytes + 4)
            + standardFlags + utcFlags
    }
}

private struct BigEndianReader {
    let bytes: [UInt8]
    var position = 0

    var rest: ArraySlice<UInt8> { bytes[position...] }

    mutating func skip(_ count: Int) throws(ZoneFileError) {
        guard count <= bytes.count - position else { throw .truncated }
        position += count
    }

    mutating func bytes(count: Int) throws(ZoneFileError) -> [UInt8] {
        let start = position
        try skip(count)
        return Array(bytes[start..<position])
    }

    mutating func integer(bytes count: Int) throws(ZoneFileError) -> UInt64 {
        try bytes(count: count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func integers(count: Int) throws(ZoneFileError) -> [Int64] {
        guard count <= (bytes.count - position) / 8 else { throw .truncated }
        var values: [Int64] = []
        for _ in 0..<count {
            values.append(Int64(bitPattern: try integer(bytes: 8)))
        }
        return values
    }
}
