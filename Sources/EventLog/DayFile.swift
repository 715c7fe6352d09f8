internal import Chronology

/// One UTC day's file, open for appending.
///
/// Owned by one thread. After any thrown error the state in memory is unknown: close it, open it anew.
final class DayFile {
    let day: CivilDate
    let path: String
    private let connection: SQLiteConnection
    private let zone: TimeZoneRules
    private var names: [String: Int64] = [:]
    private var nextName: Int64
    private(set) var lastID: Int64
    private var pending = PendingRollup()
    /// Starts of the local hours that the file can hold.
    private var hours: Set<Int64> = []
    private var hour: (range: Range<Int64>, start: Int64) = (0..<0, 0)

    private let insertName, insertRow, upsertCell, upsertToken, upsertReservation: SQLiteStatement
    private let setMark: SQLiteStatement

    /// Opens a day's file; a new one starts with what every line item delivered before.
    ///
    /// - Throws: `EventLogError.foreign` when the file belongs to another site or format, `.sqlite` when it cannot be used.
    init(
        directory: String, day: CivilDate, site: String, zone: TimeZoneRules,
        carried: [String: DeliveredTotals]
    ) throws(EventLogError) {
        self.day = day
        self.zone = zone
        path = DataDirectory.dayPath(directory, day)
        connection = try SQLiteConnection(path: path, access: .readWrite)
        try connection.execute(Schema.pragmas)
        try Self.prepareFile(
            connection, path: path, day: day, site: site, zone: zone, carried: carried)

        insertName = try connection.prepare("INSERT INTO names (id, text) VALUES (?, ?)")
        insertRow = try connection.prepare(
            "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        upsertCell = try connection.prepare(
            """
            INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count,
                pages = pages + excluded.pages,
                revenue_micros = revenue_micros + excluded.revenue_micros
            """)
        upsertToken = try connection.prepare(
            """
            INSERT INTO spent_tokens VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET kinds = kinds | excluded.kinds
            """)
        upsertReservation = try connection.prepare(
            """
            INSERT INTO open_reservations VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET impressions = impressions + excluded.impressions,
                viewables = viewables + excluded.viewables,
                spend_micros = spend_micros + excluded.spend_micros
            """)
        setMark = try connection.prepare("UPDATE meta SET value = ? WHERE key = 'rollup_mark'")

        let listing = try connection.prepare("SELECT id, text FROM names")
        nextName = 1
        while try listing.step() {
            names[listing.text(1)] = listing.integer(0)
            nextName = max(nextName, listing.integer(0) + 1)
        }
        let starts = try connection.prepare("SELECT start_ms FROM local_hours")
        while try starts.step() { hours.insert(starts.integer(0)) }
        let first = Self.firstID(of: day)
        lastID = try connection.integer("SELECT max(id) FROM log") ?? first
        try collectRowsAfterMark()
    }

    /// Ids read as the date and a number within the day: `20261124` and ten digits.
    static func firstID(of day: CivilDate) -> Int64 {
        let (year, month, day) = day.components
        return Int64(year * 10_000 + month * 100 + day) * 10_000_000_000
    }

    private static func prepareFile(
        _ connection: SQLiteConnection, path: String, day: CivilDate, site: String,
        zone: TimeZoneRules, carried: [String: DeliveredTotals]
    ) throws(EventLogError) {
        try connection.execute("BEGIN IMMEDIATE")
        try connection.execute(Schema.tables)
        if try checkOwner(connection, path: path, site: site, zone: zone) {
            try connection.execute("COMMIT")
            return
        }
        try connection.execute(Schema.views)
        let meta = try connection.prepare("INSERT INTO meta VALUES (?, ?)")
        for (key, value) in [
            ("site", site), ("time_zone", zone.identifier), ("day", "\(day)"),
        ] {
            meta.bind(key, at: 1)
            meta.bind(value, at: 2)
            try meta.run()
        }
        for (key, value) in [("version", Schema.version), ("rollup_mark", Self.firstID(of: day))] {
            meta.bind(key, at: 1)
            meta.bind(value, at: 2)
            try meta.run()
        }
        try insertLocalHours(connection, day, zone)
        let totals = try connection.prepare("INSERT INTO carried VALUES (?, ?, ?, ?, ?)")
        for (lineItem, total) in carried {
            totals.bind(lineItem, at: 1)
            totals.bind(total.impressions, at: 2)
            totals.bind(total.viewables, at: 3)
            totals.bind(total.clicks, at: 4)
            totals.bind(total.spendMicros, at: 5)
            try totals.run()
        }
        try connection.execute("COMMIT")
    }

    /// Whether a file is complete; false while it has no version yet.
    ///
    /// - Throws: `EventLogError.foreign` when it was written in another format, for another site or in another zone.
    static func checkOwner(
        _ connection: SQLiteConnection, path: String, site: String, zone: TimeZoneRules
    ) throws(EventLogError) -> Bool {
        guard let version = try connection.integer("SELECT value FROM meta WHERE key = 'version'")
        else { return false }
        guard version == Schema.version else {
            throw .foreign(
                path: path, message: "format \(version), this program writes \(Schema.version)")
        }
        for (key, expected) in [("site", site), ("time_zone", zone.identifier)] {
            let found = try connection.text("SELECT value FROM meta WHERE key = '\(key)'") ?? "?"
            guard found == expected else {
                throw .foreign(path: path, message: "belongs to \(key) \(found), not \(expected)")
            }
        }
        return true
    }

    private static func insertLocalHours(
        _ connection: SQLiteConnection, _ day: CivilDate, _ zone: TimeZoneRules
    ) throws(EventLogError) {
        let insert = try connection.prepare("INSERT OR IGNORE INTO local_hours VALUES (?, ?, ?)")
        let start = Int64(day.dayNumber) * Instant.millisecondsPerDay
        // A zone's offset may change at any minute, so each minute's hour is asked for.
        for minute in 0..<1440 {
            let instant = Instant(
                milliseconds: start + Int64(minute) * Instant.millisecondsPerMinute)
            let hour = zone.startOfHour(containing: instant)
            let local = zone.local(at: hour)
            insert.bind(hour.milliseconds, at: 1)
            insert.bind("\(local.date)", at: 2)
            insert.bind(Int64(local.hour), at: 3)
            try insert.run()
        }
    }

    private func collectRowsAfterMark() throws(EventLogError) {
        let rows = try connection.prepare(
            """
            SELECT at_ms, kind, slot, line_item, creative, section, region, device, consent,
                   invalid, count, pages, revenue_micros
            FROM log WHERE id > (SELECT value FROM meta WHERE key = 'rollup_mark')
            """)
        while try rows.step() {
            let key = RollupKey(
                hour: localHour(at: rows.integer(0)), kind: rows.integer(1), slot: rows.integer(2),
                lineItem: rows.integer(3), creative: rows.integer(4), section: rows.integer(5),
                region: rows.integer(6), device: rows.integer(7), consent: rows.integer(8),
                invalid: rows.integer(9))
            pending.add(
                key, count: rows.integer(10), pages: rows.integer(11),
                revenueMicros: rows.integer(12))
        }
    }
}

extension DayFile {
    /// Makes a batch durable: all of it or nothing.
    ///
    /// - Parameter rollUp: whether to merge the pending sums into the roll-up in the same transaction.
    func commit(_ batch: LogBatch, at now: Instant, rollUp: Bool) throws(EventLogError) {
        try connection.execute("BEGIN IMMEDIATE")
        let minute =
            now.milliseconds / Instant.millisecondsPerMinute
            * Instant.millisecondsPerMinute
        let hour = localHour(at: now.milliseconds)
        guard hours.contains(hour) else {
            throw .foreign(path: path, message: "\(now) is not a time of this day and zone")
        }
        var cells: [LogEntry: Int64] = [:]
        for entry in batch.entries {
            if entry.consent == .counts {
                cells[entry, default: 0] += 1
            } else {
                try append(entry, at: minute, hour: hour, count: 1)
            }
        }
        for (entry, count) in cells {
            try append(entry, at: hour, hour: hour, count: count)
        }
        for token in batch.spentTokens {
            upsertToken.bind(token.issuedHour, at: 1)
            upsertToken.bind(token.serial, at: 2)
            upsertToken.bind(token.kinds, at: 3)
            try upsertToken.run()
        }
        for change in batch.reservations {
            upsertReservation.bind(try name(change.lineItem), at: 1)
            upsertReservation.bind(change.issuedMinute, at: 2)
            upsertReservation.bind(change.impressions, at: 3)
            upsertReservation.bind(change.viewables, at: 4)
            upsertReservation.bind(change.spendMicros, at: 5)
            try upsertReservation.run()
        }
        if rollUp { try mergePending() }
        try connection.execute("COMMIT")
        if rollUp { pending.removeAll() }
    }

    /// Rows that the roll-up table does not hold yet.
    var pendingRows: Int { pending.rows }

    private func append(_ entry: LogEntry, at time: Int64, hour: Int64, count: Int64)
        throws(EventLogError)
    {
        let (pages, pagesOverflow) = entry.pages.multipliedReportingOverflow(by: count)
        let (revenue, overflow) = entry.revenueMicros.multipliedReportingOverflow(by: count)
        guard !overflow, !pagesOverflow else { throw .overflow(path: path) }
        let key = RollupKey(
            hour: hour, kind: Int64(entry.kind.rawValue), slot: try name(entry.slot),
            lineItem: try name(entry.lineItem), creative: try name(entry.creative),
            section: try name(entry.section), region: try name(entry.region),
            device: try name(entry.device), consent: Int64(entry.consent.rawValue),
            invalid: Int64(entry.invalid?.rawValue ?? 0))
        lastID += 1
        insertRow.bind(lastID, at: 1)
        insertRow.bind(time, at: 2)
        insertRow.bind(key.kind, at: 3)
        insertRow.bind(count, at: 4)
        insertRow.bind(pages, at: 5)
        insertRow.bind(entry.request, at: 6)
        for (offset, id) in [
            key.slot, key.lineItem, key.creative, key.section, key.region, key.device, key.consent,
        ].enumerated() {
            insertRow.bind(id, at: Int32(7 + offset))
        }
        insertRow.bind(entry.viewer, at: 14)
        insertRow.bind(revenue, at: 15)
        insertRow.bind(key.invalid, at: 16)
        try insertRow.run()
        pending.add(key, count: count, pages: pages, revenueMicros: revenue)
    }

    private func name(_ text: String?) throws(EventLogError) -> Int64 {
        guard let text, !text.isEmpty else { return 0 }
        if let id = names[text] { return id }
        insertName.bind(nextName, at: 1)
        insertName.bind(text, at: 2)
        try insertName.run()
        names[text] = nextName
        nextName += 1
        return nextName - 1
    }

    private func mergePending() throws(EventLogError) {
        for (key, sums) in pending.cells {
            for (offset, value) in key.columns.enumerated() {
                upsertCell.bind(value, at: Int32(1 + offset))
            }
            upsertCell.bind(sums.count, at: 11)
            upsertCell.bind(sums.pages, at: 12)
            upsertCell.bind(sums.revenueMicros, at: 13)
            try upsertCell.run()
        }
        setMark.bind(lastID, at: 1)
        try setMark.run()
    }

    private func localHour(at milliseconds: Int64) -> Int64 {
        if hour.range.contains(milliseconds) { return hour.start }
        let start = zone.startOfHour(containing: Instant(milliseconds: milliseconds)).milliseconds
        // Cached for this minute only where the hour may end at any minute, for the rest of it elsewhere.
        let minute =
            milliseconds.floorDivided(by: Instant.millisecondsPerMinute)
            * Instant.millisecondsPerMinute
        hour = (minute..<minute + Instant.millisecondsPerMinute, start)
        return start
    }
}

extension DayFile {
    /// Writes down the terms of line items, so that reports can still tell them when the catalog cannot.
    func record(_ terms: [LineItemTerms]) throws(EventLogError) {
        try connection.execute("BEGIN IMMEDIATE")
        let insert = try connection.prepare(
            "INSERT OR REPLACE INTO line_items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for item in terms {
            insert.bind(try name(item.lineItem), at: 1)
            insert.bind(item.advertiser, at: 2)
            insert.bind(item.campaign, at: 3)
            insert.bind(item.tier, at: 4)
            insert.bind(item.rateModel, at: 5)
            insert.bind(item.priceMicros, at: 6)
            insert.bind(item.per, at: 7)
            insert.bind(item.flightMilliseconds.lowerBound, at: 8)
            insert.bind(item.flightMilliseconds.upperBound, at: 9)
            try insert.run()
        }
        try connection.execute("COMMIT")
    }

    /// Deletes what expired tokens left behind: their ids and the promises they carried.
    func forgetTokens(issuedBefore hour: Int64, reservationsBefore minute: Int64)
        throws(EventLogError)
    {
        try connection.execute(
            """
            BEGIN IMMEDIATE;
            DELETE FROM spent_tokens WHERE issued_hour < \(hour);
            DELETE FROM open_reservations WHERE issued_minute < \(minute);
            COMMIT;
            """)
    }

    /// Writes the time of a recovery, to see whether the file can be written again.
    func probe(at now: Instant) throws(EventLogError) {
        try connection.execute(
            "INSERT OR REPLACE INTO meta VALUES ('last_recovery_ms', \(now.milliseconds))")
    }

    /// Ends a transaction that an error left open, since its lock would keep the file from being opened anew.
    func abandon() {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
    }

    /// Merges the last sums and folds the write-ahead log into the file.
    func finish() throws(EventLogError) {
        if pending.rows > 0 {
            try connection.execute("BEGIN IMMEDIATE")
            try mergePending()
            try connection.execute("COMMIT")
            pending.removeAll()
        }
        try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
}
