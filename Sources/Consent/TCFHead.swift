/// The fields that open an EU and a Canadian core segment alike, up to the policy version.
package struct TCFHead: Equatable, Sendable {
    /// When the choice was first made.
    package var created: ConsentTime
    /// When the string was last changed.
    package var lastUpdated: ConsentTime
    /// The consent manager, 0...4095; 0 and 1 are nobody's.
    package var cmpID: UInt16
    /// The consent manager's own version, 0...4095.
    package var cmpVersion: UInt16
    /// The screen on which the choice was made, 0...63.
    package var consentScreen: UInt8
    /// The language of that screen.
    package var consentLanguage: TwoLetterCode
    /// The global vendor list's version, 0...4095.
    package var vendorListVersion: UInt16
    /// 2 for TCF 2.0, 4 for 2.2, 5 with 2.3; 0...63.
    package var policyVersion: UInt8

    /// The head of a string.
    package init(
        created: ConsentTime, lastUpdated: ConsentTime, cmpID: UInt16, cmpVersion: UInt16,
        consentScreen: UInt8, consentLanguage: TwoLetterCode, vendorListVersion: UInt16,
        policyVersion: UInt8
    ) {
        self.created = created
        self.lastUpdated = lastUpdated
        self.cmpID = cmpID
        self.cmpVersion = cmpVersion
        self.consentScreen = consentScreen
        self.consentLanguage = consentLanguage
        self.vendorListVersion = vendorListVersion
        self.policyVersion = policyVersion
    }
}

extension BitReader {
    /// Reads the version, which must be `version`, and the head.
    mutating func readHead(version: UInt64) throws(ConsentStringError) -> TCFHead {
        let found = try read(6)
        if found != version {
            throw ConsentStringError(reason: .version(found), bit: inputBit - 6)
        }
        return TCFHead(
            created: ConsentTime(tenths: Int64(try read(36))),
            lastUpdated: ConsentTime(tenths: Int64(try read(36))),
            cmpID: UInt16(try read(12)), cmpVersion: UInt16(try read(12)),
            consentScreen: UInt8(try read(6)),
            consentLanguage: TwoLetterCode(rawValue: UInt16(try read(12))),
            vendorListVersion: UInt16(try read(12)), policyVersion: UInt8(try read(6)))
    }

    /// Reads a bit field as a set of ids.
    mutating func readFlags(_ width: Int) throws(ConsentStringError) -> FlagSet {
        FlagSet(field: try read(width), width: width)
    }
}

extension BitWriter {
    /// Writes a version and a head.
    ///
    /// Throws: `.fieldOverflow` for an instant before 1970 or after 2187, and for values too wide.
    mutating func writeHead(_ head: TCFHead, version: UInt64) throws(ConsentStringError) {
        try write(version, 6)
        try write(UInt64(bitPattern: head.created.tenths), 36)
        try write(UInt64(bitPattern: head.lastUpdated.tenths), 36)
        try write(UInt64(head.cmpID), 12)
        try write(UInt64(head.cmpVersion), 12)
        try write(UInt64(head.consentScreen), 6)
        try write(UInt64(head.consentLanguage.rawValue), 12)
        try write(UInt64(head.vendorListVersion), 12)
        try write(UInt64(head.policyVersion), 6)
    }
}
