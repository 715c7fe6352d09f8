import Testing

@testable import Catalog

@Suite("Campaign files")
struct CampaignFileTests {
    @Test("The sample campaign is read whole")
    func sample() throws {
        let catalog = try #require(Sample.load().catalog)
        #expect(
            catalog.lineItems.map(\.id) == ["alpine-rail/winter/europe", "alpine-rail/winter/fill"])
        let europe = catalog.lineItems[0]
        #expect(europe.advertiser == "alpine-rail")
        #expect(europe.advertiserName == "Alpine Rail")
        #expect(europe.campaign == "winter")
        #expect(europe.orderRef == "IO-1042")
        #expect(europe.paidForBy == "Alpine Rail AG")
        #expect(europe.adCategories == ["travel"])
        #expect(
            catalog.creatives.map(\.fullID) == [
                "alpine-rail/winter/banner", "alpine-rail/winter/words", "alpine-rail/winter/page",
                "alpine-rail/winter/block",
            ])
        #expect(catalog.creatives.map(\.content.typeName) == ["image", "text", "html", "native"])
        #expect(catalog.lineItems[1].creatives == [1, 2, 3])
    }

    @Test("An advertiser without a name is called by its id")
    func nameDefault() throws {
        let campaign = Sample.campaign.replacing(" \"advertiser_name\": \"Alpine Rail\",", with: "")
        let catalog = try #require(Sample.load(campaign: campaign).catalog)
        #expect(catalog.lineItems[0].advertiserName == "alpine-rail")
    }

    static let faults: [FaultyCase] = [
        .campaign(
            "\"advertiser\": \"alpine-rail\"", "\"advertiser\": «\"alpine\"»",
            "the advertiser is \"alpine\", its folder is \"alpine-rail\"",
            hint: "give both the same name"),
        .campaign(
            "\"campaign\": \"winter\"", "\"campaign\": «\"summer\"»",
            "the campaign is \"summer\", its file is \"winter.json\"",
            hint: "name the file summer.json, or the campaign as the file"),
        .campaign(
            "{\n  \"advertiser\": \"alpine-rail\",", "«{»", "the campaign has no \"advertiser\""),
        .campaign(
            "\"order_ref\"", "«\"orderRef\"»", "unknown key \"orderRef\" in the campaign",
            hint: "did you mean \"order_ref\"?"),
        .campaign("\"Alpine Rail AG\"", "«\" \"»", "\"paid_for_by\" is empty"),
        .campaign("\"Alpine Rail AG\"", "«\"A\\tB\"»", "\"paid_for_by\" holds a control character"),
        .campaign(
            "\"IO-1042\"", "«1042»", "expected a string for \"order_ref\", found the number 1042",
            hint: "put it in quotes: \"1042\""),
        .campaign(
            "\"order_ref\"", "«\"campaign\"»", "the key \"campaign\" stands here twice",
            hint: "keep one of them"),
        .campaign(
            "\"id\": \"words\"", "\"id\": «\"banner\"»", "there are two creatives \"banner\"",
            others: 2),
        .campaign(
            "[\"words\", \"page\", \"block\"],\n    },\n  ],\n  \"creatives\": [\n    {\n      \"id\": \"banner\"",
            "[\"words\", \"page\", \"block\"],\n    },\n  ],\n  \"creatives\": [\n    { \"id\": «\"spare\"», \"type\": \"text\", \"size\": \"300x250\", \"title\": \"A\", \"body\": \"B\", \"click_url\": \"https://a.example\" },\n    {\n      \"id\": \"banner\"",
            "no line item uses the creative \"spare\"", severity: .warning),
        .campaign(
            "\"line_items\": [", "\"line_items\": «true», \"creatives_\": [",
            "expected a list for \"line_items\", found true", others: 5),
        .campaign(
            "// One of everything.\n{", "// One of everything.\n[] «{»",
            "there is more text after the value"),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }

    @Test("A campaign without line items is a warning")
    func noLineItems() throws {
        let text = #"{ "advertiser": "a", "campaign": "c", "line_items": [], "creatives": [] }"#
        let result = CatalogLoader.load(
            source: MemorySource([
                "site.json": Array(Sample.site.utf8), "a/c.json": Array(text.utf8),
            ]),
            now: Sample.now, mode: .check)
        #expect(result.diagnostics.map(\.message) == ["the campaign has no line items"])
        #expect(result.catalog?.lineItems.isEmpty == true)
    }
}
