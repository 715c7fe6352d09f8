import Catalog
import Chronology
import Foundation
import Testing

@testable import Reporting

@Suite("Reports against an independent recount")
struct RecountTests {
    /// The interpreter, where this machine has one.
    static let python: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
        .split(separator: ":").map { "\($0)/python3" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private func recount(_ directory: String, _ report: String, today: CivilDate) throws
        -> (status: Int32, output: String)
    {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "recount.py").path,
            directory, report, "\(today)",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test(
        "a Python program that walks the log rows finds the figures of every report",
        .enabled(if: python != nil, "python3 is not installed"),
        arguments: ReportQueryTests.places)
    func equal(place: (zone: String, middle: String)) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let (fixture, catalog, now) = try ReportQueryTests.fixture(place, seed: seed, rows: 1500)
        let today = fixture.zone.local(at: now).date
        let file = fixture.path + "/report.json"
        let all = Measure.allCases.filter { !$0.needsGoal }
        let groupings: [[Reporting.Dimension]] = [
            [.advertiser, .campaign, .lineItem], [.day, .slot], [.week, .tier, .validity],
            [.month, .hour], [.section, .device], [.region, .consent], [.creative],
        ]
        // Each place takes three of them, all places together take all.
        let first = ReportQueryTests.places.firstIndex { $0 == place } ?? 0
        for offset in 0..<3 {
            let groupBy = groupings[(first + offset) % groupings.count]
            let definition = ReportDefinition(title: "R", groupBy: groupBy, measures: all)
            let query = try ReportQuery(
                name: "r", definition: definition, from: "\(today.advanced(byDays: -1))",
                to: "\(today.advanced(byDays: 1))", catalog: catalog, now: now)
            let report = try query.run(catalog: catalog, dataDirectory: fixture.path)
            try report.text(.json).write(toFile: file, atomically: true, encoding: .utf8)
            let (status, output) = try recount(fixture.path, file, today: today)
            #expect(status == 0, "seed \(seed), \(place.zone), \(groupBy): \(output)")
            #expect(output.contains("groups agree"))
        }
    }

    @Test(
        "the recount sees a single micro", .enabled(if: python != nil, "python3 is not installed"))
    func sensitive() throws {
        let (fixture, catalog, now) = try ReportQueryTests.fixture(
            ReportQueryTests.places[1], seed: 1)
        let today = fixture.zone.local(at: now).date
        let definition = ReportDefinition(
            title: "R", groupBy: [.lineItem], measures: [.impressions, .revenue])
        let report = try ReportQuery(
            name: "r", definition: definition, catalog: catalog, now: now
        ).run(catalog: catalog, dataDirectory: fixture.path)
        let revenue = try #require(report.totals[1])
        let file = fixture.path + "/report.json"
        try report.text(.json)
            .replacingOccurrences(of: "\(revenue)", with: "\(revenue + 1)")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let (status, output) = try recount(fixture.path, file, today: today)
        #expect(status == 1)
        #expect(output.contains("totals revenue_micros"))
    }
}
