internal import Catalog
internal import Chronology

/// The local dates that a report covers, both inclusive.
struct ReportPeriod: Equatable {
    let from, to: CivilDate

    /// Takes what the caller said and fills in the rest from the definition's default.
    ///
    /// Without an end it ends today; without a start it is as long as the default.
    ///
    /// - Throws: `ReportingError.malformed`, `.emptyPeriod` or `.tooMany`.
    init(
        from fromText: String?, to toText: String?, default period: ReportDefinition.DefaultPeriod,
        catalog: Catalog, now: Instant
    ) throws(ReportingError) {
        let today = catalog.site.timeZone.local(at: now).date
        let givenFrom = try Self.date(fromText, option: "--from")
        let givenTo = try Self.date(toText, option: "--to")
        var to = givenTo ?? today
        let from: CivilDate
        if let givenFrom {
            from = givenFrom
        } else {
            switch period {
            case .lastDays(let count): from = to.advanced(byDays: 1 - count)
            case .thisMonth: from = to.firstOfMonth
            case .lastMonth:
                if givenTo == nil { to = today.firstOfMonth.advanced(byDays: -1) }
                from = to.firstOfMonth
            case .flights: from = min(to, Self.firstFlightDay(catalog, now: now) ?? to)
            }
        }
        guard from <= to else { throw .emptyPeriod(from: "\(from)", to: "\(to)") }
        guard to.dayNumber - from.dayNumber < Limits.periodDaysMax else {
            throw .tooMany(what: "days", limit: Limits.periodDaysMax)
        }
        self.from = from
        self.to = to
    }

    private static func date(_ text: String?, option: String) throws(ReportingError) -> CivilDate? {
        guard let text else { return nil }
        // Far from the ends of the calendar, so that a day more or less is a date too.
        guard let date = CivilDate(text), (1970...2200).contains(date.components.year) else {
            throw .malformed(option: option, text: text, form: "a date such as 2026-11-24")
        }
        return date
    }

    /// The first day of the earliest flight that has begun and is not over, at most ten years back.
    private static func firstFlightDay(_ catalog: Catalog, now: Instant) -> CivilDate? {
        let zone = catalog.site.timeZone
        let starts = catalog.lineItems.map(\.flight).filter { $0.contains(now) }.map(\.lowerBound)
        let earliest = zone.local(at: now).date.advanced(byDays: 1 - Limits.periodDaysMax)
        return starts.min().map { max(earliest, zone.local(at: $0).date) }
    }
}
