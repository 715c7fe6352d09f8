import Catalog
import Foundation
import Testing

@testable import Reporting

@Suite("Report definitions")
struct ReportDefinitionTests {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Reports").path

    private func read(_ text: String) throws -> ReportDefinition {
        try ReportDefinition(file: "r.json", bytes: Array(text.utf8))
    }

    private func findings(_ text: String) -> [Diagnostic] {
        do throws(ReportingError) {
            _ = try ReportDefinition(file: "r.json", bytes: Array(text.utf8))
            return []
        } catch {
            guard case .invalidDefinition(let findings) = error else { return [] }
            return findings
        }
    }

    @Test("every key is read")
    func everything() throws {
        var expected = ReportDefinition(
            title: "T", groupBy: [.month, .section], measures: [.revenue, .fillRate])
        expected.period = .lastMonth
        expected.subtotals = true
        expected.conditions = [
            try ReportCondition(.tier, equals: "house"),
            try ReportCondition(.tier, equals: "remnant"),
            try ReportCondition(.hour, equals: "7"),
        ]
        expected.sort = [
            .init(.measure(.revenue), descending: true),
            .init(.dimension(.month), descending: false),
        ]
        let read = try read(
            """
            { // a comment
              "title": "T", "period": "last_month", "group_by": ["month", "section"],
              "subtotals": true, "measures": ["revenue", "fill_rate"],
              "where": {"tier": ["house", "remnant"], "hour": 7},
              "sort": ["-revenue", "month"],
            }
            """)
        #expect(read == expected)
    }

    @Test("every shipped definition keeps the rules")
    func shipped() throws {
        let list = try ReportCommand.list(reportsDirectory: Self.directory)
        #expect(
            list.map(\.name) == ["consent", "days", "delivery", "revenue", "sections", "slots"])
        for (name, _) in list {
            let definition = try ReportCommand.definition(name, in: Self.directory)
            #expect(!definition.title.isEmpty)
        }
    }

    @Test("a mistake is found where it is, with a hint")
    func mistakes() throws {
        let wrong = findings(
            """
            { "title": "T", "group_by": ["campain"],
              "measures": ["revenue", "-ctr"], "wher": {} }
            """)
        #expect(
            wrong.map { "\($0.line):\($0.column): \($0.message) [\($0.hint ?? "")]" } == [
                "1:30: unknown name \"campain\" in \"group_by\" [did you mean \"campaign\"?]",
                "2:27: unknown name \"-ctr\" in \"measures\" [did you mean \"ctr\"?]",
                "2:36: unknown key \"wher\" [did you mean \"where\"?]",
            ])
        #expect(wrong.map(\.excerpt?.length) == [9, 6, 6])
    }

    @Test(
        "what cannot be meant is refused",
        arguments: [
            ("[]", "is an object"),
            ("{", "end"),
            ("{\"group_by\": [], \"measures\": [\"served\"]}", "no \"title\""),
            ("{\"title\": \"T\", \"measures\": [\"served\"]}", "no \"group_by\""),
            ("{\"title\": \"T\", \"group_by\": [], \"measures\": []}", "at least one measure"),
            (
                "{\"title\": \"T\", \"title\": \"U\", \"group_by\": [], \"measures\": [\"served\"]}",
                "title"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"day\", \"day\"], \"measures\": [\"served\"]}",
                "stands twice"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"goal\"]}",
                "group by line_item"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"ctr\"], \"subtotals\": true}",
                "last dimension"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"ctr\"], \"sort\": [\"day\"]}",
                "not among the dimensions"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"ctr\"], \"sort\": [\"-served\"]}",
                "not among the measures"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"ctr\"], \"top\": 0}",
                "whole number from 1"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"ctr\"], \"period\": \"0 days\"}",
                "\"period\" is"
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"ctr\"], \"where\": {\"tier\": \"x\"}}",
                "unknown \"x\""
            ),
            (
                "{\"title\": \"T\", \"group_by\": [\"slot\"], \"measures\": [\"ctr\"], \"where\": [1]}",
                "an object of dimensions"
            ),
            (
                "{\"title\": \"T\", \"group_by\": \"slot\", \"measures\": [\"ctr\"]}", "is a list"
            ),
        ])
    func refusals(text: String, message: String) {
        let found = findings(text)
        #expect(!found.isEmpty)
        #expect(found.contains { $0.message.contains(message) }, "\(found)")
    }

    @Test("a name leads to no file outside the directory")
    func names() {
        for name in ["../Package", "/etc/passwd", "", ".", "revenue.json", "revenu"] {
            let error = #expect(throws: ReportingError.self) {
                try ReportCommand.definition(name, in: Self.directory)
            }
            guard case .unknownReport? = error else {
                Issue.record("\(name): \(String(describing: error))")
                continue
            }
        }
        #expect(
            "\(ReportingError.unknownReport(name: "revenu", known: ["days", "revenue"]))"
                == "no report \"revenu\"; did you mean \"revenue\"?")
    }

    @Test("cut and changed definitions never trap")
    func mutations() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        let original = Array(
            """
            {"title": "T", "period": "9 days", "group_by": ["day", "section"], "measures": ["ctr"],
             "where": {"hour": 7, "tier": ["house"]}, "sort": ["-ctr"], "subtotals": true}
            """.utf8)
        var refused = 0
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0...Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(position...)
                default: bytes.insert(UInt8.random(in: 32...126, using: &random), at: position)
                }
            }
            if (try? ReportDefinition(file: "r.json", bytes: bytes)) == nil { refused += 1 }
        }
        #expect(refused > 1000, "seed \(seed)")
    }
}
