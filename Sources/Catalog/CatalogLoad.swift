internal import Chronology

/// One load under way: first every file's syntax, then the meaning of all of them.
struct CatalogLoad {
    let source: any CatalogSource
    private var site = SiteDraft()
    private var siteFindings: FileFindings?
    private var siteIsReported = true
    private var documents: [CampaignDocument] = []
    /// Findings of files that have no document: unreadable or not JSON.
    private var others: [FileFindings] = []
    private var hashes = ContentHash.Files()

    init(source: any CatalogSource) {
        self.source = source
    }

    // MARK: Reading

    /// Reads `site.json`; unless always reported, its findings count only when there is an error among them.
    mutating func readSite(alwaysReported: Bool = true) {
        siteIsReported = alwaysReported
        let (findings, root) = Self.read(
            CatalogLoader.siteFile, of: source,
            hintIfMissing: "it describes the site; --campaigns names its folder")
        siteFindings = findings
        if let root {
            site = SiteFile.read(root, findings: findings)
            hashes.add(name: CatalogLoader.siteFile, bytes: findings.bytes)
        }
    }

    mutating func readCampaigns() {
        let roots = Self.sorted(source.entries(in: "") ?? [])
        var count = 0
        for entry in roots where entry.isFolder {
            for file in Self.sorted(source.entries(in: entry.name) ?? [])
            where !file.isFolder && Self.isCampaign(file.name) {
                count += 1
                guard count <= Limits.campaignFilesMax else { continue }
                readCampaign(folder: entry.name, file: file.name)
            }
        }
        reportStrays(roots)
        if count > Limits.campaignFilesMax {
            report("", "more than \(Limits.campaignFilesMax) campaign files")
        }
    }

    private mutating func readCampaign(folder: String, file: String) {
        let path = "\(folder)/\(file)"
        let (findings, root) = Self.read(path, of: source)
        guard let root else {
            others.append(findings)
            return
        }
        hashes.add(name: path, bytes: findings.bytes)
        documents.append(
            CampaignDocument(
                source: source, folder: folder, folderName: folder, fileName: file,
                namesAreBinding: true, findings: findings, root: root))
    }

    /// Reads a file that the user named, wherever it lies.
    mutating func readFile(_ path: String, directory: String) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let beside = DirectorySource(slash != nil && folder.isEmpty ? "/" : folder)
        let real = DirectorySource.realPath(folder.isEmpty ? (slash == nil ? "." : "/") : folder)
        let realRoot = DirectorySource.realPath(directory.isEmpty ? "." : directory)
        if name == CatalogLoader.siteFile {
            readSiteFile(beside, isTheSite: real != nil && real == realRoot)
            return
        }
        let (findings, root) = Self.read(name, of: beside)
        guard let root else {
            others.append(findings)
            return
        }
        let folderName = real?.split(separator: "/").last.map(String.init)
        let parent = real.map { $0[..<($0.lastIndex(of: "/") ?? $0.startIndex)] }
        let isInside = parent != nil && parent == realRoot.map { $0[...] }
        var document = CampaignDocument(
            source: beside, folder: "", folderName: folderName, fileName: name,
            namesAreBinding: isInside, findings: findings, root: root)
        if !isInside, let advertiser = root["advertiser"]?.string,
            Identifier.isWellFormed(advertiser)
        {
            document.fallback = (source, advertiser)
        }
        hashes.add(name: path, bytes: findings.bytes)
        documents.append(document)
    }

    private mutating func readSiteFile(_ beside: DirectorySource, isTheSite: Bool) {
        if isTheSite {
            siteIsReported = true
            return
        }
        let (findings, root) = Self.read(CatalogLoader.siteFile, of: beside)
        if let root { _ = SiteFile.read(root, findings: findings) }
        others.append(findings)
    }

    private static func read(
        _ path: String, of source: any CatalogSource, hintIfMissing: String? = nil
    ) -> (FileFindings, JSONValue?) {
        let name = source.displayName(of: path)
        let options = JSONReader.Options.campaignFile
        let problem: String
        switch source.read(path, bytesMax: options.bytesMax) {
        case .bytes(let bytes):
            let findings = FileFindings(file: name, bytes: bytes)
            do throws(JSONSyntaxError) {
                return (findings, try JSONReader.read(bytes, options: options))
            } catch {
                findings.add(error)
                return (findings, nil)
            }
        case .missing: problem = "there is no such file"
        case .tooLarge: problem = "the file has more than \(options.bytesMax / 1024) KiB"
        case .notAFile: problem = "this is no regular file"
        case .outside: problem = "this is a link that leads out of the campaigns folder"
        case .unreadable(let code): problem = "the file cannot be read (system error \(code))"
        }
        let findings = FileFindings(file: name, bytes: [])
        findings.error(problem, hint: problem.hasPrefix("there is no") ? hintIfMissing : nil)
        return (findings, nil)
    }

    // MARK: Names

    private static func sorted(_ entries: [CatalogSourceEntry]) -> [CatalogSourceEntry] {
        entries.filter { !$0.name.hasPrefix(".") }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func isCampaign(_ name: String) -> Bool {
        name.hasSuffix(CatalogLoader.campaignEnding) && !name.hasSuffix(CatalogLoader.schemaEnding)
    }

    /// JSON files beside `site.json` are read by nobody, which their author should know.
    private mutating func reportStrays(_ roots: [CatalogSourceEntry]) {
        for entry in roots where !entry.isFolder && entry.name != CatalogLoader.siteFile {
            guard Self.isCampaign(entry.name) else { continue }
            let findings = FileFindings(file: source.displayName(of: entry.name), bytes: [])
            findings.warning(
                "the file is not read",
                hint: "campaign files lie in a folder named for their advertiser")
            others.append(findings)
        }
    }

    private mutating func report(_ path: String, _ problem: String) {
        let findings = FileFindings(file: source.displayName(of: path), bytes: [])
        findings.error(problem)
        others.append(findings)
    }

    // MARK: Meaning

    /// Sorts the positions and not the line items, which are large.
    private static func sortedByID(_ items: [LineItem]) -> [LineItem] {
        let keys = items.enumerated().map { (id: $1.id, position: $0) }.sorted { $0.id < $1.id }
        return keys.map { items[$0.position] }
    }

    /// Reads all documents, and freezes the catalog when there is no error anywhere.
    func result(now: Instant, mode: CatalogLoader.Mode) -> LoadResult {
        let regions =
            site.hasOwnRegions
            ? site.regions : RegionVocabulary.tree(of: documents.lazy.map(\.root))
        let context = LoadContext(site: site, regions: regions, now: now, mode: mode)
        context.files = hashes
        for document in documents {
            CampaignFile(context: context, document: document).read()
        }
        var all = others + documents.map(\.findings)
        if let siteFindings, siteIsReported || siteFindings.hasErrors { all.append(siteFindings) }
        all.sort { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
        let diagnostics = all.flatMap { $0.sorted() }
        guard !all.contains(where: \.hasErrors), let site = site.site, let regions else {
            return LoadResult(catalog: nil, diagnostics: diagnostics)
        }
        let catalog = Catalog(
            site: site, lineItems: Self.sortedByID(context.lineItems),
            creatives: context.creatives, regions: regions, hasOwnRegions: self.site.hasOwnRegions,
            tags: context.tags, hash: context.files.hex)
        return LoadResult(catalog: catalog, diagnostics: diagnostics)
    }
}
