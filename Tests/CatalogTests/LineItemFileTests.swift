import Chronology
import Testing

@testable import Catalog

@Suite("Line items in files")
struct LineItemFileTests {
    @Test("All parts of a line item arrive")
    func sample() throws {
        let catalog = try #require(Sample.load().catalog)
        let item = catalog.lineItems[0]
        #expect(item.tier == .guaranteed)
        #expect(item.status == .active)
        #expect(item.pacing == .even)
        #expect(item.rotation == .even)
        #expect(item.slots == [0])
        #expect(item.exclusionGroups == ["rail"])
        #expect(item.missPenaltyMillionths == 1_500_000)
        #expect(item.clickRatePrior == 0.002)
        #expect(item.creatives == [0])
        #expect(!item.roadblock)
    }

    @Test("What is left out has its default")
    func defaults() throws {
        let item = try #require(Sample.load().catalog).lineItems[1]
        #expect(item.tier == .house)
        #expect(item.status == .active)
        #expect(item.goal == nil)
        #expect(item.budget == nil)
        #expect(item.caps == LineItem.Caps())
        #expect(item.rate == .free)
        #expect(item.pacing == .even)
        #expect(item.rotation == .even)
        #expect(item.targeting == TargetingExpression())
        #expect(item.missPenaltyMillionths == 1_000_000)
        #expect(item.clickRatePrior == LineItemFile.clickRatePriorDefault)
        // Every slot that one of its creatives fits: 300x250 and 600x150.
        #expect(item.slots == [1, 2])
    }

    static let faults: [FaultyCase] = [
        .campaign(
            "\"id\": \"fill\"", "\"id\": «\"europe\"»", "there are two line items \"europe\""),
        .campaign(
            "\"tier\": \"house\"", "\"tier\": «\"gold\"»", "\"gold\" is no value for \"tier\"",
            hint: "it can be sponsorship, guaranteed, remnant or house", others: 1),
        .campaign(
            "\"tier\": \"guaranteed\"", "\"tier\": «\"garanteed\"»",
            "\"garanteed\" is no value for \"tier\"",
            hint:
                "did you mean \"guaranteed\"? (it can be sponsorship, guaranteed, remnant or house)"
        ),
        .campaign(
            "\"status\": \"active\"", "\"status\": «\"on\"»", "\"on\" is no value for \"status\"",
            hint: "it can be active, paused or ended"),
        .campaign(
            "\"pacing\": \"even\"", "\"pacing\": «\"ASAP\"»", "\"ASAP\" is no value for \"pacing\"",
            hint: "did you mean \"asap\"? (it can be even, frontload or asap)"),
        .campaign(
            "\"rotation\": \"even\"", "\"rotation\": «true»",
            "expected a string for \"rotation\", found true"),
        .campaign(
            "\"pacing\": \"even\",", "«\"placement\"»: \"top\",",
            "unknown key \"placement\" in the line item"),
        .campaign(
            "[\"banner\"]", "[«\"baner\"»]", "the campaign has no creative \"baner\"",
            hint: "did you mean \"banner\"?", others: 1),
        .campaign(
            "[\"banner\"]", "[\"banner\", «\"banner\"»]",
            "the creative \"banner\" stands here twice"),
        .campaign(
            "\"creatives\": [\"banner\"]", "«\"creatives\"»: []", "the line item has no creatives",
            others: 1),
        .campaign(
            "\"slots\": [\"leaderboard\"]", "\"slots\": [«\"leaderbord\"»]",
            "the site has no slot \"leaderbord\"", hint: "did you mean \"leaderboard\"?"),
        .campaign(
            "\"slots\": [\"leaderboard\"]", "\"slots\": [«\"top\"»]",
            "the site has no slot \"top\"",
            hint: "the slots are leaderboard, sidebar and newsletter-top"),
        .campaign(
            "\"slots\": [\"leaderboard\"]", "\"slots\": [\"leaderboard\", «\"sidebar\"»]",
            "no creative of the line item fits the slot \"sidebar\"", hint: "its sizes are 300x250"),
        .campaign(
            "\"slots\": [\"leaderboard\"]", "\"slots\": [\"leaderboard\", «\"leaderboard\"»]",
            "the slot stands here twice", severity: .warning),
        .campaign(
            "\"slots\": [\"leaderboard\"]", "«\"slots\"»: []",
            "an empty list means every slot that a creative fits", hint: "leave the key out",
            severity: .warning),
        .campaign(
            "\"creatives\": [\"words\", \"page\", \"block\"]",
            "«\"slots\"»: [\"sidebar\"], \"creatives\": [\"words\", \"page\", \"block\"]",
            "the creative \"block\" (600x150) fits none of these slots", severity: .warning),
        .campaign(
            "\"miss_penalty\": \"1.5\"", "\"miss_penalty\": «1.5»",
            "expected an amount as a string such as \"12.50\" for \"miss_penalty\", found the number 1.5",
            hint: "put it in quotes: \"1.5\""),
        .campaign(
            "\"miss_penalty\": \"1.5\"", "\"miss_penalty\": «\"1001\"»",
            "\"miss_penalty\" is above 1000 times the price"),
        .campaign("0.002", "«1.5»", "\"click_rate_prior\" is 1.5; it must be 0 to 1"),
        .campaign("0.002", "«-0.1»", "\"click_rate_prior\" is -0.1; it must be 0 to 1"),
        .campaign(
            "0.002", "«\"0.002\"»",
            "expected a number for \"click_rate_prior\", found the string \"0.002\"",
            hint: "write it without quotes"),
        .campaign(
            "\"pacing\": \"even\"", "«\"roadblock\"»: true",
            "roadblocks are read but not enforced in this version", severity: .warning),
        .campaign(
            "\"pacing\": \"even\"", "\"roadblock\": «\"yes\"»",
            "expected true or false for \"roadblock\", found the string \"yes\""),
        .campaign(
            "\"pacing\": \"even\"",
            "«\"frequency_caps\"»: [{ \"impressions\": 3, \"per\": \"day\" }]",
            "frequency caps are read but not enforced in this version", severity: .warning),
        .campaign(
            "\"pacing\": \"even\"",
            "\"frequency_caps\": [{ \"impressions\": «0», \"per\": \"day\" }]",
            "\"impressions\" is 0; it must be 1 to 1000", others: 1),
        .campaign(
            "\"pacing\": \"even\"",
            "\"frequency_caps\": [{ \"impressions\": 1, \"per\": «\"year\"» }]",
            "\"year\" is no value for \"per\"", hint: "it can be hour, day, week, month or flight",
            others: 1),
        .campaign(
            "\"exclusion_groups\": [\"Rail\"]", "\"exclusion_groups\": [«7»]",
            "expected a string for \"exclusion_groups\", found the number 7",
            hint: "put it in quotes: \"7\""),
        .campaign(
            "    {\n      \"id\": \"fill\"", "    «7», {\n      \"id\": \"fill\"",
            "expected an object for the line item, found the number 7"),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }
}
