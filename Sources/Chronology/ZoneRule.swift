/// The yearly rule at the end of a zone file: a POSIX `TZ` string (RFC 9636 section 3.3).
struct ZoneRule: Sendable {
    let standardOffset: Int
    let daylight: Daylight?

    struct Daylight: Sendable {
        let offset: Int
        let start: YearDay
        let end: YearDay
    }

    /// A day of the year and the local second at which the change happens.
    struct YearDay: Sendable {
        enum Day: Sendable {
            /// `Jn`: 1...365, 29 February never counted.
            case julian(Int)
            /// `n`: 0...365, 29 February counted.
            case ordinal(Int)
            /// `Mm.w.d`: weekday d (0 Sunday) of week w (5 is the last) of month m.
            case weekday(month: Int, week: Int, day: Int)
        }
        let day: Day
        /// Seconds after local midnight; may be negative or above a day.
        let second: Int

        /// The local second (since 1970, as the wall clock counts) of the change in a year.
        func localSecond(in year: Int) -> Int64 {
            let newYear = CivilDate.dayNumber(year: year, month: 1, day: 1)
            let number: Int
            switch day {
            case .julian(let day):
                let leap = CivilDate.days(inMonth: 2, of: year) == 29 && day >= 60
                number = newYear + day - 1 + (leap ? 1 : 0)
            case .ordinal(let day):
                number = newYear + day
            case .weekday(let month, let week, let day):
                let first = CivilDate.dayNumber(year: year, month: month, day: 1)
                let firstWeekday = (CivilDate(dayNumber: first).weekday + 1) % 7
                var date = first + (day - firstWeekday + 7) % 7 + (week - 1) * 7
                if date >= first + CivilDate.days(inMonth: month, of: year) { date -= 7 }
                number = date
            }
            return Int64(number) * 86_400 + Int64(second)
        }
    }

    func offsetSeconds(atSecond second: Int64) -> Int {
        guard let daylight else { return standardOffset }
        let days = (second + Int64(standardOffset)).floorDivided(by: 86_400)
        let year = CivilDate(dayNumber: Int(days)).components.year
        let start = daylight.start.localSecond(in: year) - Int64(standardOffset)
        let end = daylight.end.localSecond(in: year) - Int64(daylight.offset)
        let isDaylight =
            start < end ? (start..<end).contains(second) : !(end..<start).contains(second)
        return isDaylight ? daylight.offset : standardOffset
    }
}

extension ZoneRule {
    /// Reads a POSIX `TZ` string such as `PST8PDT,M3.2.0,M11.1.0`; nil when it does not follow the grammar.
    init?(posix text: [UInt8]) {
        var reader = Reader(bytes: text)
        guard reader.name(), let standard = reader.offset() else { return nil }
        standardOffset = -standard
        guard !reader.atEnd else {
            daylight = nil
            return
        }
        guard reader.name() else { return nil }
        var offset = standardOffset + 3600
        if let next = reader.peek, next != UInt8(ascii: ",") {
            guard let read = reader.offset() else { return nil }
            offset = -read
        }
        guard let start = reader.yearDay(), let end = reader.yearDay(), reader.atEnd else {
            return nil
        }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var atEnd: Bool { position == bytes.count }
        var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        /// Three or more letters, or anything in angle brackets.
        mutating func name() -> Bool {
            let start = position
            if take("<") {
                while let byte = peek, byte != UInt8(ascii: ">") { _ = byte; position += 1 }
                return take(">")
            }
            while let byte = peek, (65...90).contains(byte & 0xDF) { position += 1 }
            return position - start >= 3
        }

        mutating func number() -> Int? {
            let start = position
            var value = 0
            while let byte = peek, (48...57).contains(byte), position - start < 4 {
                value = value * 10 + Int(byte) - 48
                position += 1
            }
            return position == start ? nil : value
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func offset() -> Int? {
            let negative = take("-")
            if !negative { _ = take("+") }
            guard let hours = number(), hours <= 167 else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] where take(":") {
                guard let value = number(), value < 60 else { return nil }
                seconds += value * unit
            }
            return negative ? -seconds : seconds
        }

        mutating func yearDay() -> YearDay? {
            guard take(",") else { return nil }
            let day: YearDay.Day
            if take("M") {
                guard let month = number(), (1...12).contains(month), take("."),
                    let week = number(), (1...5).contains(week), take("."),
                    let weekday = number(), weekday <= 6
                else { return nil }
                day = .weekday(month: month, week: week, day: weekday)
            } else if take("J") {
                guard let number = number(), (1...365).contains(number) else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(), number <= 365 else { return nil }
                day = .ordinal(number)
            }
            var second = 7200
            if take("/") {
                guard let read = offset() else { return nil }
                second = read
            }
            return YearDay(day: day, second: second)
        }
    }
}
