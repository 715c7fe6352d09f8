import EventLog
import Foundation
import TestSupport

/// Reads the day files of a data folder as anybody may: through the view `events`.
struct LogReader {
    let site: TestSite

    private var paths: [String] {
        DataDirectory.days(site.data).map { DataDirectory.dayPath(site.data, $0) }
    }

    /// The rows of a query in all day files; every value as text, NULL as empty.
    func rows(_ sql: String, columns: Int) throws -> [[String]] {
        var rows: [[String]] = []
        for path in paths {
            let connection = try SQLiteConnection(path: path, access: .readOnly)
            let statement = try connection.prepare(sql)
            while try statement.step() {
                rows.append((0..<columns).map { statement.text(Int32($0)) })
            }
        }
        return rows
    }

    func integer(_ sql: String) throws -> Int64 {
        try rows(sql, columns: 1).reduce(0) { $0 + (Int64($1[0]) ?? 0) }
    }

    /// Events of a kind, the invalid ones too.
    func count(_ event: String, and condition: String = "TRUE") throws -> Int64 {
        try integer("SELECT sum(count) FROM events WHERE event = '\(event)' AND (\(condition))")
    }

    /// Valid events of a kind and a line item.
    func valid(_ event: String, _ item: TestLineItem) throws -> Int64 {
        try count(event, and: "line_item = '\(item.fullID)' AND invalid_reason IS NULL")
    }

    func revenue(_ item: TestLineItem) throws -> Int64 {
        try integer("SELECT sum(revenue_micros) FROM events WHERE line_item = '\(item.fullID)'")
    }
}

/// `broadside report revenue`, by line item.
struct RevenueReport: Decodable {
    let rows: [Row]

    struct Row: Decodable {
        let advertiser, campaign, lineItem: String
        let served, impressions, viewable, clicks, revenueMicros: Int64

        enum CodingKeys: String, CodingKey {
            case advertiser, campaign, served, impressions, viewable, clicks
            case lineItem = "line_item"
            case revenueMicros = "revenue_micros"
        }
    }

    /// The repository's own definitions.
    static let definitions = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Reports")
        .path

    init(_ site: TestSite) throws {
        let run = try Program.run(
            ["report", "revenue", "--format", "json", "--reports", Self.definitions] + site.options,
            in: site.folder)
        self = try JSONDecoder().decode(RevenueReport.self, from: Data(run.output.utf8))
    }

    func row(_ item: TestLineItem) -> Row? {
        rows.first { $0.lineItem == item.id || $0.lineItem == item.fullID }
    }
}

/// `broadside verify` on a site's data.
func verify(_ site: TestSite) throws -> (ending: Program.Ending, output: String, errors: String) {
    try Program.run(["verify", "--data", site.data], in: site.folder)
}
