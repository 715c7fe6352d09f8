package import Catalog
package import Chronology
internal import Foundation

/// What the command line said about a report, as text.
package struct ReportRequest: Sendable {
    /// A definition's name: `NAME.json` in the reports directory.
    package var name: String
    package var reportsDirectory: String
    /// The day files lie in its folder `events`.
    package var dataDirectory: String
    /// Local dates, both inclusive.
    package var from: String?
    package var to: String?
    /// Dimensions that replace the definition's; each text may hold several, separated by commas.
    package var by: [String] = []
    /// Texts such as `tier=house`.
    package var filters: [String] = []
    package var format = ReportFormat.table
    /// How long the report may take.
    package var deadline = Limits.deadline

    package init(name: String, reportsDirectory: String, dataDirectory: String) {
        self.name = name
        self.reportsDirectory = reportsDirectory
        self.dataDirectory = dataDirectory
    }
}

/// The command `broadside report`.
package enum ReportCommand {
    /// Makes a report; the text ends in a line break.
    ///
    /// - Throws: `ReportingError`; its `isUsage` tells a wrong command line from wrong data.
    package static func run(_ request: ReportRequest, catalog: Catalog, now: Instant)
        throws(ReportingError) -> String
    {
        let definition = try definition(request.name, in: request.reportsDirectory)
        let query = try ReportQuery(
            name: request.name, definition: definition, from: request.from, to: request.to,
            by: request.by, filters: request.filters, catalog: catalog, now: now)
        let report = try query.run(
            catalog: catalog, dataDirectory: request.dataDirectory, deadline: request.deadline)
        return report.text(request.format)
    }

    /// The names and titles of all definitions, by name; those that break their rules have an empty title.
    ///
    /// - Throws: `ReportingError.unreadable` when there is no such directory.
    package static func list(reportsDirectory: String)
        throws(ReportingError) -> [(name: String, title: String)]
    {
        try names(in: reportsDirectory).map { name in
            (name, (try? definition(name, in: reportsDirectory))?.title ?? "")
        }
    }

    /// Reads one definition.
    ///
    /// - Throws: `ReportingError.unknownReport` or `.invalidDefinition`.
    package static func definition(_ name: String, in directory: String)
        throws(ReportingError) -> ReportDefinition
    {
        // Only names that the directory lists are opened, so that a name cannot lead out of it.
        let known = try names(in: directory)
        guard known.contains(name) else { throw .unknownReport(name: name, known: known) }
        let path = "\(directory)/\(name).json"
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: Limits.definitionBytesMax + 1)
        else { throw .unreadable(path: path) }
        guard data.count <= Limits.definitionBytesMax else {
            throw .tooMany(what: "bytes in \(path)", limit: Limits.definitionBytesMax)
        }
        return try ReportDefinition(file: path, bytes: Array(data))
    }

    private static func names(in directory: String) throws(ReportingError) -> [String] {
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .unreadable(path: directory)
        }
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }
}
