import Testing

@testable import Catalog

@Suite("Targeting in files")
struct TargetingFileTests {
    private static let targeting =
        "\"targeting\": { \"sections\": [\"USA/International\"], \"tags_none\": [\"war\"] }"

    private func expression(_ text: String) throws -> (TargetingExpression, Catalog) {
        let campaign = Sample.campaign.replacing(Self.targeting, with: "\"targeting\": \(text)")
        let result = Sample.load(campaign: campaign)
        let catalog = try #require(
            result.catalog, "\(DiagnosticRenderer.text(result.diagnostics))")
        return (catalog.lineItems[0].targeting, catalog)
    }

    @Test("Sections are paths of names or slugs, or an unambiguous last name")
    func sections() throws {
        for text in ["USA/Local/San José", "usa/local/san-jose", "San José", "SAN JOSE"] {
            let (expression, catalog) = try expression("{ \"sections\": [\"\(text)\"] }")
            let paths = expression.sections.map { catalog.site.sections[$0].path }
            #expect(paths == ["USA/Local/San José"], "\(text)")
        }
    }

    @Test(
        "Regions are ISO codes with places below, and a page's place finds its nearest known ancestor"
    )
    func regions() throws {
        let (expression, catalog) = try expression(
            "{ \"regions\": [\"US-OR/Portland\", \"ru\"], \"any\": [{ \"not_regions\": [\"AT\"] }] }"
        )
        let paths = expression.regions.map { catalog.regions[$0].slugPath }
        #expect(paths == ["us/us-or/portland", "ru"])
        #expect(expression.any[0].notRegions.map { catalog.regions[$0].slugPath } == ["at"])
        #expect(
            catalog.region("US-OR/Portland/Pearl").map { catalog.regions[$0].slugPath }
                == "us/us-or/portland")
        #expect(catalog.region("US-WA").map { catalog.regions[$0].slugPath } == "us")
        #expect(catalog.region("DE") == nil)
    }

    @Test("Tags share one vocabulary without case and accents")
    func tags() throws {
        let (expression, catalog) = try expression(
            """
            { "tags_any": ["Café", "cafe"], "tags_all": ["Cafe  au lait"], "tags_none": ["tea"] }
            """)
        #expect(expression.tagsAny.count == 1)
        #expect(catalog.tags["cafe"] == expression.tagsAny[0])
        #expect(catalog.tags["cafe au lait"] == expression.tagsAll[0])
        #expect(catalog.tags["tea"] == expression.tagsNone[0])
        #expect(Set(catalog.tags.values) == Set(0..<Int32(catalog.tags.count)))
    }

    @Test("Languages, devices, hours and weekdays become sets")
    func sets() throws {
        let (expression, _) = try expression(
            """
            { "languages": ["EN", "pt-BR", "*"], "devices": ["mobile", "desktop"],
              "hours": [0, 23, 23], "weekdays": ["mon", "sun"] }
            """)
        #expect(expression.languages.map(\.text) == ["en", "pt-br", "*"])
        #expect(expression.devices == [DeviceSet(.mobile), DeviceSet(.desktop)])
        #expect(expression.hours == 1 | 1 << 23)
        #expect(expression.weekdays == 0b100_0001)
    }

    @Test("Empty lists restrict nothing, and any, all and none nest to eight deep")
    func nesting() throws {
        let (empty, _) = try expression("{ \"sections\": [], \"any\": [], \"hours\": [] }")
        #expect(empty == TargetingExpression())
        func nested(_ depth: Int) -> String {
            String(repeating: "{ \"any\": [", count: depth) + "{}"
                + String(repeating: "] }", count: depth)
        }
        var (part, _) = try expression(nested(8))
        for _ in 0..<8 { part = try #require(part.any.first) }
        #expect(part == TargetingExpression())
        let campaign = Sample.campaign.replacing(
            Self.targeting, with: "\"targeting\": \(nested(9))")
        #expect(
            Sample.load(campaign: campaign).diagnostics.map(\.message)
                == ["targeting is nested more than 8 deep"])
    }

    private static func fault(
        _ new: String, _ message: String, hint: String? = nil,
        severity: Diagnostic.Severity = .error
    ) -> FaultyCase {
        .campaign(targeting, "\"targeting\": \(new)", message, hint: hint, severity: severity)
    }

    static let faults: [FaultyCase] = [
        fault(
            "{ \"sections\": [«\"International\"»] }",
            "the section \"International\" is ambiguous: there are \"USA/International\" and \"Canada/International\"",
            hint: "write one of these paths"),
        fault(
            "{ \"not_sections\": [«\"Cultrue\"»] }", "the site has no section \"Cultrue\"",
            hint: "did you mean \"Culture\"?"),
        fault(
            "{ \"sections\": [«\"USA/Internatonal/Europe\"»] }",
            "the site has no section \"USA/Internatonal/Europe\"",
            hint: "did you mean \"USA/International/Europe\"?"),
        fault(
            "{ \"sections\": [«\"World/Europe\"»] }", "the site has no section \"World/Europe\"",
            hint: "did you mean \"USA/International/Europe\"?"),
        fault("{ \"sections\": [«\"Gardening\"»] }", "the site has no section \"Gardening\""),
        fault(
            "{ \"sections\": «\"Culture\"» }",
            "expected a list for \"sections\", found the string \"Culture\"",
            hint: "put it in brackets: [\"Culture\"]"),
        fault(
            "{ \"regions\": [«\"Oregon\"»] }", "\"Oregon\" is no region",
            hint:
                "an ISO 3166 code with optional places below it, such as US, US-OR or US-OR/Portland"
        ),
        fault(
            "{ \"regions\": [«\"US-\"»] }", "\"US-\" is no region",
            hint:
                "an ISO 3166 code with optional places below it, such as US, US-OR or US-OR/Portland"
        ),
        fault(
            "{ \"not_regions\": [«\"US/\"»] }", "\"US/\" is no region",
            hint:
                "an ISO 3166 code with optional places below it, such as US, US-OR or US-OR/Portland"
        ),
        fault(
            "{ \"regions\": [«\"UK\"»] }", "\"UK\" is no country of ISO 3166-1",
            hint: "did you mean \"GB\"?", severity: .warning),
        fault("{ \"tags_any\": [\"a\", «\" \"»] }", "\"tags_any\" holds an empty name"),
        fault(
            "{ «\"tag_any\"»: [\"a\"] }", "unknown key \"tag_any\" in targeting",
            hint: "did you mean \"tags_any\"?"),
        fault(
            "{ \"languages\": [«\"en_GB\"»] }", "\"en_GB\" is no language", hint: "write \"en-gb\""),
        fault(
            "{ \"languages\": [«\"English (UK)\"»] }", "\"English (UK)\" is no language",
            hint: "a BCP 47 range such as en or pt-BR"),
        fault(
            "{ \"devices\": [«\"phone\"»] }", "\"phone\" is no value for \"devices\"",
            hint: "it can be desktop, mobile or tablet"),
        fault("{ \"hours\": [«24»] }", "\"hours\" is 24; it must be 0 to 23"),
        fault("{ \"hours\": [«-1»] }", "\"hours\" is -1; it must be 0 to 23"),
        fault(
            "{ \"hours\": [«8.5»] }", "expected a whole number for \"hours\", found the number 8.5"),
        fault("{ \"hours\": «8» }", "expected a list for \"hours\", found the number 8"),
        fault(
            "{ \"weekdays\": [«\"monday\"»] }", "\"monday\" is no value for \"weekdays\"",
            hint: "it can be mon, tue, wed, thu, fri, sat or sun"),
        fault("{ \"any\": «{» \"hours\": [1] } }", "expected a list for \"any\", found an object"),
        fault(
            "{ \"any\": [{ \"all\": [«\"x\"»] }] }",
            "expected an object for targeting, found the string \"x\""),
        fault(
            "{ «\"sections\"»: [\"USA/International\"], \"not_sections\": [\"USA\"] }",
            "\"not_sections\" excludes all of \"sections\": no page can match", severity: .warning),
        fault(
            "{ «\"regions\"»: [\"US-OR\"], \"not_regions\": [\"US\"] }",
            "\"not_regions\" excludes all of \"regions\": no page can match", severity: .warning),
        fault(
            "{ «\"tags_any\"»: [\"War\", \"a\"], \"tags_none\": [\"war\", \"A\"] }",
            "\"tags_none\" excludes all of \"tags_any\": no page can match", severity: .warning),
        fault(
            "{ \"all\": [{ «\"tags_all\"»: [\"b\", \"a\"], \"tags_none\": [\"a\"] }] }",
            "\"tags_none\" excludes all of \"tags_all\": no page can match", severity: .warning),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }

    @Test("Exclusions that leave something are no contradiction")
    func partial() throws {
        _ = try expression("{ \"sections\": [\"USA\"], \"not_sections\": [\"USA/International\"] }")
        _ = try expression("{ \"tags_any\": [\"a\", \"b\"], \"tags_none\": [\"a\"] }")
        let campaign = Sample.campaign.replacing(
            Self.targeting,
            with: "\"targeting\": { \"not_sections\": [\"USA\"], \"regions\": [\"US\"] }")
        #expect(Sample.load(campaign: campaign).diagnostics.isEmpty)
    }
}
