internal import Chronology

extension CivilDate {
    /// The ISO 8601 week: `2026-W48`. A week belongs to the year of its Thursday.
    var isoWeek: String {
        let thursday = advanced(byDays: 3 - weekday)
        let year = thursday.components.year
        let newYear = thursday.firstOfYear
        let week = (thursday.dayNumber - newYear.dayNumber) / 7 + 1
        return "\(zeroPadded(year, to: 4))-W\(zeroPadded(week, to: 2))"
    }

    /// The month: `2026-11`.
    var yearMonth: String { String(description.prefix(7)) }

    private var firstOfYear: CivilDate {
        var date = firstOfMonth
        while date.components.month > 1 { date = date.advanced(byDays: -1).firstOfMonth }
        return date
    }

    private func zeroPadded(_ value: Int, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
