/// An instant as consent strings count it: tenths of a second since 1970 in UTC.
package struct ConsentTime: Equatable, Hashable, Comparable, Sendable {
    /// Tenths of a second since 1970, UTC.
    package let tenths: Int64

    /// An instant of tenths of a second since 1970, UTC.
    package init(tenths: Int64) {
        self.tenths = tenths
    }

    /// An instant of milliseconds since 1970, UTC, rounded down.
    package init(milliseconds: Int64) {
        tenths = milliseconds >= 0 ? milliseconds / 100 : (milliseconds - 99) / 100
    }

    /// Earlier instants are less.
    package static func < (a: ConsentTime, b: ConsentTime) -> Bool {
        a.tenths < b.tenths
    }

    /// This time of day some calendar months later; a day that the month lacks becomes its last.
    ///
    /// Source of the calendar arithmetic: the civil-from-days identities over 400-year eras.
    func adding(months: Int) -> ConsentTime {
        let tenthsPerDay: Int64 = 864_000
        var day = Int(tenths / tenthsPerDay)
        if tenths % tenthsPerDay < 0 { day -= 1 }
        let timeOfDay = tenths - Int64(day) * tenthsPerDay
        let date = Self.civil(day)
        let month = date.year * 12 + date.month - 1 + months
        let first = Self.days(year: month / 12, month: month % 12 + 1)
        let next = Self.days(year: (month + 1) / 12, month: (month + 1) % 12 + 1)
        let target = min(first + date.day - 1, next - 1)
        return ConsentTime(tenths: Int64(target) * tenthsPerDay + timeOfDay)
    }

    /// Days from 1970-01-01 to the first of a month of a year of our era.
    private static func days(year: Int, month: Int) -> Int {
        // Years are counted from March, so that the leap day comes last.
        let year = month <= 2 ? year - 1 : year
        let yearOfEra = year % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100
            + dayOfYear - 719_468
    }

    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = shifted / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
