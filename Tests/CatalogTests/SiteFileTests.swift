import Testing

@testable import Catalog

@Suite("Site files")
struct SiteFileTests {
    @Test("The sample site is read whole")
    func sample() throws {
        let result = Sample.load()
        #expect(result.diagnostics.isEmpty, "\(DiagnosticRenderer.text(result.diagnostics))")
        let site = try #require(result.catalog?.site)
        #expect(site.name == "example-news")
        #expect(site.origins == ["https://news.example"])
        #expect(site.timeZone.identifier == "America/Los_Angeles")
        #expect(site.currency == "USD")
        #expect(site.slots.map(\.id) == ["leaderboard", "sidebar", "newsletter-top"])
        #expect(site.slots.map(\.channel) == [.web, .web, .email])
        #expect(site.slots[0].sizes.map(\.description) == ["970x250", "728x90", "320x100"])
        #expect(site.flags.map(\.name) == ["tragedy"])
        #expect(site.flags[0].blocks == ["travel"])
        #expect(site.consentDefault == .optOut)
        #expect(
            site.sections.nodes.map(\.slugPath) == [
                "usa", "usa/international", "usa/international/europe", "usa/local",
                "usa/local/san-jose", "canada", "canada/international", "culture",
            ])
    }

    @Test("Without a word on consent the stricter rule holds")
    func consentDefault() throws {
        let site = Sample.site.replacing("  \"consent\": { \"default\": \"opt_out\" },\n", with: "")
        #expect(try #require(Sample.load(site: site).catalog).site.consentDefault == .optIn)
    }

    @Test("A site may have its own tree of regions, which targeting then names")
    func ownRegions() throws {
        let site = Sample.site.replacing(
            "\"flags\":", with: "\"regions\": { \"Alps\": { \"Tyrol\": {} } }, \"flags\":")
        let campaign = Sample.campaign.replacing(
            "\"tags_none\": [\"war\"]", with: "\"regions\": [\"tyrol\"]")
        let catalog = try #require(Sample.load(site: site, campaign: campaign).catalog)
        #expect(catalog.hasOwnRegions)
        let europe = try #require(catalog.lineItems.first { $0.id.hasSuffix("/europe") })
        #expect(europe.targeting.regions.map { catalog.regions[$0].path } == ["Alps/Tyrol"])
    }

    static let faults: [FaultyCase] = [
        .site(
            "\"site\": \"example-news\"", "\"site\": «\"Example News\"»",
            "\"Example News\" is no id: a-z, 0-9, dot, hyphen and underscore, at most 64, a letter or digit first",
            hint: "write \"example-news\""),
        .site(
            "\"currency\"", "«\"curency\"»", "unknown key \"curency\" in the site",
            hint: "did you mean \"currency\"?"),
        .site(
            "  \"currency\": \"USD\",\n", "«\"colour\"»: 1, \"currency\": \"USD\",\n",
            "unknown key \"colour\" in the site",
            hint:
                "the keys here are site, origins, time_zone, currency, sections, slots, flags, consent and regions"
        ),
        .site("{\n  \"site\": \"example-news\",", "«{»", "the site has no \"site\""),
        .site(
            "\"USD\"", "«\"usd\"»", "\"usd\" is no currency code",
            hint: "three capital letters such as USD or EUR"),
        .site(
            "\"America/Los_Angeles\"", "«\"America/Los_Angelos\"»",
            "\"America/Los_Angelos\" is no time zone of this system",
            hint: "did you mean \"America/Los_Angeles\"?"),
        .site(
            "\"America/Los_Angeles\"", "«\"../../../etc/passwd\"»",
            "\"../../../etc/passwd\" is no time zone of this system",
            hint: "IANA names are like America/Los_Angeles"),
        .site(
            "\"https://news.example\"", "«\"https://news.example/\"»",
            "\"https://news.example/\" is no origin",
            hint: "scheme, host and port only, such as https://news.example, without a path"),
        .site(
            "[\"https://news.example\"]", "«\"https://news.example\"»",
            "expected a list for \"origins\", found the string \"https://news.example\"",
            hint: "put it in brackets: [\"https://news.example\"]"),
        .site(
            "\"origins\": [\"https://news.example\"]", "«\"origins\"»: []",
            "the site has no origins",
            hint: "name the site's address, such as [\"https://news.example\"]"),
        .site(
            "\"Culture\": {}", "\"Culture\": «[»]",
            "expected an object in \"sections\", found a list",
            hint: "a section without parts of its own is written \"Name\": {}"),
        .site(
            "\"Culture\": {}", "«\"CANADA!\"»: {}",
            "the sections \"Canada\" and \"CANADA!\" are the same: both read \"canada\""),
        .site(
            "\"Culture\": {}", "«\"Art/Books\"»: {}",
            "the section name \"Art/Books\" holds a slash, which parts paths"),
        .site("\"Culture\": {}", "«\"?\"»: {}", "a section's name needs a letter or digit"),
        .site(
            "\"id\": \"sidebar\"", "\"id\": «\"leaderboard\"»",
            "there are two slots \"leaderboard\""),
        .site(
            "[\"300x250\"]", "[\"300x250\", «\"300×600\"»]", "\"300×600\" is no size",
            hint: "write \"300x600\""),
        .site("\"sizes\": [\"300x250\"]", "«\"sizes\"»: []", "the slot has no sizes"),
        .site(
            "\"channel\": \"email\"", "\"channel\": «\"mail\"»",
            "\"mail\" is no value for \"channel\"",
            hint: "did you mean \"email\"? (it can be web or email)"),
        .site(
            "{ \"blocks\": [\"travel\"] }", "«{»}", "the flag has no \"blocks\"",
            hint: "a list of ad categories, such as [\"travel\"]"),
        .site(
            "\"tragedy\":", "«\"Big Tragedy\"»:", "\"Big Tragedy\" is no id for a flag",
            hint: "write \"big-tragedy\""),
        .site("[\"travel\"]", "[«\" \"»]", "\"blocks\" holds an empty name"),
        .site(
            "{ \"default\": \"opt_out\" }", "«\"opt_out\"»",
            "expected an object for consent, found the string \"opt_out\""),
        .site(
            "\"opt_out\"", "«\"optout\"»", "\"optout\" is no value for \"default\"",
            hint: "did you mean \"opt_out\"? (it can be opt_in or opt_out)"),
        .site(
            "\"currency\": \"USD\"", "\"currency\": «null»",
            "expected a string for \"currency\", found null", hint: "leave the key out instead"),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }
}
