internal import Catalog
internal import Chronology
internal import EventLog

/// Recounts one day file from its log rows and compares the roll-up, the view and the report with it.
struct Verification {
    let path: String
    let day: CivilDate
    let site: String?
    private(set) var findings: [VerificationFinding] = []
    private(set) var findingsNotListed = 0
    /// Events of the log, as far as it could be read.
    private(set) var events: Int64 = 0
    /// Micros.
    private(set) var revenue: Int64 = 0

    init(path: String, day: CivilDate, site: String?) {
        self.path = path
        self.day = day
        self.site = site
    }

    mutating func run() {
        do throws(ReportingError) {
            try check()
        } catch {
            find("file", "\(error)".replacing("\(path): ", with: ""))
        }
    }

    mutating func find(_ place: String, _ message: String) {
        guard findings.count < Limits.findingsMax else {
            findingsNotListed += 1
            return
        }
        findings.append(VerificationFinding(file: path, place: place, message: message))
    }

    private mutating func check() throws(ReportingError) {
        let file = try DayFileReader(path: path, site: site)
        let integrity = try file.prepare("PRAGMA integrity_check(10)")
        while try file.step(integrity) {
            if integrity.text(0) != "ok" { find("integrity_check", integrity.text(0)) }
        }
        try checkHours(file)
        let lastID = try file.integer("SELECT max(id) FROM log")
        if let lastID, lastID < file.rollupMark {
            find("meta rollup_mark", "\(file.rollupMark) lies after the last log row, \(lastID)")
        }
        let rolled = try Self.rollup(file)
        let report = try Self.report(file)
        let view = try Self.view(file)
        // From here on rows up to `lastID` are read page by page: they never change and need no snapshot.
        try file.endSnapshot()

        var recount = Recount(file: file, day: day)
        if let lastID { try recount.readRows(upTo: lastID) { find($0, $1) } }
        events = recount.totals.events ?? 0
        revenue = recount.totals.revenue
        compare(rolled, with: recount.cells, file)
        compare("view hourly", view, with: recount.totals)
        compare("report", report, with: recount.totals)
    }

    /// The hours of the file are those of the zone that it names.
    private mutating func checkHours(_ file: DayFileReader) throws(ReportingError) {
        let named = try file.text("SELECT value FROM meta WHERE key = 'day'")
        if named != "\(day)" { find("meta day", "\(named ?? "missing"), not \(day)") }
        guard let name = try file.text("SELECT value FROM meta WHERE key = 'time_zone'"),
            let zone = SystemTimeZones.rules(named: name)
        else { return }
        for hour in file.hours {
            let start = Instant(milliseconds: hour.start)
            let local = zone.local(at: start)
            if zone.startOfHour(containing: start) != start || local.date != hour.date
                || local.hour != hour.hour
            {
                find(
                    "local_hours start_ms=\(hour.start)",
                    "\(hour.date) \(hour.hour) h, but \(name) shows \(local.date) \(local.hour) h")
            }
        }
    }

    // MARK: The three sums beside the log

    private static func rollup(_ file: DayFileReader)
        throws(ReportingError) -> [Recount.Key: Recount.Sums]
    {
        var cells: [Recount.Key: Recount.Sums] = [:]
        let rows = try file.prepare(
            """
            SELECT hour_ms, kind, slot, line_item, creative, section, region, device, consent,
                   invalid, count, pages, revenue_micros FROM rollup
            """)
        while try file.step(rows) {
            cells[Recount.Key(rows)] = Recount.Sums(
                count: rows.integer(10), pages: rows.integer(11), revenue: rows.integer(12))
        }
        return cells
    }

    /// What a report of everything in the file says.
    private static func report(_ file: DayFileReader) throws(ReportingError) -> Tally {
        var deadline = Deadline(after: nil)
        var sums = Aggregation(
            columns: [], groupCount: 0, from: CivilDate(dayNumber: .min),
            to: CivilDate(dayNumber: .max))
        try sums.add(file, &deadline)
        return sums.rows.first?.tally ?? Tally()
    }

    /// What the view says that everybody may read.
    private static func view(_ file: DayFileReader) throws(ReportingError) -> Tally {
        var tally = Tally()
        let rows = try file.prepare(
            """
            SELECT event, invalid_reason IS NULL, sum(count), sum(pages), sum(revenue_micros)
            FROM hourly GROUP BY 1, 2
            """)
        while try file.step(rows) {
            var part = Tally()
            part.revenue = rows.integer(4)
            if rows.integer(1) == 0 {
                part.invalid = rows.integer(2)
            } else {
                part.pageViews = rows.integer(3)
                switch EventKind.allCases.first(where: { $0.name == rows.text(0) }) {
                case .request: part.requests = rows.integer(2)
                case .served: part.served = rows.integer(2)
                case .impression: part.impressions = rows.integer(2)
                case .viewable: part.viewable = rows.integer(2)
                case .click: part.clicks = rows.integer(2)
                case nil: part.invalid = rows.integer(2)
                }
            }
            try tally.add(part)
        }
        return tally
    }

    // MARK: Comparing

    private mutating func compare(
        _ rolled: [Recount.Key: Recount.Sums], with counted: [Recount.Key: Recount.Sums],
        _ file: DayFileReader
    ) {
        let keys = Set(rolled.keys).union(counted.keys)
        let different = keys.filter { rolled[$0] != counted[$0] }.sorted()
        for key in different {
            let has = rolled[key].map { "\($0)" } ?? "no such cell"
            let log = counted[key].map { "\($0)" } ?? "no such row"
            find("rollup \(key.description(in: file))", "\(has), but the log has \(log)")
        }
    }

    private mutating func compare(_ place: String, _ sums: Tally, with log: Tally) {
        let figures: [(String, KeyPath<Tally, Int64>)] = [
            ("requests", \.requests), ("served", \.served), ("impressions", \.impressions),
            ("viewable", \.viewable), ("clicks", \.clicks), ("invalid", \.invalid),
            ("page_views", \.pageViews), ("revenue_micros", \.revenue),
        ]
        for (name, figure) in figures where sums[keyPath: figure] != log[keyPath: figure] {
            find(
                "\(place) total",
                "\(name) \(sums[keyPath: figure]), but the log has \(log[keyPath: figure])")
        }
    }
}
