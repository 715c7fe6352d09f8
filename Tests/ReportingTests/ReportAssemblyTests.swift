import Catalog
import Chronology
import Testing

@testable import EventLog
@testable import Reporting

@Suite("Rows of a report")
struct ReportAssemblyTests {
    private let noon = Instant(rfc3339: "2026-11-24T12:00:00Z")

    private func run(
        _ definition: ReportDefinition, _ rows: [(slot: String, section: String?, clicks: Int64)],
        filters: [String] = [], by: [String] = [], lineItems: [LineItem] = []
    ) throws -> Report {
        let now = try #require(noon)
        let fixture = try EventLogFixture(zone: .utc)
        try fixture.write(
            rows.map {
                FixtureRow(
                    fileDay: now.utcDate, at: now.milliseconds, kind: .click, count: $0.clicks,
                    slot: $0.slot, section: $0.section)
            }, terms: [])
        let catalog = SampleCatalog.make(zone: .utc, lineItems: lineItems)
        return try ReportQuery(
            name: "r", definition: definition, by: by, filters: filters, catalog: catalog, now: now
        ).run(catalog: catalog, dataDirectory: fixture.path)
    }

    private static let pages: [(slot: String, section: String?, clicks: Int64)] = [
        ("sidebar", "USA/International/Europe", 5), ("sidebar", "USA", 1),
        ("footer", "usa/international/europe", 2), ("footer", "Canada/International", 40),
        ("footer", "World Travel", 3), ("footer", nil, 100), ("sidebar", "Closed/Desk", 7),
    ]

    private var sections: ReportDefinition {
        var definition = ReportDefinition(title: "S", groupBy: [.section], measures: [.clicks])
        definition.subtotals = true
        return definition
    }

    private func lines(_ report: Report) -> [String] {
        report.rows.map { row in
            let names = row.values.map { $0.text ?? "-" }.joined(separator: "|")
            return "\(row.depth) \(names) \(row.figures[0] ?? -1) \(row.own[0] ?? -1)"
        }
    }

    @Test("sections come with the sums of all below them, parents first, in the tree's order")
    func subtotals() throws {
        let report = try run(sections, Self.pages)
        #expect(
            lines(report) == [
                "0 USA 8 1", "1 USA/International 7 0", "2 USA/International/Europe 7 7",
                "0 Canada 40 0", "1 Canada/International 40 40", "0 World Travel 3 3",
                "0 Closed 7 0", "1 Closed/Desk 7 7", "0 - 100 100",
            ])
        #expect(report.totals == [158])
        #expect(
            report.text(.table) == """
                S
                2026-10-26 to 2026-11-24, UTC, USD

                Section          Clicks  of its own
                ---------------  ------  ----------
                USA                   8           1
                  International       7           0
                    Europe            7           7
                Canada               40           0
                  International      40          40
                World Travel          3           3
                Closed                7           0
                  Desk                7           7
                (none)              100         100
                ---------------  ------  ----------
                Total               158

                """)
        #expect(
            report.text(.csv).hasPrefix(
                "section,depth,clicks,own_clicks\r\nUSA,0,8,1\r\nUSA/International,1,7,0\r\n"))
        #expect(
            report.text(.json).contains(
                "{\"section\":\"USA/International\",\"depth\":1,\"clicks\":7,\"own_clicks\":0}"))
    }

    @Test("own sums add up to the totals, and every parent to its own and its children's")
    func subtotalLaws() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let (fixture, catalog, now) = try ReportQueryTests.fixture(
            ReportQueryTests.places[3], seed: seed)
        var definition = ReportDefinition(
            title: "S", groupBy: [.month, .section], measures: ReportQueryTests.counters)
        definition.subtotals = true
        definition.sort = [.init(.measure(.revenue), descending: true)]
        let report = try ReportQuery(
            name: "s", definition: definition, to: "2026-11-05", catalog: catalog, now: now
        ).run(catalog: catalog, dataDirectory: fixture.path)
        for measure in report.measures.indices {
            let own = report.rows.reduce(0) { $0 + ($1.own[measure] ?? 0) }
            #expect(own == report.totals[measure], "seed \(seed)")
            for row in report.rows {
                guard let path = row.values[1].text else { continue }
                let below = report.rows.filter {
                    $0.values[0] == row.values[0]
                        && ($0.values[1].text == path
                            || $0.values[1].text?.hasPrefix(path + "/") == true)
                }
                let sum = below.reduce(0) { $0 + ($1.own[measure] ?? 0) }
                #expect(row.figures[measure] == sum, "seed \(seed), \(path)")
            }
        }
        #expect(report.rows.contains { $0.depth == 2 })
    }

    @Test("siblings follow the definition's order, and stay under their parents")
    func sortedSiblings() throws {
        var definition = sections
        definition.sort = [.init(.measure(.clicks), descending: true)]
        let report = try run(definition, Self.pages)
        #expect(
            report.rows.filter { $0.depth == 0 }.map { $0.values[0].text }
                == ["Canada", "USA", "Closed", "World Travel", nil])
        #expect(
            report.rows.map(\.depth) == [0, 1, 0, 1, 2, 0, 1, 0, 0])
    }

    @Test("below a filter on one section its parents do not appear with partial sums")
    func filteredSubtotals() throws {
        let report = try run(sections, Self.pages, filters: ["section=USA/International"])
        #expect(
            lines(report) == ["0 USA/International 7 0", "1 USA/International/Europe 7 7"])
    }

    @Test("other dimensions may stand before the tree")
    func prefix() throws {
        let report = try run(sections, Self.pages, by: ["slot,section"])
        #expect(
            lines(report).prefix(5) == [
                "0 footer|USA 2 0", "1 footer|USA/International 2 0",
                "2 footer|USA/International/Europe 2 2", "0 footer|Canada 40 0",
                "1 footer|Canada/International 40 40",
            ])
        #expect(try run(sections, Self.pages, by: ["section", "slot"]).hasSubtotals == false)
    }

    @Test("the rows below the top are one row, and the totals stay")
    func top() throws {
        var definition = ReportDefinition(title: "S", groupBy: [.section], measures: [.clicks])
        definition.sort = [.init(.measure(.clicks), descending: true)]
        definition.top = 2
        let report = try run(definition, Self.pages)
        #expect(
            report.rows.map(\.values) == [[.none], [.text("Canada/International")], [.rest(4)]])
        #expect(report.rows.map(\.figures) == [[100], [40], [18]])
        #expect(report.totals == [158])
        definition.top = 6
        #expect(try run(definition, Self.pages).rows.count == 6)
    }

    @Test("two spellings of one section are one row")
    func spellings() throws {
        let report = try run(
            ReportDefinition(title: "S", groupBy: [.section], measures: [.clicks]), Self.pages,
            filters: ["section=Europe"])
        #expect(report.rows.map(\.values) == [[.text("USA/International/Europe")]])
        #expect(report.totals == [7])
    }

    @Test("tiers stand by priority, hours by number, both ways")
    func orders() throws {
        let zone = TimeZoneRules.utc
        let now = try #require(noon)
        let items = LineItem.Tier.allCases.map {
            SampleCatalog.lineItem(
                "a/b/\($0.name)", tier: $0, flight: now..<now.advanced(byMilliseconds: 1))
        }
        let fixture = try EventLogFixture(zone: zone)
        let rows = items.enumerated().map { index, item in
            FixtureRow(
                fileDay: now.utcDate, at: now.milliseconds + Int64(index - 3) * 3_600_000,
                kind: .click, slot: "s", lineItem: item.id)
        }
        try fixture.write(rows, terms: items)
        let catalog = SampleCatalog.make(zone: zone, lineItems: items)
        func values(_ dimension: Dimension, descending: Bool) throws -> [String?] {
            var definition = ReportDefinition(
                title: "T", groupBy: [dimension], measures: [.clicks])
            definition.sort = [.init(.dimension(dimension), descending: descending)]
            return try ReportQuery(
                name: "t", definition: definition, catalog: catalog, now: now
            ).run(catalog: catalog, dataDirectory: fixture.path).rows.map { $0.values[0].text }
        }
        #expect(
            try values(.tier, descending: false)
                == ["sponsorship", "guaranteed", "remnant", "house"])
        #expect(
            try values(.tier, descending: true)
                == ["house", "remnant", "guaranteed", "sponsorship"])
        #expect(try values(.hour, descending: false) == ["9", "10", "11", "12"])
    }

    @Test("other dimensions than the definition's drop what no longer fits, and say so")
    func regrouped() throws {
        var definition = ReportDefinition(
            title: "D", groupBy: [.lineItem], measures: [.clicks, .goal, .goalProgress])
        definition.sort = [.init(.measure(.goalProgress), descending: true)]
        let report = try run(definition, Self.pages, by: ["slot"])
        #expect(report.measures == [.clicks])
        #expect(report.notes == ["Goals are left out: they belong to whole line items."])
        #expect(report.rows.map(\.values) == [[.text("footer")], [.text("sidebar")]])
        let kept = try run(definition, Self.pages, by: ["tier,line_item"])
        #expect(kept.measures == definition.measures)
    }

    @Test("unknown and repeated dimensions are refused")
    func wrongDimensions() {
        let definition = ReportDefinition(title: "D", groupBy: [.slot], measures: [.clicks])
        #expect(
            throws: ReportingError.unknownWord(
                option: "--by", word: "slto", known: Dimension.allCases.map(\.rawValue))
        ) { try run(definition, Self.pages, by: ["day,slto"]) }
        #expect(throws: ReportingError.self) {
            try run(definition, Self.pages, by: ["day", "day"])
        }
        #expect(throws: ReportingError.self) { try run(definition, Self.pages, by: [""]) }
        #expect(throws: ReportingError.tooMany(what: "dimensions", limit: 8)) {
            try run(
                definition, Self.pages,
                by: ["day,week,month,hour,slot,section,region,device,consent"])
        }
    }
}
