import Testing

@testable import Catalog

@Suite("Creatives in files")
struct CreativeFileTests {
    @Test("Every type arrives with its content")
    func sample() throws {
        let creatives = try #require(Sample.load().catalog).creatives
        let banner = creatives[0]
        #expect(banner.id == "banner")
        #expect(banner.size.description == "728x90")
        #expect(banner.clickURL == "https://alpine-rail.example/winter")
        #expect(banner.weight == 2)
        guard case .image(let picture, let alt) = banner.content else {
            Issue.record("no image")
            return
        }
        #expect(alt == "Night trains")
        #expect(picture.bytes == SamplePicture.png(width: 728, height: 90))
        #expect(picture.contentType == "image/png")
        #expect(picture.name == ContentHash.hex(picture.bytes) + ".png")

        guard case .text(let title, let body) = creatives[1].content else {
            Issue.record("no text")
            return
        }
        #expect(title == "By night to the Alps")
        #expect(body.isEmpty)
        #expect(creatives[1].weight == 1)

        guard case .html(let page) = creatives[2].content else {
            Issue.record("no HTML")
            return
        }
        #expect(page.contentType == "text/html; charset=utf-8")
        #expect(page.name.hasSuffix(".html"))
        #expect(creatives[2].languages.map(\.text) == ["en", "de"])

        guard case .native(_, _, let image, let imageAlt, let call) = creatives[3].content else {
            Issue.record("no native")
            return
        }
        #expect(image?.bytes == SamplePicture.png(width: 100, height: 100))
        #expect(imageAlt == "A berth")
        #expect(call == "Book")
    }

    @Test("A native creative may do without a picture")
    func plainNative() throws {
        let campaign = Sample.campaign.replacing(
            "\"image\": \"square.png\", \"alt\": \"A berth\", \"call_to_action\": \"Book\",",
            with: "")
        let creative = try #require(Sample.load(campaign: campaign).catalog).creatives[3]
        #expect(creative.asset == nil)
    }

    static let faults: [FaultyCase] = [
        .campaign(
            "\"id\": \"page\", \"type\": \"html\"", "\"id\": \"page\", \"type\": «\"banner\"»",
            "\"banner\" is no value for \"type\"", hint: "it can be image, html, native or text"),
        .campaign(
            "{\n      \"id\": \"words\", \"type\": \"text\",", "«{»\n      \"id\": \"words\",",
            "the creative has no \"type\"", hint: "it can be image, html, native or text"),
        .campaign(
            "\"size\": \"728x90\"", "\"size\": «\"728x91\"»",
            "no slot of the site takes the size 728x91", hint: "did you mean \"728x90\"?", others: 2
        ),
        .campaign(
            "\"size\": \"728x90\"", "\"size\": «\"1x1\"»", "no slot of the site takes the size 1x1",
            hint: "the sizes are 970x250, 728x90, 320x100, 300x250 and 600x150", others: 2),
        .campaign(
            "\"size\": \"728x90\"", "\"size\": «\"728 by 90\"»", "\"728 by 90\" is no size",
            hint: "write \"728x90\""),
        .campaign(
            "\"size\": \"728x90\"", "\"size\": «\"5000x90\"»", "\"5000x90\" is no size",
            hint: "width, x, height in pixels from 1 to 4096, such as 728x90"),
        .campaign(
            "\"click_url\": \"https://alpine-rail.example/winter\"",
            "\"click_url\": «\"javascript:alert(1)\"»",
            "the address must begin with https:// or http://"),
        .campaign(
            "\"click_url\": \"https://alpine-rail.example/winter\"",
            "\"click_url\": «\"https://good\\\\@evil.example\"»", "the address holds a backslash",
            hint: "use forward slashes, or %5C"),
        .campaign("\"weight\": 2", "\"weight\": «0»", "\"weight\" is 0; it must be 1 to 1000"),
        .campaign(
            "\"languages\": [\"en\", \"de\"]", "\"languages\": [«\"\"»]", "\"\" is no language",
            hint: "a BCP 47 range such as en or pt-BR"),
        .campaign(
            "\"title\": \"By night to the Alps\", \"body\": \"\"",
            "\"title\": \"By\", \"body\": \"\", «\"alt\"»: \"x\"",
            "a creative of type text has no \"alt\"",
            hint: "the keys here are id, type, size, click_url, weight, languages, title and body"),
        .campaign("\"title\": \"By night to the Alps\"", "\"title\": «\"\"»", "\"title\" is empty"),
        .campaign(
            "\"title\": \"By night to the Alps\"",
            "\"title\": «\"\(String(repeating: "é", count: 201))\"»",
            "\"title\" has 201 characters; at most 200"),
        .campaign(
            "{\n      \"id\": \"banner\", \"type\": \"image\", \"size\": \"728x90\",\n      \"file\": \"banner.png\", \"alt\": \"Night trains\",",
            "«{»\n      \"id\": \"banner\", \"type\": \"image\", \"size\": \"728x90\",\n      \"file\": \"banner.png\",",
            "the creative has no \"alt\"",
            hint: "say in words what the picture shows, for readers who do not see it"),
        .campaign("\"alt\": \"Night trains\"", "\"alt\": «\"\"»", "\"alt\" is empty"),
        .campaign(
            "{\n      \"id\": \"page\", \"type\": \"html\", \"size\": \"300x250\",\n      \"file\": \"page.html\",",
            "«{»\n      \"id\": \"page\", \"type\": \"html\", \"size\": \"300x250\",",
            "the creative has no \"file\""),
        .campaign(
            "\"image\": \"square.png\", \"alt\"", "«\"alt\"»",
            "\"alt\" describes a picture, and there is none",
            hint: "add \"image\", or leave \"alt\" out"),
        .campaign(
            "\"image\": \"square.png\", \"alt\": \"A berth\",",
            "\"image\": «\"round.png\"», \"alt\": \"A berth\",",
            "there is no file \"round.png\" beside the campaign file"),
        .campaign(
            "\"call_to_action\": \"Book\"", "\"call_to_action\": «[»\"Book\"]",
            "expected a string for \"call_to_action\", found a list"),
        .campaign(
            "\"creatives\": [\n    {", "\"creatives\": [«null»,\n    {",
            "expected an object for the creative, found null"),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }
}
