internal import EventLog

/// Which events every living token was already used for; owned by the writer thread.
struct SpentTokens {
    /// Hour of issue (since 1970 UTC) to serial to bits of `EventKind`.
    private var hours: [Int64: [Int64: UInt8]] = [:]

    /// Bit of a kind of event.
    static func bit(_ kind: EventKind) -> UInt8 { 1 << UInt8(kind.rawValue) }

    /// Bit of a record that the kind was asked for without a reader: kept apart, so that the reader's own event still counts.
    static func readerlessBit(_ kind: EventKind) -> UInt8 {
        1 << UInt8(kind.rawValue - EventKind.impression.rawValue)
    }

    func contains(bits: UInt8, hour: Int64, serial: Int64) -> Bool {
        (hours[hour]?[serial] ?? 0) & bits != 0
    }

    func contains(_ kind: EventKind, hour: Int64, serial: Int64) -> Bool {
        contains(bits: Self.bit(kind), hour: hour, serial: serial)
    }

    mutating func insert(_ kind: EventKind, hour: Int64, serial: Int64) {
        insert(bits: Self.bit(kind), hour: hour, serial: serial)
    }

    mutating func insert(bits: UInt8, hour: Int64, serial: Int64) {
        hours[hour, default: [:]][serial, default: 0] |= bits
    }

    mutating func remove(bits: UInt8, hour: Int64, serial: Int64) {
        hours[hour]?[serial]? &= ~bits
    }

    mutating func removeAll(before hour: Int64) {
        for key in hours.keys.filter({ $0 < hour }) { hours.removeValue(forKey: key) }
    }
}
