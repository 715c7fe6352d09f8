import Catalog
import Chronology
import Foundation
import Testing

@testable import EventLog

/// One row of `log` in words, and the day file that holds it.
struct FixtureRow {
    var fileDay: CivilDate
    var at: Int64
    var kind: EventKind
    var count: Int64 = 1
    var pages: Int64 = 0
    var slot: String?
    var lineItem: String?
    var creative: String?
    var section: String?
    var region: String?
    var device: String?
    var consent = 2
    var revenue: Int64 = 0
    var invalid = 0
}

/// A data directory whose day files are written by SQL, beside the program that writes them in earnest.
final class EventLogFixture {
    let path: String
    let zone: TimeZoneRules
    private(set) var rows: [FixtureRow] = []
    private(set) var days: [CivilDate] = []

    init(zone: TimeZoneRules) throws {
        self.zone = zone
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("broadside-reporting-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path + "/events", withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ day: CivilDate) -> String { "\(path)/events/\(day).sqlite" }

    /// Writes one file for each day that rows name; so many of its rows are rolled up.
    func write(
        _ rows: [FixtureRow], terms: [LineItem], site: String = "example-news",
        rolledShare: Double = 0.7
    ) throws {
        self.rows += rows
        for (day, own) in Dictionary(grouping: rows, by: \.fileDay).sorted(by: { $0.key < $1.key })
        {
            days.append(day)
            try write(day, own, terms: terms, site: site, rolledShare: rolledShare)
        }
    }

    private func write(
        _ day: CivilDate, _ rows: [FixtureRow], terms: [LineItem], site: String, rolledShare: Double
    ) throws {
        let connection = try SQLiteConnection(path: file(day), access: .readWrite)
        try connection.execute(Schema.pragmas)
        try connection.execute("BEGIN; \(Schema.tables) \(Schema.views)")
        let (year, month, dayOfMonth) = day.components
        let first = Int64(year * 10_000 + month * 100 + dayOfMonth) * 10_000_000_000
        let mark = first + Int64((Double(rows.count) * rolledShare).rounded())
        try connection.execute(
            """
            INSERT INTO meta VALUES ('version', \(Schema.version)), ('site', '\(site)'),
                ('time_zone', '\(zone.identifier)'), ('day', '\(day)'), ('rollup_mark', \(mark))
            """)
        for start in localHours(of: day) {
            let local = zone.local(at: Instant(milliseconds: start))
            try connection.execute(
                "INSERT INTO local_hours VALUES (\(start), '\(local.date)', \(local.hour))")
        }
        var names = try Names(connection)
        for item in terms { try insert(item, &names, connection) }
        let insert = try connection.prepare(
            "INSERT INTO log VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)")
        for (index, row) in rows.enumerated() {
            var values = [
                first + Int64(index) + 1, row.at, Int64(row.kind.rawValue), row.count, row.pages,
            ]
            for text in [
                row.slot, row.lineItem, row.creative, row.section, row.region, row.device,
            ] { values.append(try names.id(text)) }
            values += [Int64(row.consent), row.revenue, Int64(row.invalid)]
            for (position, value) in values.enumerated() {
                insert.bind(value, at: Int32(position + 1))
            }
            try insert.run()
        }
        try connection.execute(
            """
            INSERT INTO rollup
            SELECT (SELECT max(start_ms) FROM local_hours WHERE start_ms <= at_ms), kind, slot,
                   line_item, creative, section, region, device, consent, invalid,
                   sum(count), sum(pages), sum(revenue_micros)
            FROM log WHERE id <= \(mark) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
            COMMIT
            """)
    }

    private func localHours(of day: CivilDate) -> [Int64] {
        let midnight = Int64(day.dayNumber) * 86_400_000
        let starts = (0..<1440).map {
            zone.startOfHour(containing: Instant(milliseconds: midnight + $0 * 60_000)).milliseconds
        }
        return Set(starts).sorted()
    }

    private func insert(
        _ item: LineItem, _ names: inout Names, _ connection: SQLiteConnection
    ) throws {
        let (model, price, per): (String, Int64, String?) =
            switch item.rate {
            case .cpm(let price): ("cpm", price.value, nil)
            case .vcpm(let price): ("vcpm", price.value, nil)
            case .cpc(let price): ("cpc", price.value, nil)
            case .flat(let price, let per): ("flat", price.value, per.rawValue)
            case .free: ("free", 0, nil)
            }
        let statement = try connection.prepare(
            "INSERT INTO line_items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        statement.bind(try names.id(item.id), at: 1)
        statement.bind(item.advertiser, at: 2)
        statement.bind(item.campaign, at: 3)
        statement.bind(item.tier.name, at: 4)
        statement.bind(model, at: 5)
        statement.bind(price, at: 6)
        statement.bind(per, at: 7)
        statement.bind(item.flight.lowerBound.milliseconds, at: 8)
        statement.bind(item.flight.upperBound.milliseconds, at: 9)
        try statement.run()
    }

    private struct Names {
        private let insert: SQLiteStatement
        private var ids: [String: Int64] = [:]

        init(_ connection: SQLiteConnection) throws {
            insert = try connection.prepare("INSERT INTO names VALUES (?, ?)")
        }

        mutating func id(_ text: String?) throws -> Int64 {
            guard let text else { return 0 }
            if let id = ids[text] { return id }
            let id = Int64(ids.count + 1)
            ids[text] = id
            insert.bind(id, at: 1)
            insert.bind(text, at: 2)
            try insert.run()
            return id
        }
    }

    /// Runs SQL on a day's file, to break it.
    func execute(_ sql: String, on day: CivilDate) throws {
        let connection = try SQLiteConnection(path: file(day), access: .readWrite)
        try connection.execute(sql)
    }
}

extension EventLogFixture {
    /// Rows of every kind, class and validity between two instants.
    static func randomRows(
        _ count: Int, from: Instant, to: Instant, zone: TimeZoneRules, lineItems: [LineItem],
        random: inout SeededRandom
    ) -> [FixtureRow] {
        let sections: [String?] = [
            "USA", "USA/International", "USA/International/Europe", "USA/Local Government/San José",
            "Canada/International", "World Travel", "Closed Desk/Old", nil,
        ]
        let regions: [String?] = ["US", "US-OR", "US-OR/Portland", "RU", nil]
        return (0..<count).map { _ in
            let time = Int64.random(in: from.milliseconds..<to.milliseconds, using: &random)
            let instant = Instant(milliseconds: time)
            let kind = random.pick(EventKind.allCases.filter { $0 != .served })
            let consent = Int.random(in: 1...3, using: &random)
            let item =
                kind == .request && random.once(in: 3)
                ? nil : lineItems.isEmpty ? nil : random.pick(lineItems)
            let invalid = random.once(in: 5) ? random.pick(InvalidReason.allCases).rawValue : 0
            let count: Int64 = consent == 1 ? Int64.random(in: 1...50, using: &random) : 1
            return FixtureRow(
                fileDay: instant.utcDate,
                at: consent == 1
                    ? zone.startOfHour(containing: instant).milliseconds : time / 60_000 * 60_000,
                kind: kind, count: count,
                pages: kind == .request ? Int64.random(in: 0...count, using: &random) : 0,
                slot: random.pick(["leaderboard", "sidebar", "footer"]), lineItem: item?.id,
                creative: item.map { "\($0.advertiser)/\($0.campaign)/banner" },
                section: random.pick(sections), region: random.pick(regions),
                device: random.pick(["desktop", "mobile", "tablet"]), consent: consent,
                revenue: invalid == 0 ? count * price(of: item, kind) : 0, invalid: invalid)
        }
    }

    private static func price(of item: LineItem?, _ kind: EventKind) -> Int64 {
        switch (item?.rate, kind) {
        case (.cpm(let price), .impression), (.vcpm(let price), .viewable): price.value / 1000
        case (.cpc(let price), .click): price.value
        default: 0
        }
    }
}

/// Replaces a file's content with a text.
func overwrite(_ path: String, with text: String) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
}
