/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970 UTC; negative before it.
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Whole seconds since 1970 UTC, rounded down.
    package var seconds: Int64 { milliseconds.floorDivided(by: 1000) }

    /// The UTC date that this instant falls on.
    package var utcDate: CivilDate {
        CivilDate(dayNumber: Int(milliseconds.floorDivided(by: Self.millisecondsPerDay)))
    }

    package static let millisecondsPerMinute: Int64 = 60_000
    package static let millisecondsPerHour: Int64 = 3_600_000
    package static let millisecondsPerDay: Int64 = 86_400_000

    /// The years that files and requests may name: 1970 to 2200. Outside it a date is a mistake.
    package static let supported =
        Instant(milliseconds: 0)..<Instant(milliseconds: 7_258_118_400_000)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package func advanced(byMilliseconds milliseconds: Int64) -> Instant {
        Instant(milliseconds: self.milliseconds + milliseconds)
    }

    /// Milliseconds from `other` to this instant.
    package func milliseconds(since other: Instant) -> Int64 {
        milliseconds - other.milliseconds
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-12-01T08:00:00.000Z`.
    package var description: String {
        let date = utcDate
        let rest = milliseconds - Int64(date.dayNumber) * Self.millisecondsPerDay
        let seconds = rest / 1000
        return "\(date)T\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):"
            + "\(twoDigits(seconds % 60)).\(padded(rest % 1000, to: 3))Z"
    }
}

extension Instant {
    /// Reads an RFC 3339 instant with an offset, such as `2026-12-01T08:00:00-08:00`; nil for anything else.
    package init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 17, bytes.count <= 35,
            let date = CivilDate(text.prefix(10)),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t")
        else { return nil }
        var reader = DigitReader(bytes: bytes, position: 11)
        guard let hour = reader.twoDigits(), hour < 24, reader.take(UInt8(ascii: ":")),
            let minute = reader.twoDigits(), minute < 60
        else { return nil }
        var second = 0
        var fraction = 0
        if reader.take(UInt8(ascii: ":")) {
            guard let read = reader.twoDigits(), read < 60 else { return nil }
            second = read
            if reader.take(UInt8(ascii: ".")) {
                guard let read = reader.milliseconds() else { return nil }
                fraction = read
            }
        }
        guard let offset = reader.offsetMinutes(), reader.atEnd else { return nil }
        let local = Int64(date.dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        milliseconds = (local - Int64(offset) * 60) * 1000 + Int64(fraction)
    }
}

/// Reads fixed-width numbers out of ASCII bytes.
private struct DigitReader {
    let bytes: [UInt8]
    var position: Int

    var atEnd: Bool { position == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func digit() -> Int? {
        guard position < bytes.count, (48...57).contains(bytes[position]) else { return nil }
        defer { position += 1 }
        return Int(bytes[position]) - 48
    }

    mutating func twoDigits() -> Int? {
        guard let tens = digit(), let ones = digit() else { return nil }
        return tens * 10 + ones
    }

    /// One to nine decimals of a second, cut to milliseconds.
    mutating func milliseconds() -> Int? {
        var digits: [Int] = []
        while let next = digit() { digits.append(next) }
        guard (1...9).contains(digits.count) else { return nil }
        return (digits + [0, 0]).prefix(3).reduce(0) { $0 * 10 + $1 }
    }

    mutating func offsetMinutes() -> Int? {
        if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
        let sign: Int
        if take(UInt8(ascii: "+")) {
            sign = 1
        } else if take(UInt8(ascii: "-")) {
            sign = -1
        } else {
            return nil
        }
        guard let hours = twoDigits(), hours < 24, take(UInt8(ascii: ":")),
            let minutes = twoDigits(), minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
