import Chronology
import Testing

@testable import Catalog

/// A small sound site and campaign that the tests break in one place at a time.
enum Sample {
    static let now = Instant(milliseconds: 1_796_000_000_000)  // 2026-11-30T00:53:20Z

    static let site = """
        {
          "site": "example-news",
          "origins": ["https://news.example"],
          "time_zone": "America/Los_Angeles",
          "currency": "USD",
          "sections": {
            "USA": { "International": { "Europe": {} }, "Local": { "San José": {} } },
            "Canada": { "International": {} },
            "Culture": {},
          },
          "slots": [
            { "id": "leaderboard", "sizes": ["970x250", "728x90", "320x100"] },
            { "id": "sidebar", "sizes": ["300x250"] },
            { "id": "newsletter-top", "sizes": ["600x150"], "channel": "email" },
          ],
          "flags": { "tragedy": { "blocks": ["travel"] } },
          "consent": { "default": "opt_out" },
        }
        """

    static let campaign = """
        // One of everything.
        {
          "advertiser": "alpine-rail", "advertiser_name": "Alpine Rail",
          "campaign": "winter", "order_ref": "IO-1042",
          "paid_for_by": "Alpine Rail AG", "ad_categories": ["Travel"],
          "line_items": [
            {
              "id": "europe",
              "tier": "guaranteed",
              "status": "active",
              "flight": { "start": "2026-12-01", "end": "2026-12-31" },
              "goal": { "impressions": 200000 },
              "budget": "2400.00",
              "caps": { "daily_impressions": 9000, "daily_budget": "110.00" },
              "rate": { "model": "cpm", "price": "12.00" },
              "pacing": "even",
              "slots": ["leaderboard"],
              "targeting": { "sections": ["USA/International"], "tags_none": ["war"] },
              "exclusion_groups": ["Rail"],
              "miss_penalty": "1.5",
              "click_rate_prior": 0.002,
              "creatives": ["banner"],
              "rotation": "even",
            },
            {
              "id": "fill",
              "tier": "house",
              "flight": { "start": "2026-12-01", "end": "2026-12-31" },
              "creatives": ["words", "page", "block"],
            },
          ],
          "creatives": [
            {
              "id": "banner", "type": "image", "size": "728x90",
              "file": "banner.png", "alt": "Night trains",
              "click_url": "https://alpine-rail.example/winter", "weight": 2,
            },
            {
              "id": "words", "type": "text", "size": "300x250",
              "title": "By night to the Alps", "body": "",
              "click_url": "https://alpine-rail.example/",
            },
            {
              "id": "page", "type": "html", "size": "300x250",
              "file": "page.html", "languages": ["en", "de"],
              "click_url": "https://alpine-rail.example/",
            },
            {
              "id": "block", "type": "native", "size": "600x150",
              "title": "Asleep in Vienna", "body": "Awake in Venice",
              "image": "square.png", "alt": "A berth", "call_to_action": "Book",
              "click_url": "https://alpine-rail.example/",
            },
          ],
        }
        """

    /// The sample as files, with other texts for the site or the campaign, and more files beside the campaign.
    static func files(
        site: String = site, campaign: String = campaign, beside: [String: [UInt8]] = [:]
    ) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [
            "site.json": Array(site.utf8),
            "alpine-rail/winter.json": Array(campaign.utf8),
            "alpine-rail/banner.png": SamplePicture.png(width: 728, height: 90),
            "alpine-rail/square.png": SamplePicture.png(width: 100, height: 100),
            "alpine-rail/page.html": Array("<p>Alps</p>".utf8),
        ]
        for (name, bytes) in beside { files["alpine-rail/\(name)"] = bytes }
        return files
    }

    static func load(
        site: String = site, campaign: String = campaign, beside: [String: [UInt8]] = [:],
        now: Instant = now, mode: CatalogLoader.Mode = .check
    ) -> LoadResult {
        CatalogLoader.load(
            source: MemorySource(files(site: site, campaign: campaign, beside: beside)),
            now: now, mode: mode)
    }
}

/// One change to the sample, in which `«` and `»` mark the place that the finding must name.
struct FaultyCase: CustomTestStringConvertible, Sendable {
    var file = "alpine-rail/winter.json"
    let old: String
    let new: String
    var severity = Diagnostic.Severity.error
    let message: String
    var hint: String?
    var beside: [String: [UInt8]] = [:]
    /// Findings that follow from the same change and are not what the case is about.
    var others = 0

    var testDescription: String { "\(message)" }

    static func site(_ old: String, _ new: String, _ message: String, hint: String? = nil)
        -> FaultyCase
    {
        FaultyCase(file: "site.json", old: old, new: new, message: message, hint: hint)
    }

    static func campaign(
        _ old: String, _ new: String, _ message: String, hint: String? = nil,
        severity: Diagnostic.Severity = .error, beside: [String: [UInt8]] = [:], others: Int = 0
    ) -> FaultyCase {
        FaultyCase(
            old: old, new: new, severity: severity, message: message, hint: hint, beside: beside,
            others: others)
    }

    /// Loads the changed sample and expects the finding at the marked place, and a catalog only without errors.
    func check(mode: CatalogLoader.Mode = .check, location: SourceLocation = #_sourceLocation) {
        let isSite = file == "site.json"
        let original = isSite ? Sample.site : Sample.campaign
        #expect(
            original.contains(old), "the sample lacks \(old)",
            sourceLocation: location)
        guard let range = original.firstRange(of: old) else { return }
        let marked = original[..<range.lowerBound] + new + original[range.upperBound...]
        let place = MarkedText(String(marked))
        let result =
            isSite
            ? Sample.load(site: place.text, beside: beside, mode: mode)
            : Sample.load(campaign: place.text, beside: beside, mode: mode)
        let found = result.diagnostics.first {
            $0.file == file && $0.message == message && $0.severity == severity
        }
        guard let found else {
            Issue.record(
                "not found; instead:\n\(DiagnosticRenderer.text(result.diagnostics))",
                sourceLocation: location)
            return
        }
        #expect(found.line == place.line, sourceLocation: location)
        #expect(found.column == place.column, sourceLocation: location)
        // A place as long as the excerpt is shown in part.
        if place.length < Limits.excerptCharactersMax / 2 {
            #expect(found.excerpt?.length == place.length, sourceLocation: location)
        }
        #expect(found.hint == hint, sourceLocation: location)
        #expect(
            result.diagnostics.count == 1 + others,
            "\(DiagnosticRenderer.text(result.diagnostics))", sourceLocation: location)
        #expect((result.catalog == nil) == (result.errorCount > 0), sourceLocation: location)
    }
}

/// A text without its marks, and the line, column and length of what stood between them.
struct MarkedText {
    let text: String
    let line: Int
    let column: Int
    let length: Int

    init(_ marked: String) {
        let parts = marked.split(omittingEmptySubsequences: false) { $0 == "«" || $0 == "»" }
        precondition(parts.count == 3, "one marked place: \(marked)")
        text = parts.joined()
        let before = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        line = before.count
        column = (before.last ?? "").count + 1
        length = parts[1].count
    }
}

/// A small seeded source of random numbers (SplitMix64), so that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
