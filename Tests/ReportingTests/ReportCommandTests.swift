import Catalog
import Chronology
import Foundation
import Testing

@testable import Reporting

@Suite("The report command")
struct ReportCommandTests {
    @Test("every shipped report runs in every format", arguments: ReportFormat.allCases)
    func shipped(format: ReportFormat) throws {
        let (fixture, catalog, now) = try ReportQueryTests.fixture(
            ReportQueryTests.places[3], seed: 9)
        for (name, title) in try ReportCommand.list(
            reportsDirectory: ReportDefinitionTests.directory)
        {
            var request = ReportRequest(
                name: name, reportsDirectory: ReportDefinitionTests.directory,
                dataDirectory: fixture.path)
            request.format = format
            let text = try ReportCommand.run(request, catalog: catalog, now: now)
            switch format {
            case .table: #expect(text.hasPrefix(title + "\n") && text.contains("\nTotal"))
            case .csv:
                let records = try #require(ReportOutputTests.parseCSV(text), "\(name)")
                #expect(records.count > 1)
                #expect(Set(records.map(\.count)).count == 1)
            case .json:
                let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
                let members = try #require(json as? [String: Any])
                #expect(
                    Set(members.keys)
                        == ["report", "from", "to", "time_zone", "currency", "rows", "totals"])
                #expect((members["rows"] as? [[String: Any]])?.isEmpty == false)
            }
            #expect(try ReportCommand.run(request, catalog: catalog, now: now) == text)
        }
    }

    @Test("options replace the period, the dimensions and the rows")
    func options() throws {
        let (fixture, catalog, now) = try ReportQueryTests.fixture(
            ReportQueryTests.places[3], seed: 9)
        var request = ReportRequest(
            name: "revenue", reportsDirectory: ReportDefinitionTests.directory,
            dataDirectory: fixture.path)
        request.from = "2026-11-01"
        request.to = "2026-11-01"
        request.by = ["tier"]
        request.filters = ["tier=guaranteed"]
        request.format = .csv
        let records = try #require(
            ReportOutputTests.parseCSV(try ReportCommand.run(request, catalog: catalog, now: now)))
        #expect(records.count == 2)
        #expect(records[1][0] == "guaranteed")
        #expect(
            records[0] == [
                "tier", "served", "impressions", "viewable", "clicks", "revenue", "ecpm",
            ])
    }

    @Test("a broken definition is reported with its place")
    func broken() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("broadside-reports-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try overwrite(
            directory + "/mine.json",
            with:
                "{\n  \"title\": \"T\",\n  \"group_by\": [\"slott\"],\n  \"measures\": [\"ctr\"]\n}\n"
        )
        let request = ReportRequest(
            name: "mine", reportsDirectory: directory, dataDirectory: directory)
        let catalog = SampleCatalog.make(zone: .utc, lineItems: [])
        let error = #expect(throws: ReportingError.self) {
            try ReportCommand.run(request, catalog: catalog, now: Instant(milliseconds: 0))
        }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.hasPrefix("\(directory)/mine.json:3:16: error: "), "\(text)")
        #expect(text.contains("did you mean \"slot\"?"))
        #expect(error?.isUsage == false)
        #expect(try ReportCommand.list(reportsDirectory: directory).map(\.name) == ["mine"])
        #expect(throws: ReportingError.unreadable(path: "/nowhere")) {
            try ReportCommand.list(reportsDirectory: "/nowhere")
        }
    }
}
