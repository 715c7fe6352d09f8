import Chronology
import Foundation
import Testing

@testable import Reporting

@Suite("Report output")
struct ReportOutputTests {
    private func report(
        dimensions: [Reporting.Dimension] = [.advertiser, .campaign, .lineItem],
        measures: [Measure] = [.served, .viewability, .revenue],
        rows: [([DimensionValue], [Int64?])], totals: [Int64?], notes: [String] = []
    ) throws -> Report {
        Report(
            name: "revenue", title: "Revenue by campaign",
            from: try #require(CivilDate("2026-11-01")), to: try #require(CivilDate("2026-11-30")),
            timeZone: "Europe/Berlin", currency: "EUR", dimensions: dimensions, measures: measures,
            hasSubtotals: false,
            rows: rows.map { Report.Row(values: $0.0, figures: $0.1, own: [], depth: 0) },
            totals: totals, notes: notes)
    }

    private func sample() throws -> Report {
        try report(
            rows: [
                (
                    [.text("alpine-rail"), .text("winter"), .text("alpine-rail/winter/europe")],
                    [1_234_567, 985_049, 12_345_678_900_000]
                ),
                ([.text("bücher"), .text("messe"), .text("bücher/messe/führer")], [0, nil, 500]),
                ([.none, .none, .none], [12, 0, 0]),
                ([.rest(17), .none, .none], [1, 1_000_000, -2_500_000]),
            ],
            totals: [1_234_580, 5, 12_345_676_400_500], notes: ["A note."])
    }

    @Test("a table is aligned, grouped and exact")
    func table() throws {
        let expected = """
            Revenue by campaign
            2026-11-01 to 2026-11-30, Europe/Berlin, EUR

            Advertiser   Campaign  Line item     Served  Viewability    Revenue (EUR)
            -----------  --------  ---------  ---------  -----------  ---------------
            alpine-rail  winter    europe     1,234,567       98.50%  12,345,678.9000
            bücher       messe     führer             0            -           0.0005
            (none)       (none)    (none)            12        0.00%           0.0000
            (17 more)    (none)    (none)             1      100.00%          -2.5000
            -----------  --------  ---------  ---------  -----------  ---------------
            Total                             1,234,580        0.00%  12,345,676.4005

            A note.

            """
        #expect(try sample().text(.table) == expected)
    }

    @Test("an empty table says so")
    func emptyTable() throws {
        let empty = try report(dimensions: [.slot], measures: [.served], rows: [], totals: [0])
        let expected = """
            Revenue by campaign
            2026-11-01 to 2026-11-30, Europe/Berlin, EUR

            Slot   Served
            -----  ------
            (nothing in this period)
            -----  ------
            Total       0

            """
        #expect(empty.text(.table) == expected)
    }

    @Test("names cannot send commands to a terminal or break its lines")
    func hostileNames() throws {
        let report = try report(
            dimensions: [.slot], measures: [.served],
            rows: [([.text("a\u{1B}[2J\r\nb\u{202E}c\u{9B}d")], [1])], totals: [1])
        let text = report.text(.table)
        #expect(text.contains("a\u{FFFD}[2J\u{FFFD}\u{FFFD}b\u{FFFD}c\u{FFFD}d"))
        #expect(
            text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x9B })
        let json = report.text(.json)
        #expect(
            json.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x9B })
    }

    @Test("wide characters take two cells")
    func widths() {
        #expect(TerminalText.width("東京") == 4)
        #expect(TerminalText.width("San José") == 8)
        #expect(TerminalText.width("e\u{301}") == 1)
        #expect(TerminalText.width("🚂") == 2)
    }

    @Test("JSON has the agreed members, integers for counts and micros, six digits for ratios")
    func json() throws {
        let expected = """
            {
              "report": "revenue",
              "from": "2026-11-01",
              "to": "2026-11-30",
              "time_zone": "Europe/Berlin",
              "currency": "EUR",
              "rows": [
                {"advertiser":"alpine-rail","campaign":"winter","line_item":"alpine-rail/winter/europe","served":1234567,"viewability":0.985049,"revenue_micros":12345678900000},
                {"advertiser":"bücher","campaign":"messe","line_item":"bücher/messe/führer","served":0,"viewability":null,"revenue_micros":500},
                {"advertiser":null,"campaign":null,"line_item":null,"served":12,"viewability":0.000000,"revenue_micros":0},
                {"advertiser":null,"campaign":null,"line_item":null,"served":1,"viewability":1.000000,"revenue_micros":-2500000}
              ],
              "totals": {"served":1234580,"viewability":0.000005,"revenue_micros":12345676400500}
            }

            """
        #expect(try sample().text(.json) == expected)
        let parsed = try JSONSerialization.jsonObject(with: Data(expected.utf8))
        #expect((parsed as? [String: Any])?.count == 7)
    }

    @Test("hours are numbers in JSON, and an empty report has an empty list")
    func jsonHours() throws {
        let report = try report(
            dimensions: [.hour], measures: [.ecpm],
            rows: [([.text("7")], [1]), ([.flatRate], [2])], totals: [3])
        #expect(report.text(.json).contains("{\"hour\":7,\"ecpm_micros\":1}"))
        #expect(report.text(.json).contains("{\"hour\":null,\"ecpm_micros\":2}"))
        let empty = try self.report(dimensions: [.slot], measures: [.served], rows: [], totals: [0])
        #expect(empty.text(.json).contains("\"rows\": [],"))
    }

    @Test("CSV has decimal money, six digits of ratios, no totals, CRLF")
    func csv() throws {
        let expected = [
            "advertiser,campaign,line_item,served,viewability,revenue",
            "alpine-rail,winter,alpine-rail/winter/europe,1234567,0.985049,12345678.90",
            "bücher,messe,bücher/messe/führer,0,,0.0005",
            ",,,12,0.000000,0.00", "(17 more),,,1,1.000000,-2.50", "",
        ].joined(separator: "\r\n")
        #expect(try sample().text(.csv) == expected)
    }

    @Test("every text comes back from CSV, and none of them as a formula")
    func csvRoundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        let pieces = [
            "a", "B", "7", ",", "\"", "\r", "\n", "\r\n", "\t", "\0", "=", "+", "-", "@", "'", ";",
            "é", "東", "🚂", " ", "=cmd|' /C calc'!A0",
        ]
        for _ in 0..<2000 {
            let texts = (0..<3).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in random.pick(pieces) }
                    .joined()
            }
            let report = try report(
                dimensions: [.advertiser, .campaign, .slot], measures: [.served],
                rows: [(texts.map { .text($0) }, [5])], totals: [5])
            let records = try #require(Self.parseCSV(report.text(.csv)), "seed \(seed)")
            #expect(records.count == 2, "seed \(seed), \(texts)")
            for (text, cell) in zip(texts, records[1]) {
                let isFormula =
                    text.unicodeScalars.first
                    .map { "=+-@\t\r\0".unicodeScalars.contains($0) } ?? false
                #expect(
                    Array(cell.utf8) == Array((isFormula ? "'" + text : text).utf8),
                    "seed \(seed), \(text.debugDescription)")
            }
            #expect(records[1].last == "5")
        }
    }

    /// A strict reader of RFC 4180; nil for anything that breaks its grammar.
    static func parseCSV(_ text: String) -> [[String]]? {
        var records: [[String]] = []
        var cells: [String] = []
        var cell = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var position = 0
        while position < scalars.count {
            if scalars[position] == "\"" {
                position += 1
                while true {
                    guard position < scalars.count else { return nil }
                    if scalars[position] == "\"" {
                        guard position + 1 < scalars.count, scalars[position + 1] == "\"" else {
                            break
                        }
                        position += 1
                    }
                    cell.append(scalars[position])
                    position += 1
                }
                position += 1
            } else {
                while position < scalars.count, scalars[position] != ",", scalars[position] != "\r"
                {
                    guard scalars[position] != "\"", scalars[position] != "\n" else { return nil }
                    cell.append(scalars[position])
                    position += 1
                }
            }
            guard position < scalars.count else { return nil }
            cells.append(String(cell))
            cell = String.UnicodeScalarView()
            if scalars[position] == "," {
                position += 1
                continue
            }
            guard position + 1 < scalars.count, scalars[position] == "\r",
                scalars[position + 1] == "\n"
            else { return nil }
            position += 2
            records.append(cells)
            cells = []
        }
        return cells.isEmpty ? records : nil
    }

    @Test("figures are written without rounding away a micro")
    func figures() {
        #expect(NumberText.grouped(0) == "0")
        #expect(NumberText.grouped(999) == "999")
        #expect(NumberText.grouped(-1_000) == "-1,000")
        #expect(NumberText.grouped(.min) == "-9,223,372,036,854,775,808")
        #expect(NumberText.money(.max, decimals: 6) == "9,223,372,036,854.775807")
        #expect(NumberText.moneyDecimals(1) == 6)
        #expect(NumberText.moneyDecimals(1_230_000) == 2)
        #expect(NumberText.moneyDecimals(0) == 2)
        #expect(NumberText.moneyDecimals(-1_234_000) == 3)
        #expect(NumberText.meanMoney(45_447_344_681) == "45,447.34")
        #expect(NumberText.meanMoney(5_000) == "0.01")
        #expect(NumberText.meanMoney(-4_999) == "0.00")
        #expect(NumberText.meanMoney(.max) == "9,223,372,036,854.78")
        #expect(NumberText.ratio(1_500_000) == "1.500000")
        #expect(NumberText.percentage(12_345) == "1.23%")
        #expect(NumberText.percentage(12_350) == "1.24%")
        #expect(NumberText.percentage(15_000_000) == "1,500.00%")
    }

    @Test("ratios and means are rounded half away from zero, and nil without a divisor")
    func measures() throws {
        var tally = Tally()
        #expect(try Measure.ctr.value(of: tally, goal: nil) == nil)
        tally.impressions = 3
        tally.viewable = 2
        tally.clicks = 1
        tally.revenue = 2_000
        #expect(try Measure.viewability.value(of: tally, goal: nil) == 666_667)
        #expect(try Measure.ctr.value(of: tally, goal: nil) == 333_333)
        #expect(try Measure.ecpm.value(of: tally, goal: nil) == 666_667)
        tally.revenue = .max
        #expect(throws: ReportingError.overflow(what: "ecpm")) {
            try Measure.ecpm.value(of: tally, goal: nil)
        }
        tally.requests = .max
        tally.served = .max
        #expect(try Measure.fillRate.value(of: tally, goal: nil) == 1_000_000)
    }
}
