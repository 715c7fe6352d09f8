package import Chronology

/// The time zones that the system's zone files describe.
package enum SystemTimeZones {
    static let folder = "/usr/share/zoneinfo"

    /// The rules of a zone by its IANA name, such as `America/Los_Angeles`; nil when there is no such zone.
    package static func rules(named name: String) -> TimeZoneRules? {
        if name == "UTC" { return .utc }
        guard isWellFormed(name),
            case .bytes(let bytes) = DirectorySource.readFile(
                "\(folder)/\(name)", bytesMax: TimeZoneRules.fileBytesMax)
        else { return nil }
        return try? TimeZoneRules(identifier: name, file: bytes)
    }

    /// The names of places that the zone table lists; empty when the system has no such table.
    ///
    /// Source: `zone1970.tab` of the tz database, whose third column is the name.
    static func names() -> [String] {
        guard
            case .bytes(let bytes) = DirectorySource.readFile(
                "\(folder)/zone1970.tab", bytesMax: TimeZoneRules.fileBytesMax)
        else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .compactMap { line in
                let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
                return columns.count >= 3 ? String(columns[2]) : nil
            }
    }

    /// Whether a name is made of plain parts, so that it cannot lead out of the folder.
    static func isWellFormed(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count), name.utf8.count <= 64 else { return false }
        return parts.allSatisfy { part in
            guard let first = part.first, (65...90).contains(first & 0xDF) else { return false }
            return part.allSatisfy {
                (65...90).contains($0 & 0xDF) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
            }
        }
    }
}
