internal import Chronology

/// Reads `flight`: when a line item runs.
struct FlightFile {
    let context: LoadContext
    let findings: FileFindings

    /// The time from the start to before the end; nil when it cannot be told.
    func read(_ reader: ObjectReader, status: LineItem.Status?) -> Range<Instant>? {
        let hint = "such as { \"start\": \"2026-12-01\", \"end\": \"2026-12-31\" }"
        guard let value = reader.required("flight", hint: hint),
            let flight = ObjectReader(value, what: "the flight", findings: findings)
        else { return nil }
        let start = flight.string(flight.required("start"), for: "start")
        let end = flight.string(
            flight.required("end", hint: "the last day, or an instant with an offset"), for: "end")
        flight.finish()
        // A date stands for its whole day in the site's zone, so as an end it means the start of the next day.
        let first = start.flatMap { instant($0, afterDay: false) }
        let last = end.flatMap { instant($0, afterDay: true) }
        guard let start, let end, let first, let last else { return nil }
        guard first < last else {
            findings.error(
                at: end.range,
                "the flight ends (\(Wording.quoted(end.value))) before it starts ("
                    + "\(Wording.quoted(start.value)))")
            return nil
        }
        reportPast(last, at: end, status: status)
        return first..<last
    }

    /// While the server runs, campaigns come to their end by themselves: that must not take the site down.
    private func reportPast(_ end: Instant, at text: Located<String>, status: LineItem.Status?) {
        guard end <= context.now, status == .active else { return }
        let message = "the line item is active, but its flight is over"
        let hint = "set \"status\" to \"ended\", or move the end"
        switch context.mode {
        case .check: findings.error(at: text.range, message, hint: hint)
        case .serve: findings.warning(at: text.range, message, hint: hint)
        }
    }

    private func instant(_ text: Located<String>, afterDay: Bool) -> Instant? {
        guard let instant = parsed(text, afterDay: afterDay) else { return nil }
        guard (Instant.supported.lowerBound...Instant.supported.upperBound).contains(instant)
        else {
            findings.error(
                at: text.range, "\(Wording.quoted(text.value)) is outside the years 1970 to 2199")
            return nil
        }
        return instant
    }

    private func parsed(_ text: Located<String>, afterDay: Bool) -> Instant? {
        if let date = CivilDate(text.value) {
            return context.timeZone.startOfDay(afterDay ? date.advanced(byDays: 1) : date)
        }
        if let instant = Instant(rfc3339: text.value) { return instant }
        let looksLikeDate =
            text.value.utf8.count == 10
            && text.value.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        let lacksOffset = Instant(rfc3339: text.value + "Z") != nil
        findings.error(
            at: text.range,
            looksLikeDate
                ? "there is no day \(Wording.quoted(text.value))"
                : "\(Wording.quoted(text.value)) is no date and no instant",
            hint: lacksOffset
                ? "an instant needs an offset: \(text.value)Z or \(text.value)+01:00"
                : "a day such as 2026-12-01, or an instant such as 2026-12-01T08:00:00-08:00")
        return nil
    }
}
