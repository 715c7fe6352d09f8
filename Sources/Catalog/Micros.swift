/// An amount of money in millionths of the site's currency unit.
package struct Micros: Hashable, Comparable, Sendable {
    /// Millionths of the currency unit; never a fraction.
    package let value: Int64

    package init(_ value: Int64) {
        self.value = value
    }

    package static let zero = Micros(0)

    /// The largest amount that a file may name: 1,000,000,000 currency units.
    package static let maximum = Micros(1_000_000_000_000_000)

    /// Reads a decimal string such as `12.50`: no sign, no exponent, at most six decimals; nil for anything else or above `maximum`.
    package init?(decimal text: some StringProtocol) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...10).contains(whole.count) else { return nil }
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        guard parts.count == 1 || (1...6).contains(decimals.count) else { return nil }
        var value: Int64 = 0
        for digit in Array(whole) + decimals {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 48)
        }
        for _ in decimals.count..<6 { value *= 10 }
        guard value <= Self.maximum.value else { return nil }
        self.value = value
    }

    package static func < (left: Micros, right: Micros) -> Bool { left.value < right.value }
}

extension Micros: CustomStringConvertible {
    /// The amount with at least two and at most six decimals: `12.50`, `0.012345`.
    package var description: String {
        let magnitude = value.magnitude
        var decimals = String(magnitude % 1_000_000)
        decimals = String(repeating: "0", count: 6 - decimals.count) + decimals
        while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
        return "\(value < 0 ? "-" : "")\(magnitude / 1_000_000).\(decimals)"
    }
}
