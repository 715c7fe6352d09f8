import Foundation
import Testing

@testable import Catalog

@Suite("Catalog loader")
struct CatalogLoaderTests {
    private func load(_ files: [String: [UInt8]]) -> LoadResult {
        CatalogLoader.load(source: MemorySource(files), now: Sample.now, mode: .check)
    }

    @Test("A folder on disk loads as the same files in memory do")
    func disk() throws {
        let folder = try TemporaryFolder()
        try folder.write(Sample.files())
        let disk = try #require(
            CatalogLoader.load(directory: folder.path, now: Sample.now, mode: .check).catalog)
        let memory = try #require(Sample.load().catalog)
        #expect(disk.hash == memory.hash)
        #expect(disk.lineItems.map(\.id) == memory.lineItems.map(\.id))
        #expect(disk.creatives.map(\.fullID) == memory.creatives.map(\.fullID))
    }

    @Test("The hash changes with every file that is loaded, and with no other")
    func hash() throws {
        let hash = try #require(Sample.load().catalog).hash
        #expect(hash.count == 32)
        #expect(
            try #require(Sample.load(beside: ["notes.txt": [1], "art/x.svg": [2]]).catalog).hash
                == hash)
        let others = [
            Sample.load(site: Sample.site + " "), Sample.load(campaign: Sample.campaign + " "),
            Sample.load(beside: ["page.html": Array("<p>Alp</p>".utf8)]),
        ]
        for other in others { #expect(try #require(other.catalog).hash != hash) }
    }

    @Test("Files of campaigns load in the order of their names, and line items are sorted by id")
    func order() throws {
        let text = """
            { "advertiser": "A", "campaign": "C", "line_items": [{ "id": "l", "tier": "house",
              "flight": { "start": "2026-12-01", "end": "2026-12-31" }, "creatives": ["t"] }],
              "creatives": [{ "id": "t", "type": "text", "size": "300x250", "title": "T", "body": "B",
              "click_url": "https://a.example" }] }
            """
        var files = ["site.json": Array(Sample.site.utf8)]
        for (advertiser, campaign) in [
            ("b", "x"), ("a.b", "y"), ("a", "z"), ("a", "c"), ("a-b", "c"),
        ] {
            let own = text.replacing("\"A\"", with: "\"\(advertiser)\"")
                .replacing("\"C\"", with: "\"\(campaign)\"")
            files["\(advertiser)/\(campaign).json"] = Array(own.utf8)
        }
        let catalog = try #require(load(files).catalog)
        let ids = catalog.lineItems.map(\.id)
        #expect(ids == ids.sorted())
        #expect(ids.count == 5)
        for item in catalog.lineItems {
            let creative = catalog.creatives[try #require(item.creatives.first)]
            #expect(creative.fullID == item.id.dropLast(2) + "/t")
        }
    }

    @Test(
        "Other files and hidden ones are left alone; a stray JSON file beside the site is mentioned"
    )
    func otherFiles() throws {
        var files = Sample.files()
        for name in [
            "README.md", "site.schema.json", "alpine-rail/campaign.schema.json", ".git/config.json",
            "alpine-rail/.draft.json", "alpine-rail/art/x.json", "alpine-rail/notes.txt",
        ] {
            files[name] = Array("not JSON".utf8)
        }
        #expect(load(files).diagnostics.isEmpty)
        files["stray.json"] = []
        let result = load(files)
        #expect(result.catalog != nil)
        #expect(
            result.diagnostics == [
                Diagnostic(
                    severity: .warning, file: "stray.json", line: 0, column: 0,
                    message: "the file is not read",
                    hint: "campaign files lie in a folder named for their advertiser")
            ])
    }

    @Test("Without a site there is no catalog, but campaigns are still checked")
    func noSite() {
        var files = Sample.files(campaign: Sample.campaign.replacing("\"even\",", with: "\"evn\","))
        files["site.json"] = nil
        let result = load(files)
        #expect(result.catalog == nil)
        #expect(
            result.diagnostics.map(\.file) == [
                "alpine-rail/winter.json", "alpine-rail/winter.json", "site.json",
            ])
        #expect(result.diagnostics.last?.message == "there is no such file")
        #expect(load([:]).errorCount == 1)
    }

    @Test("A fault in the site's sections or slots raises no findings about campaigns")
    func faultySite() {
        let site = Sample.site.replacing("\"Culture\": {}", with: "\"Culture\": 1")
            .replacing("\"sizes\": [\"300x250\"]", with: "\"sizes\": [\"300\"]")
        let result = Sample.load(site: site)
        #expect(result.errorCount == 2)
        #expect(result.diagnostics.allSatisfy { $0.file == "site.json" })
    }

    @Test("A file that is too large, or no file, is an error without a place")
    func unreadable() {
        var files = Sample.files()
        files["alpine-rail/big.json"] = [UInt8](repeating: 32, count: 1_048_577)
        let result = load(files)
        #expect(result.diagnostics.map(\.message) == ["the file has more than 1024 KiB"])
        #expect(result.diagnostics.first?.line == 0)
    }

    // MARK: Single files

    @Test("Single files are checked against the folder's site, and only they are reported")
    func singleFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write(Sample.files())
        try folder.write(["other/bad.json": Array("[".utf8)])
        let path = "\(folder.path)/alpine-rail/winter.json"
        let result = CatalogLoader.load(files: [path], directory: folder.path, now: Sample.now)
        #expect(result.diagnostics.isEmpty, "\(DiagnosticRenderer.text(result.diagnostics))")
        #expect(result.catalog?.lineItems.count == 2)

        let bad = CatalogLoader.load(
            files: [path, "\(folder.path)/other/bad.json"], directory: folder.path, now: Sample.now)
        #expect(bad.diagnostics.map(\.file) == ["\(folder.path)/other/bad.json"])
        #expect(bad.errorCount == 1)
    }

    @Test("A file elsewhere may have another name, and finds its pictures in the campaigns folder")
    func fileElsewhere() throws {
        let folder = try TemporaryFolder()
        try folder.write(Sample.files())
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(["draft.json": Array(Sample.campaign.utf8)])
        let result = CatalogLoader.load(
            files: ["\(elsewhere.path)/draft.json"], directory: folder.path, now: Sample.now)
        #expect(result.errorCount == 0)
        #expect(result.warningCount == 2)
        #expect(result.catalog?.creatives.count == 4)
        // Inside the folder the names are binding.
        try folder.write(["wrong/name.json": Array(Sample.campaign.utf8)])
        let inside = CatalogLoader.load(
            files: ["\(folder.path)/wrong/name.json"], directory: folder.path, now: Sample.now)
        #expect(
            inside.diagnostics.count {
                $0.message.hasPrefix("the advertiser is") && $0.severity == .error
            } == 1)
    }

    @Test("The site's findings are shown with single files when it has errors or is one of them")
    func siteAmongFiles() throws {
        let folder = try TemporaryFolder()
        let doubled = Sample.site.replacing("[\"300x250\"]", with: "[\"300x250\", \"300x250\"]")
        try folder.write(Sample.files(site: doubled))
        let path = "\(folder.path)/alpine-rail/winter.json"
        func load(_ files: String...) -> [Diagnostic] {
            CatalogLoader.load(files: files, directory: folder.path, now: Sample.now).diagnostics
        }
        #expect(load(path).isEmpty)
        #expect(load(path, "\(folder.path)/site.json").map(\.severity) == [.warning])
        try folder.write(["site.json": Array(doubled.replacing("USD", with: "usd").utf8)])
        #expect(load(path).map(\.severity) == [.error, .warning])
        try folder.write(Sample.files())
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(["site.json": Array("{".utf8)])
        #expect(load("\(elsewhere.path)/site.json").count == 1)
        #expect(load("\(elsewhere.path)/missing.json").map(\.message) == ["there is no such file"])
    }

    // MARK: The sample site of the project

    @Test("The project's own sample site loads without an error")
    func sampleSite() throws {
        let path = SchemasTests.campaigns.path
        let result = CatalogLoader.load(directory: path, now: Sample.now, mode: .serve)
        #expect(result.errorCount == 0, "\(DiagnosticRenderer.text(result.diagnostics))")
        #expect(try #require(result.catalog).lineItems.count > 10)
    }

    // MARK: Everything at once

    @Test("Everything wrong at once is reported in one run, as the golden file has it")
    func golden() throws {
        let resources = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Resources")
        var files: [String: [UInt8]] = [:]
        for name in ["site.json", "alpine-rail/winter.json", "alpine-rail/broken.json"] {
            files[name] = Array(try Data(contentsOf: resources.appending(path: "faulty/\(name)")))
        }
        files["alpine-rail/small.png"] = SamplePicture.png(width: 10, height: 10)
        let text = DiagnosticRenderer.text(load(files).diagnostics)
        let golden = resources.appending(path: "faulty.txt")
        let expected = try String(contentsOf: golden, encoding: .utf8)
        if text != expected { Attachment.record(text, named: "faulty.txt") }
        #expect(text == expected)
    }
}
