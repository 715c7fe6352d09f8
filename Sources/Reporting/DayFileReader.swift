internal import Chronology
internal import EventLog

/// One UTC day file, open for reading; everything between `init` and `endSnapshot` is of one moment.
///
/// The sums are read from the tables behind the view `hourly`, whose grouping SQLite would sort anew for each report;
/// `Verification` holds the two equal. No text from outside ever becomes part of a statement.
final class DayFileReader {
    let path: String
    /// Ascending by start.
    private(set) var hours: [LocalHour] = []
    /// Names by their number; 0 names nothing.
    private(set) var names: [String?] = [nil]
    /// Terms by the number of the line item's name.
    private(set) var lineItems: [Int64: LineItemTerms] = [:]
    /// Rows up to this id are in the roll-up table.
    private(set) var rollupMark: Int64 = 0

    let connection: SQLiteConnection
    private var hourIndex: [Int64: Int] = [:]

    /// One hour of the site's wall clock.
    struct LocalHour {
        /// Milliseconds since 1970 UTC.
        let start: Int64
        let date: CivilDate
        /// 0...23.
        let hour: Int
    }

    /// Sums of events that have everything in common, numbers as the file has them.
    struct Cell {
        /// Index into `hours`.
        var hour: Int
        var kind: EventKind
        var slot, lineItem, creative, section, region, device, consent, invalid: Int64
        var count, pages, revenue: Int64
    }

    /// Opens a file and begins a snapshot.
    ///
    /// - Parameter site: the site that the file must belong to; nil for any.
    /// - Throws: `ReportingError.foreign` for another format or site, `.damaged` when the file contradicts itself.
    init(path: String, site: String?) throws(ReportingError) {
        self.path = path
        connection = try Self.wrapping(path) { () throws(EventLogError) in
            try SQLiteConnection(path: path, access: .readOnly)
        }
        try Self.wrapping(path) { () throws(EventLogError) in
            try connection.execute(
                "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
            try connection.execute("BEGIN")
        }
        try checkFormat(site: site)
        try readHours()
        try readNames()
        try readLineItems()
    }

    func endSnapshot() throws(ReportingError) {
        try wrapping { () throws(EventLogError) in try connection.execute("COMMIT") }
    }

    // MARK: Errors

    static func wrapping<Result>(_ path: String, _ body: () throws(EventLogError) -> Result)
        throws(ReportingError) -> Result
    {
        do throws(EventLogError) {
            return try body()
        } catch {
            guard case .sqlite(let code, let message, _) = error else { throw .log(error) }
            // The low byte is SQLite's primary result code.
            switch code & 0xFF {
            case 1: throw .foreign(path: path, detail: "no event log of this version: \(message)")
            case 11: throw .damaged(path: path, detail: message)
            case 26: throw .foreign(path: path, detail: "no SQLite database")
            default: throw .log(.sqlite(code: code, message: message, path: path))
            }
        }
    }

    func wrapping<Result>(_ body: () throws(EventLogError) -> Result)
        throws(ReportingError) -> Result
    {
        try Self.wrapping(path, body)
    }

    func prepare(_ sql: String) throws(ReportingError) -> SQLiteStatement {
        try wrapping { () throws(EventLogError) in try connection.prepare(sql) }
    }

    func step(_ statement: SQLiteStatement) throws(ReportingError) -> Bool {
        do throws(EventLogError) {
            return try statement.step()
        } catch {
            return try wrapping { () throws(EventLogError) in throw error }
        }
    }

    func integer(_ sql: String) throws(ReportingError) -> Int64? {
        try wrapping { () throws(EventLogError) in try connection.integer(sql) }
    }

    func text(_ sql: String) throws(ReportingError) -> String? {
        try wrapping { () throws(EventLogError) in try connection.text(sql) }
    }

    // MARK: Opening

    private func checkFormat(site: String?) throws(ReportingError) {
        // A view in a table's place could make a plain read do anything.
        let tables = try integer(
            """
            SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND
                name IN ('meta', 'names', 'line_items', 'local_hours', 'log', 'rollup')
            """)
        guard tables == 6 else { throw .foreign(path: path, detail: "no event log") }
        let version = try integer("SELECT value FROM meta WHERE key = 'version'")
        guard version == DayFileFormat.version else {
            let found = version.map(String.init) ?? "unknown"
            throw .foreign(
                path: path,
                detail: "format \(found), this program reads \(DayFileFormat.version)")
        }
        let owner = try text("SELECT value FROM meta WHERE key = 'site'")
        if let site, owner != site {
            throw .foreign(path: path, detail: "belongs to site \(owner ?? "?"), not \(site)")
        }
        guard let mark = try integer("SELECT value FROM meta WHERE key = 'rollup_mark'") else {
            throw .damaged(path: path, detail: "no roll-up mark")
        }
        rollupMark = mark
    }

    private func readHours() throws(ReportingError) {
        let rows = try prepare(
            "SELECT start_ms, local_date, local_hour FROM local_hours ORDER BY start_ms")
        while try step(rows) {
            guard let date = CivilDate(rows.text(1)), (0...23).contains(rows.integer(2)),
                hours.count < Limits.localHoursMax
            else { throw .damaged(path: path, detail: "local_hours holds no hour of a day") }
            hourIndex[rows.integer(0)] = hours.count
            hours.append(
                LocalHour(start: rows.integer(0), date: date, hour: Int(rows.integer(2))))
        }
    }

    private func readNames() throws(ReportingError) {
        let rows = try prepare("SELECT id, text FROM names ORDER BY id")
        while try step(rows) {
            let id = rows.integer(0)
            guard (1...Limits.nameIDMax).contains(id) else {
                throw .damaged(path: path, detail: "names holds the number \(id)")
            }
            while names.count < Int(id) { names.append(nil) }
            names.append(rows.text(1))
        }
    }

    private func readLineItems() throws(ReportingError) {
        for (id, terms) in try Self.terms(path, connection, condition: "TRUE") {
            lineItems[id] = terms
        }
    }

    /// The terms of line items beside the number of their names.
    static func terms(_ path: String, _ connection: SQLiteConnection, condition: StaticString)
        throws(ReportingError) -> [(id: Int64, terms: LineItemTerms)]
    {
        var result: [(Int64, LineItemTerms)] = []
        var damage: String?
        try wrapping(path) { () throws(EventLogError) in
            let rows = try connection.prepare(
                """
                SELECT line_items.id, text, advertiser, campaign, tier, rate_model, price_micros,
                       per, flight_start_ms, flight_end_ms
                FROM line_items JOIN names ON names.id = line_items.id WHERE \(condition)
                """)
            while try rows.step() {
                let (start, end) = (rows.integer(8), rows.integer(9))
                guard start <= end, rows.integer(6) >= 0 else {
                    damage = "the terms of \(rows.text(1)) contradict themselves"
                    return
                }
                result.append(
                    (
                        rows.integer(0),
                        LineItemTerms(
                            lineItem: rows.text(1), advertiser: rows.text(2),
                            campaign: rows.text(3), tier: rows.text(4), rateModel: rows.text(5),
                            priceMicros: rows.integer(6), per: rows.isNull(7) ? nil : rows.text(7),
                            flightMilliseconds: start..<end)
                    ))
            }
        }
        if let damage { throw .damaged(path: path, detail: damage) }
        return result
    }
}

/// What reports know of the files' format.
enum DayFileFormat {
    /// The version of the tables; a file of another one is refused.
    static let version: Int64 = 1
}

extension DayFileReader {
    private static let columns =
        "kind, slot, line_item, creative, section, region, device, consent, invalid, "
        + "count, pages, revenue_micros"

    /// Visits the roll-up cells and then the rows after the roll-up mark, each as it is stored.
    ///
    /// - Throws: `ReportingError.damaged` for an unknown hour or kind, and what `body` throws.
    /// - Complexity: O(cells + rows after the mark).
    func forEachCell(_ deadline: inout Deadline, _ body: (Cell) throws(ReportingError) -> Void)
        throws(ReportingError)
    {
        let rolled = try prepare("SELECT hour_ms, \(Self.columns) FROM rollup")
        while try step(rolled) {
            try deadline.countRow()
            guard let hour = hourIndex[rolled.integer(0)] else {
                throw .damaged(
                    path: path, detail: "rollup holds the unknown hour \(rolled.integer(0))")
            }
            try body(try cell(rolled, hour: hour))
        }
        let rest = try prepare("SELECT at_ms, \(Self.columns) FROM log WHERE id > ? ORDER BY id")
        rest.bind(rollupMark, at: 1)
        while try step(rest) {
            try deadline.countRow()
            guard let hour = hourIndex(at: rest.integer(0)) else {
                throw .damaged(
                    path: path, detail: "log holds the time \(rest.integer(0)) of no hour")
            }
            try body(try cell(rest, hour: hour))
        }
    }

    /// The local hour that a time falls in; nil before the first one.
    func hourIndex(at milliseconds: Int64) -> Int? {
        hours.lastIndex { $0.start <= milliseconds }
    }

    private func cell(_ row: SQLiteStatement, hour: Int) throws(ReportingError) -> Cell {
        guard let kind = Int(exactly: row.integer(1)).flatMap(EventKind.init(rawValue:)) else {
            throw .damaged(path: path, detail: "event kind \(row.integer(1)) does not exist")
        }
        return Cell(
            hour: hour, kind: kind, slot: row.integer(2), lineItem: row.integer(3),
            creative: row.integer(4), section: row.integer(5), region: row.integer(6),
            device: row.integer(7), consent: row.integer(8), invalid: row.integer(9),
            count: row.integer(10), pages: row.integer(11), revenue: row.integer(12))
    }
}

extension DayFileReader.Cell {
    /// The events that the cell stands for: a request that was filled is a served event too.
    @inline(__always)
    func forEachEvent(_ body: (DayFileReader.Cell) throws(ReportingError) -> Void)
        throws(ReportingError)
    {
        guard kind == .request else { return try body(self) }
        var request = self
        request.lineItem = 0
        request.creative = 0
        try body(request)
        if lineItem != 0 {
            var served = self
            served.kind = .served
            served.pages = 0
            try body(served)
        }
    }
}
