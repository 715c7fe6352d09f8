package import Chronology

/// The append-only log of events: one file a UTC day, one writer.
///
/// A batch is durable when `commit` returns: write-ahead log, `synchronous=FULL`. When it throws, the outcome is
/// unknown; `reopen` tells whether the batch got through.
package final class EventLog {
    package struct Configuration: Sendable {
        package let directory: String
        package let site: String
        package let zone: TimeZoneRules

        package init(directory: String, site: String, zone: TimeZoneRules) {
            self.directory = directory
            self.site = site
            self.zone = zone
        }
    }

    /// How long tokens live; what they leave in the log is deleted after it.
    package struct TokenLife: Sendable {
        /// Milliseconds within which an impression or viewable impression counts.
        package let view: Int64
        /// Milliseconds within which a click counts.
        package let click: Int64

        package init(view: Int64, click: Int64) {
            self.view = view
            self.click = click
        }
    }

    private static let rollupRowsMax = 20_000
    private static let rollupInterval: Int64 = 1000

    package let configuration: Configuration
    private let tokenLife: TokenLife
    private var file: DayFile
    private var terms: [LineItemTerms] = []
    private var lastRollup: Instant
    private var lastCleaning: Int64 = 0

    /// Opens the file of the day of `now`, or of the newest day there is.
    ///
    /// - Parameter carried: what each line item had delivered before that day, written into a new file.
    package init(
        _ configuration: Configuration, tokenLife: TokenLife, at now: Instant,
        carried: [String: DeliveredTotals]
    ) throws(EventLogError) {
        self.configuration = configuration
        self.tokenLife = tokenLife
        // A clock that went back must not reopen a day whose totals are already carried on.
        let newest = DataDirectory.days(configuration.directory).last ?? now.utcDate
        file = try Self.open(configuration, max(now.utcDate, newest), carried)
        lastRollup = now
    }

    private static func open(
        _ configuration: Configuration, _ day: CivilDate, _ carried: [String: DeliveredTotals]
    ) throws(EventLogError) -> DayFile {
        try DayFile(
            directory: configuration.directory, day: day, site: configuration.site,
            zone: configuration.zone, carried: carried)
    }

    /// The day whose file is open.
    package var day: CivilDate { file.day }

    /// The start of the open file's day: no event of it may be earlier, whatever the machine's clock says.
    package var earliestTime: Instant {
        Instant(milliseconds: Int64(file.day.dayNumber) * Instant.millisecondsPerDay)
    }

    /// The id of the newest row; after a failed commit and `reopen` it tells whether the batch is there.
    package var lastID: Int64 { file.lastID }

    /// Goes over to the file of a new UTC day; does nothing within a day or when the clock went back.
    package func turnDay(to now: Instant, carried: () -> [String: DeliveredTotals])
        throws(EventLogError)
    {
        guard now.utcDate > file.day else { return }
        try file.finish()
        let next = try Self.open(configuration, now.utcDate, carried())
        try next.record(terms)
        file = next
    }

    /// Makes a batch durable: all of it or nothing.
    package func commit(_ batch: LogBatch, at now: Instant) throws(EventLogError) {
        let isDue =
            file.pendingRows + batch.entries.count >= Self.rollupRowsMax
            || now.milliseconds(since: lastRollup) >= Self.rollupInterval
        try file.commit(batch, at: now, rollUp: isDue)
        if isDue { lastRollup = now }
    }

    /// Brings the roll-up up to the newest row, at most once a second, and deletes what expired tokens left, once an hour.
    package func tidy(at now: Instant) throws(EventLogError) {
        // Not after every batch: that would cost a second commit each time.
        if file.pendingRows > 0, now.milliseconds(since: lastRollup) >= Self.rollupInterval {
            try file.commit(LogBatch(), at: now, rollUp: true)
            lastRollup = now
        }
        let hour = now.milliseconds / Instant.millisecondsPerHour
        guard hour > lastCleaning else { return }
        lastCleaning = hour
        let firstHour = (now.milliseconds - tokenLife.click) / Instant.millisecondsPerHour - 1
        let firstMinute = (now.milliseconds - tokenLife.view) / Instant.millisecondsPerMinute - 1
        try file.forgetTokens(issuedBefore: firstHour, reservationsBefore: firstMinute)
        for day in DataDirectory.days(configuration.directory).suffix(4) where day < file.day {
            let earlier = try Self.open(configuration, day, [:])
            try earlier.forgetTokens(issuedBefore: firstHour, reservationsBefore: firstMinute)
            try earlier.finish()
        }
    }

    /// Remembers the catalog's terms in today's file and in those to come.
    package func record(_ terms: [LineItemTerms]) throws(EventLogError) {
        self.terms = terms
        try file.record(terms)
    }

    /// Opens the day's file anew after an error, whose outcome only the file itself can tell.
    package func reopen() throws(EventLogError) {
        file.abandon()
        file = try Self.open(configuration, file.day, [:])
    }

    /// Makes one small write durable: throws as long as the log cannot be written.
    package func probe(at now: Instant) throws(EventLogError) {
        try file.probe(at: now)
    }

    /// Folds everything into the day's file; the last call before the log is dropped.
    package func close() throws(EventLogError) {
        try file.finish()
    }
}
