internal import Chronology

/// What the readers of campaign files share: the site, the vocabularies that grow, and the files beside.
///
/// A class, so that all campaign files add to one vocabulary; it never leaves the load that made it.
final class LoadContext {
    let site: SiteDraft
    /// The tree that targeting's regions are looked up in; nil when the site's own tree is faulty.
    let regions: PathTree?
    let now: Instant
    let mode: CatalogLoader.Mode
    private(set) var tags: [String: TargetingExpression.TagID] = [:]
    /// Creatives of all files so far, in order.
    var creatives: [Creative] = []
    var lineItems: [LineItem] = []
    var files = ContentHash.Files()

    init(site: SiteDraft, regions: PathTree?, now: Instant, mode: CatalogLoader.Mode) {
        self.site = site
        self.regions = regions
        self.now = now
        self.mode = mode
    }

    var timeZone: TimeZoneRules { site.timeZone ?? .utc }

    /// The number of a folded tag, which is added when it is new.
    func number(ofTag folded: String) -> TargetingExpression.TagID {
        if let number = tags[folded] { return number }
        let number = TargetingExpression.TagID(tags.count)
        tags[folded] = number
        return number
    }
}

/// A campaign file: its place, its bytes and its value.
struct CampaignDocument {
    let source: any CatalogSource
    /// The folder in the source; empty for its root.
    let folder: String
    /// A second place to look for creative files: the advertiser's folder, for a file that is checked from elsewhere.
    var fallback: (source: any CatalogSource, folder: String)?
    /// The name of the folder, which is the advertiser's id; nil when it is not known.
    let folderName: String?
    /// The file's name with its ending.
    let fileName: String
    /// Whether another name than the ids' is an error, as in the campaigns folder, or a warning.
    let namesAreBinding: Bool
    let findings: FileFindings
    let root: JSONValue
}
