/// The offsets of one time zone at every instant, read from a compiled zone file (TZif, RFC 9636).
package struct TimeZoneRules: Sendable {
    /// The IANA name, such as `America/Los_Angeles`.
    package let identifier: String
    /// Instants in seconds at which the offset changes, ascending.
    let transitions: [Int64]
    /// `offsets[i]` holds from `transitions[i]`, in seconds east of UTC.
    let offsets: [Int]
    /// The offset before the first transition.
    let firstOffset: Int
    /// The rule that holds after the last transition.
    let rule: ZoneRule?

    /// Coordinated Universal Time.
    package static let utc = TimeZoneRules(
        identifier: "UTC", transitions: [], offsets: [], firstOffset: 0, rule: nil)

    init(
        identifier: String, transitions: [Int64], offsets: [Int], firstOffset: Int,
        rule: ZoneRule?
    ) {
        self.identifier = identifier
        self.transitions = transitions
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.rule = rule
    }

    /// Seconds east of UTC at an instant.
    ///
    /// - Complexity: O(log n) in the zone's transitions.
    package func offsetSeconds(at instant: Instant) -> Int {
        offsetSeconds(atSecond: instant.seconds)
    }

    func offsetSeconds(atSecond second: Int64) -> Int {
        guard let last = transitions.last, second < last else {
            if let rule { return rule.offsetSeconds(atSecond: second) }
            return offsets.last ?? firstOffset
        }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }

    /// The local date and the milliseconds since local midnight as the wall clock shows them.
    package func local(at instant: Instant) -> LocalTime {
        let shifted = instant.milliseconds + Int64(offsetSeconds(at: instant)) * 1000
        let day = shifted.floorDivided(by: Instant.millisecondsPerDay)
        return LocalTime(
            date: CivilDate(dayNumber: Int(day)),
            millisecondOfDay: Int(shifted - day * Instant.millisecondsPerDay))
    }

    /// The instant at which a local date begins; where midnight is skipped, the first instant of that date.
    package func startOfDay(_ date: CivilDate) -> Instant {
        let midnight = Int64(date.dayNumber) * 86_400
        // A zone's offsets lie within a day either way, so the candidates around it cover all cases.
        let before = offsetSeconds(atSecond: midnight - 86_400)
        let after = offsetSeconds(atSecond: midnight + 86_400)
        let candidates = [
            midnight - Int64(max(before, after)), midnight - Int64(min(before, after)),
        ]
        for candidate in candidates
        where candidate + Int64(offsetSeconds(atSecond: candidate)) == midnight {
            return Instant(milliseconds: candidate * 1000)
        }
        // Midnight does not exist on this date: the day starts at the transition itself.
        var low = candidates[0]
        var high = candidates[1]
        while low < high {
            let middle = low + (high - low) / 2
            if middle + Int64(offsetSeconds(atSecond: middle)) >= midnight {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return Instant(milliseconds: low * 1000)
    }

    /// The instant at which the wall clock's hour that contains `instant` began.
    ///
    /// Hours are cut at the zone's own full hours, also where the offset is not a whole number of hours;
    /// the two equal hours of an autumn change are told apart, since they begin at different instants.
    package func startOfHour(containing instant: Instant) -> Instant {
        let offset = Int64(offsetSeconds(at: instant))
        let local = instant.seconds + offset
        let start = local.floorDivided(by: 3600) * 3600 - offset
        // A change inside the hour: the hour as this side of the change sees it starts at the change.
        if Int64(offsetSeconds(atSecond: start)) != offset {
            return Instant(
                milliseconds: firstSecond(withOffset: offset, after: start, to: instant.seconds)
                    * 1000)
        }
        return Instant(milliseconds: start * 1000)
    }

    private func firstSecond(withOffset offset: Int64, after start: Int64, to end: Int64) -> Int64 {
        var low = start
        var high = end
        while low < high {
            let middle = low + (high - low) / 2
            if Int64(offsetSeconds(atSecond: middle)) == offset {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}

/// What a wall clock shows: a date and the time of day.
package struct LocalTime: Hashable, Sendable {
    package let date: CivilDate
    /// 0..<86,400,000.
    package let millisecondOfDay: Int

    /// 0...23.
    package var hour: Int { millisecondOfDay / 3_600_000 }
    /// 0...59.
    package var minute: Int { millisecondOfDay / 60_000 % 60 }
    /// The hour of the week: 0 for Monday 00:00 to 167 for Sunday 23:00.
    package var hourOfWeek: Int { date.weekday * 24 + hour }
}
