package import Chronology

/// What a load found, and the catalog when nothing was wrong.
package struct LoadResult: Sendable {
    /// nil when there is any error.
    package let catalog: Catalog?
    /// By file, line and column.
    package let diagnostics: [Diagnostic]

    package init(catalog: Catalog?, diagnostics: [Diagnostic]) {
        self.catalog = catalog
        self.diagnostics = diagnostics
    }

    package var errorCount: Int { diagnostics.count { $0.severity == .error } }
    package var warningCount: Int { diagnostics.count { $0.severity == .warning } }
}

/// Reads the site and its campaign files, reports everything that is wrong in one go, and freezes what is right.
package enum CatalogLoader {
    /// What the load is for.
    package enum Mode: Sendable {
        /// An active line item whose flight is over is an error.
        case check
        /// It is a warning: a campaign that ran out must not take the site down.
        case serve
    }

    static let siteFile = "site.json"
    static let campaignEnding = ".json"
    static let schemaEnding = ".schema.json"

    /// Loads a folder: `site.json` and `ADVERTISER/CAMPAIGN.json`. Findings name files as `directory` does.
    package static func load(directory: String, now: Instant, mode: Mode) -> LoadResult {
        load(source: DirectorySource(directory), now: now, mode: mode)
    }

    /// Loads from any source.
    ///
    /// - Complexity: O(bytes of all files).
    package static func load(source: some CatalogSource, now: Instant, mode: Mode) -> LoadResult {
        var load = CatalogLoad(source: source)
        load.readSite()
        load.readCampaigns()
        return load.result(now: now, mode: mode)
    }

    /// Checks single campaign files against the site of a folder.
    ///
    /// The findings are those of the files, and the site's when it has errors; the catalog holds the files' line items only.
    /// A file outside the folder may have another name than its campaign (a warning), and may use the folder's creative files.
    package static func load(files: [String], directory: String, now: Instant) -> LoadResult {
        var load = CatalogLoad(source: DirectorySource(directory))
        load.readSite(alwaysReported: false)
        for file in files { load.readFile(file, directory: directory) }
        return load.result(now: now, mode: .check)
    }

    /// A number that changes whenever a file under the folder does; no file is read.
    package static func changeMark(directory: String) -> UInt64 {
        DirectorySource(directory).changeMark
    }
}
