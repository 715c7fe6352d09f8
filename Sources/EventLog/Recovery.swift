package import Chronology

/// What a starting server reads from the log to go on where the last one stopped.
package struct Recovery: Sendable {
    /// When the log was read.
    package let time: Instant
    /// Line item to everything delivered up to now.
    package private(set) var totals: [String: DeliveredTotals] = [:]
    /// Line item to what was delivered on the site's current date.
    package private(set) var today: [String: DeliveredTotals] = [:]
    /// Promises whose tokens have not expired.
    package private(set) var reservations: [ReservationChange] = []
    /// Uses of tokens that have not expired.
    package private(set) var spentTokens: [SpentToken] = []

    /// Reads the newest files of a data directory.
    ///
    /// - Throws: `EventLogError.sqlite` when a file cannot be read.
    /// - Complexity: O(roll-up cells of the newest day + tokens alive).
    package init(
        _ configuration: EventLog.Configuration, tokenLife: EventLog.TokenLife, at now: Instant
    ) throws(EventLogError) {
        time = now
        let days = try Self.wholeDays(configuration)
        let localDate = configuration.zone.local(at: now).date
        let firstHour = (now.milliseconds - tokenLife.click) / Instant.millisecondsPerHour
        let firstMinute = (now.milliseconds - tokenLife.view) / Instant.millisecondsPerMinute
        for day in days.suffix(3) {
            let path = DataDirectory.dayPath(configuration.directory, day)
            let connection = try SQLiteConnection(path: path, access: .readOnly)
            if day == days.last { try readTotals(connection) }
            if day >= now.utcDate.advanced(byDays: -2) {
                try readToday(connection, localDate)
                try readTokens(connection, firstHour)
                try readReservations(connection, firstMinute)
            }
        }
    }

    /// The days whose files are complete; a crash while a new day's file is made leaves one without its tables.
    ///
    /// - Throws: `EventLogError.foreign` when a file belongs to another site, zone or format.
    private static func wholeDays(_ configuration: EventLog.Configuration) throws(EventLogError)
        -> [CivilDate]
    {
        var days = DataDirectory.days(configuration.directory)
        while let newest = days.last {
            let path = DataDirectory.dayPath(configuration.directory, newest)
            let connection = try SQLiteConnection(path: path, access: .readOnly)
            if try connection.integer("SELECT count(*) FROM sqlite_master WHERE name = 'meta'")
                == 1,
                try DayFile.checkOwner(
                    connection, path: path, site: configuration.site, zone: configuration.zone)
            {
                break
            }
            days.removeLast()
        }
        return days
    }

    private mutating func readTotals(_ connection: SQLiteConnection) throws(EventLogError) {
        let carried = try connection.prepare("SELECT * FROM carried")
        while try carried.step() {
            var total = DeliveredTotals()
            total.impressions = carried.integer(1)
            total.viewables = carried.integer(2)
            total.clicks = carried.integer(3)
            total.spendMicros = carried.integer(4)
            totals[carried.text(0)] = total
        }
        try Self.addDelivered(connection, where: "TRUE", to: &totals)
    }

    private mutating func readToday(_ connection: SQLiteConnection, _ date: CivilDate)
        throws(EventLogError)
    {
        try Self.addDelivered(connection, where: "local_date = '\(date)'", to: &today)
    }

    private static func addDelivered(
        _ connection: SQLiteConnection, where condition: String,
        to totals: inout [String: DeliveredTotals]
    ) throws(EventLogError) {
        let sums = try connection.prepare(
            """
            SELECT line_item, event, sum(count), sum(revenue_micros) FROM hourly
            WHERE line_item IS NOT NULL AND invalid_reason IS NULL AND \(condition)
            GROUP BY line_item, event
            """)
        while try sums.step() {
            var total = totals[sums.text(0)] ?? DeliveredTotals()
            let count = sums.integer(2)
            switch sums.text(1) {
            case EventKind.impression.name: total.impressions += count
            case EventKind.viewable.name: total.viewables += count
            case EventKind.click.name: total.clicks += count
            default: break
            }
            total.spendMicros += sums.integer(3)
            totals[sums.text(0)] = total
        }
    }

    private mutating func readTokens(_ connection: SQLiteConnection, _ firstHour: Int64)
        throws(EventLogError)
    {
        let rows = try connection.prepare(
            "SELECT issued_hour, serial, kinds FROM spent_tokens WHERE issued_hour >= \(firstHour)")
        while try rows.step() {
            spentTokens.append(
                SpentToken(
                    issuedHour: rows.integer(0), serial: rows.integer(1), kinds: rows.integer(2)))
        }
    }

    private mutating func readReservations(_ connection: SQLiteConnection, _ firstMinute: Int64)
        throws(EventLogError)
    {
        let rows = try connection.prepare(
            """
            SELECT text, issued_minute, impressions, viewables, spend_micros
            FROM open_reservations JOIN names ON names.id = line_item
            WHERE issued_minute >= \(firstMinute)
            """)
        while try rows.step() {
            reservations.append(
                ReservationChange(
                    lineItem: rows.text(0), issuedMinute: rows.integer(1),
                    impressions: rows.integer(2), viewables: rows.integer(3),
                    spendMicros: rows.integer(4)))
        }
    }
}
