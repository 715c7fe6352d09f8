/// Figures as text, from integers alone.
enum NumberText {
    /// Digits in groups of three: `1,234,567`.
    static func grouped(_ value: Int64) -> String {
        (value < 0 ? "-" : "") + grouped(digits: String(value.magnitude))
    }

    private static func grouped(digits: String) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// Decimals that an amount of micros needs, 2...6.
    static func moneyDecimals(_ micros: Int64) -> Int {
        var rest = micros.magnitude % 1_000_000
        var decimals = 6
        while decimals > 2, rest % 10 == 0 {
            rest /= 10
            decimals -= 1
        }
        return decimals
    }

    /// An amount of micros with a number of decimals that loses nothing: `1,234.50`.
    static func money(_ micros: Int64, decimals: Int) -> String {
        let fraction = leadingZeros(micros.magnitude % 1_000_000, to: 6).prefix(decimals)
        return (micros < 0 ? "-" : "") + grouped(digits: String(micros.magnitude / 1_000_000))
            + ".\(fraction)"
    }

    /// An amount of micros that is a mean, with two decimals, rounded half away from zero.
    static func meanMoney(_ micros: Int64) -> String {
        let hundredths = (micros.magnitude + 5_000) / 10_000
        let sign = micros < 0 && hundredths > 0 ? "-" : ""
        return sign + grouped(digits: String(hundredths / 100))
            + ".\(leadingZeros(hundredths % 100, to: 2))"
    }

    /// Millionths as a decimal number with six digits: `0.985000`.
    static func ratio(_ millionths: Int64) -> String {
        (millionths < 0 ? "-" : "") + "\(millionths.magnitude / 1_000_000)."
            + leadingZeros(millionths.magnitude % 1_000_000, to: 6)
    }

    /// Millionths as a percentage with two decimals, rounded half up: `98.50%`.
    static func percentage(_ millionths: Int64) -> String {
        let hundredths = (millionths.magnitude + 50) / 100
        return (millionths < 0 ? "-" : "")
            + "\(grouped(digits: String(hundredths / 100)))."
            + leadingZeros(hundredths % 100, to: 2) + "%"
    }

    private static func leadingZeros(_ value: UInt64, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
