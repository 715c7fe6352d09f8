internal import Chronology
internal import EventLog

/// Sums of a day file's log rows, counted one by one.
struct Recount {
    /// What the events of a roll-up cell have in common, numbers as the file has them.
    struct Key: Hashable {
        var hour, kind, slot, lineItem, creative, section, region, device, consent, invalid: Int64
    }

    struct Sums: Equatable {
        var count: Int64 = 0
        var pages: Int64 = 0
        var revenue: Int64 = 0
    }

    let file: DayFileReader
    let day: CivilDate
    /// The rows up to the roll-up mark.
    private(set) var cells: [Key: Sums] = [:]
    /// All rows.
    private(set) var totals = Tally()
    private var previousID: Int64?

    init(file: DayFileReader, day: CivilDate) {
        self.file = file
        self.day = day
    }

    /// Reads the rows in pages and reports each one that breaks a rule.
    ///
    /// - Parameters:
    ///   - lastID: later rows are left for the next verification.
    ///   - find: takes a place and a message.
    /// - Throws: `ReportingError.overflow` and what SQLite finds.
    mutating func readRows(upTo lastID: Int64, _ find: (String, String) -> Void)
        throws(ReportingError)
    {
        let page = try file.prepare(
            """
            SELECT at_ms, kind, slot, line_item, creative, section, region, device, consent,
                   invalid, count, pages, revenue_micros, id, request IS NULL, viewer IS NULL
            FROM log WHERE id > ? AND id <= ? ORDER BY id LIMIT \(Limits.pageRows)
            """)
        var start = Int64.min
        while true {
            page.reset()
            page.bind(start, at: 1)
            page.bind(lastID, at: 2)
            var rows: Int64 = 0
            while try file.step(page) {
                rows += 1
                start = max(start, page.integer(13))
                try read(page, find)
            }
            if rows < Limits.pageRows { return }
        }
    }

    private mutating func read(_ row: SQLiteStatement, _ find: (String, String) -> Void)
        throws(ReportingError)
    {
        var key = Key(row)
        let id = row.integer(13)
        let place = "log row \(id)"
        if let previousID, id <= previousID { find(place, "follows row \(previousID)") }
        previousID = id
        guard let hour = file.hourIndex(at: key.hour) else {
            return find(place, "the time \(key.hour) lies in no local hour of the file")
        }
        let start = file.hours[hour].start
        checkPrivacy(row, key, start: start) { find(place, $0) }
        key.hour = start
        let sums = Sums(
            count: row.integer(10), pages: row.integer(11), revenue: row.integer(12))
        check(key, sums, id: id) { find(place, $0) }
        if id <= file.rollupMark { try add(sums, to: key) }
        try addToTotals(key, sums)
    }

    /// Rules that hold for every row whatever the others say.
    private func check(_ key: Key, _ sums: Sums, id: Int64, _ find: (String) -> Void) {
        let (year, month, day) = day.components
        if id / 10_000_000_000 != Int64(year * 10_000 + month * 100 + day) {
            find("the id belongs to another day")
        }
        if EventKind(rawValue: Int(truncatingIfNeeded: key.kind)) == nil {
            find("event kind \(key.kind) does not exist")
        }
        if sums.count < 1 || sums.pages < 0 || sums.revenue < 0 {
            find("count \(sums.count), pages \(sums.pages), revenue \(sums.revenue)")
        }
        if key.invalid != 0, InvalidReason(rawValue: Int(truncatingIfNeeded: key.invalid)) == nil {
            find("invalid reason \(key.invalid) does not exist")
        }
        if key.invalid != 0, sums.revenue != 0 { find("an invalid event carries revenue") }
        if key.kind <= EventKind.served.rawValue, sums.revenue != 0 {
            find("an event that is never billed carries revenue")
        }
        for id in [key.slot, key.lineItem, key.creative, key.section, key.region, key.device]
        where id != 0 {
            if id < 0 || id >= Int64(file.names.count) || file.names[Int(id)] == nil {
                find("name \(id) is missing")
            }
        }
        if key.lineItem != 0, file.lineItems[key.lineItem] == nil {
            find("the terms of line item \(key.lineItem) are missing")
        }
    }

    /// What a row may hold depends on its consent class.
    private func checkPrivacy(
        _ row: SQLiteStatement, _ key: Key, start: Int64, _ find: (String) -> Void
    ) {
        let hasRequest = row.integer(14) == 0
        let hasViewer = row.integer(15) == 0
        switch RecordClass(rawValue: Int(truncatingIfNeeded: key.consent)) {
        case nil: find("consent class \(key.consent) does not exist")
        case .counts:
            if hasRequest || hasViewer { find("a class A row names a request or a viewer") }
            if key.hour != start { find("a class A row has a finer time than its hour") }
        case .event:
            if hasViewer { find("a class B row names a viewer") }
        case .identified: break
        }
    }

    private mutating func add(_ sums: Sums, to key: Key) throws(ReportingError) {
        var cell = cells[key] ?? Sums()
        try Tally.add(sums.count, to: &cell.count, named: "count")
        try Tally.add(sums.pages, to: &cell.pages, named: "pages")
        try Tally.add(sums.revenue, to: &cell.revenue, named: "revenue")
        cells[key] = cell
    }

    /// A request that was filled counts as a served event too; its revenue, if it has any, counts once.
    private mutating func addToTotals(_ key: Key, _ sums: Sums) throws(ReportingError) {
        try Tally.add(sums.revenue, to: &totals.revenue, named: "revenue")
        let isFilled = key.kind == EventKind.request.rawValue && key.lineItem != 0
        guard key.invalid == 0 else {
            try Tally.add(sums.count, to: &totals.invalid, named: "invalid")
            if isFilled { try Tally.add(sums.count, to: &totals.invalid, named: "invalid") }
            return
        }
        try Tally.add(sums.pages, to: &totals.pageViews, named: "page_views")
        if isFilled { try Tally.add(sums.count, to: &totals.served, named: "served") }
        switch EventKind(rawValue: Int(truncatingIfNeeded: key.kind)) {
        case .request: try Tally.add(sums.count, to: &totals.requests, named: "requests")
        case .served: try Tally.add(sums.count, to: &totals.served, named: "served")
        case .impression: try Tally.add(sums.count, to: &totals.impressions, named: "impressions")
        case .viewable: try Tally.add(sums.count, to: &totals.viewable, named: "viewable")
        case .click: try Tally.add(sums.count, to: &totals.clicks, named: "clicks")
        case nil: break
        }
    }
}

extension Recount.Key {
    /// The first ten columns of a statement.
    init(_ row: SQLiteStatement) {
        hour = row.integer(0)
        kind = row.integer(1)
        slot = row.integer(2)
        lineItem = row.integer(3)
        creative = row.integer(4)
        section = row.integer(5)
        region = row.integer(6)
        device = row.integer(7)
        consent = row.integer(8)
        invalid = row.integer(9)
    }

    private var columns: [Int64] {
        [hour, kind, slot, lineItem, creative, section, region, device, consent, invalid]
    }

    /// The cell in words: its hour, its event and the names that it has.
    func description(in file: DayFileReader) -> String {
        func name(_ id: Int64) -> String? {
            guard id != 0 else { return nil }
            guard id > 0, id < Int64(file.names.count) else { return "?\(id)" }
            return file.names[Int(id)] ?? "?\(id)"
        }
        let event = EventKind(rawValue: Int(truncatingIfNeeded: kind))?.name ?? "kind \(kind)"
        let names = [
            ("slot", slot), ("line_item", lineItem), ("creative", creative), ("section", section),
            ("region", region), ("device", device),
        ].compactMap { label, id in name(id).map { "\(label)=\($0)" } }
        return (["hour_ms=\(hour)", event] + names + ["consent=\(consent)", "invalid=\(invalid)"])
            .joined(separator: " ")
    }
}

extension Recount.Key: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        left.columns.lexicographicallyPrecedes(right.columns)
    }
}

extension Recount.Sums: CustomStringConvertible {
    var description: String { "count \(count), pages \(pages), revenue_micros \(revenue)" }
}
