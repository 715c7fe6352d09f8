import Testing

@testable import Catalog

@Suite("Terms of line items in files")
struct TermsFileTests {
    private static let goal = "\"goal\": { \"impressions\": 200000 },"
    private static let rate = "\"rate\": { \"model\": \"cpm\", \"price\": \"12.00\" }"
    private static let budget = "\"budget\": \"2400.00\","
    private static let tier = "\"tier\": \"guaranteed\","
    private static let houseTier = "\"tier\": \"house\","

    private func item(_ changes: [String: String]) throws -> LineItem {
        var campaign = Sample.campaign
        for (old, new) in changes { campaign = campaign.replacing(old, with: new) }
        let result = Sample.load(campaign: campaign)
        return try #require(result.catalog, "\(DiagnosticRenderer.text(result.diagnostics))")
            .lineItems[0]
    }

    @Test("The sample's terms arrive")
    func sample() throws {
        let item = try item([:])
        #expect(item.goal == .impressions(200_000))
        #expect(item.budget == Micros(2_400_000_000))
        #expect(item.rate == .cpm(Micros(12_000_000)))
        #expect(item.caps.dailyImpressions == 9000)
        #expect(item.caps.dailyBudget == Micros(110_000_000))
        #expect(item.caps.lifetimeImpressions == nil)
    }

    @Test("Every kind of goal is read")
    func goals() throws {
        #expect(try item([Self.goal: "\"goal\": { \"viewable\": 5 },"]).goal == .viewable(5))
        #expect(try item([Self.goal: "\"goal\": { \"clicks\": 7 },"]).goal == .clicks(7))
        let sponsor = [Self.tier: "\"tier\": \"sponsorship\","]
        let share = sponsor.merging([Self.goal: "\"goal\": { \"share\": 0.25 },"]) { $1 }
        #expect(try item(share).goal == .share(millionths: 250_000))
        let all = sponsor.merging([Self.goal: "\"goal\": { \"share\": 1 },"]) { $1 }
        #expect(try item(all).goal == .share(millionths: 1_000_000))
        #expect(try item(sponsor.merging([Self.goal: ""]) { $1 }).goal == nil)
    }

    @Test("Every rate model is read")
    func rates() throws {
        func rate(_ text: String) throws -> LineItem.Rate {
            try item([Self.rate: "\"rate\": \(text)"]).rate
        }
        #expect(try rate("{ \"model\": \"vcpm\", \"price\": \"0.001\" }") == .vcpm(Micros(1000)))
        #expect(try rate("{ \"model\": \"cpc\", \"price\": \"0.000001\" }") == .cpc(Micros(1)))
        for (name, period) in [
            ("day", LineItem.Rate.Period.day), ("week", .week), ("month", .month),
            ("flight", .flight),
        ] {
            let text = "{ \"model\": \"flat\", \"price\": \"500\", \"per\": \"\(name)\" }"
            #expect(try rate(text) == .flat(Micros(500_000_000), per: period))
        }
        #expect(try rate("{ \"model\": \"free\" }") == .free)
    }

    static let faults: [FaultyCase] = [
        .campaign(
            "{\n      \"id\": \"europe\",\n      \"tier\": \"guaranteed\",\n      \"status\": \"active\",\n      \"flight\": { \"start\": \"2026-12-01\", \"end\": \"2026-12-31\" },\n      \"goal\": { \"impressions\": 200000 },",
            "«{»\n      \"id\": \"europe\",\n      \"tier\": \"guaranteed\",\n      \"status\": \"active\",\n      \"flight\": { \"start\": \"2026-12-01\", \"end\": \"2026-12-31\" },",
            "a guaranteed line item needs a goal",
            hint: "such as \"goal\": { \"impressions\": 200000 }"),
        .campaign(
            goal, "\"goal\": { «\"share\"»: 0.5 },",
            "only a sponsorship can have a share as its goal",
            hint: "a guaranteed line item counts impressions, viewable or clicks"),
        .campaign(
            houseTier, "\"tier\": \"house\", \"goal\": { «\"share\"»: 0.5 },",
            "only a sponsorship can have a share as its goal"),
        .campaign(
            houseTier, "\"tier\": \"house\", \"goal\": { \"share\": «1.5» },",
            "\"share\" is 1.5; it must be 0 to 1"),
        .campaign(
            houseTier + "\n      \"flight\": {",
            "\"tier\": \"sponsorship\", \"rate\": { \"model\": \"free\" }, \"goal\": { \"share\": «0» },\n      \"flight\": {",
            "a share of nothing is no goal"),
        .campaign(
            goal, "\"goal\": «{» \"impressions\": 5, \"clicks\": 1 },",
            "a goal counts one thing, not impressions and clicks",
            hint: "one of impressions, viewable, clicks or share"),
        .campaign(
            goal, "\"goal\": «{»},", "the goal is empty",
            hint: "one of impressions, viewable, clicks or share"),
        .campaign(
            goal, "\"goal\": { «\"impresions\"»: 5 },", "unknown key \"impresions\" in the goal",
            hint: "did you mean \"impressions\"?"),
        .campaign(
            goal, "\"goal\": { \"impressions\": «200000.0» },",
            "expected a whole number for \"impressions\", found the number 200000.0",
            hint: "write it without a point"),
        .campaign(
            goal, "\"goal\": { \"impressions\": «\"200000\"» },",
            "expected a whole number for \"impressions\", found the string \"200000\"",
            hint: "write it without quotes"),
        .campaign(
            goal, "\"goal\": { \"impressions\": «0» },",
            "\"impressions\" is 0; it must be 1 to 1000000000000"),
        .campaign(
            goal, "\"goal\": { \"impressions\": «9223372036854775807» },",
            "\"impressions\" is 9223372036854775807; it must be 1 to 1000000000000"),
        .campaign(
            budget, "\"budget\": «2400.00»,",
            "expected an amount as a string such as \"12.50\" for \"budget\", found the number 2400.0",
            hint: "put it in quotes: \"2400.00\""),
        .campaign(
            budget, "\"budget\": «\"$2,400.00\"»,",
            "\"$2,400.00\" is no amount: digits, and a point with one to six decimals",
            hint: "write \"2400.00\""),
        .campaign(
            budget, "\"budget\": «\"2400,50\"»,",
            "\"2400,50\" is no amount: digits, and a point with one to six decimals",
            hint: "write \"2400.50\""),
        .campaign(
            budget, "\"budget\": «\"-5\"»,",
            "\"-5\" is no amount: digits, and a point with one to six decimals", hint: "write \"5\""
        ),
        .campaign(
            budget, "\"budget\": «\"1000000000.01\"»,",
            "\"1000000000.01\" is above the limit of 1000000000.00"),
        .campaign(
            budget, "\"budget\": «\"99999999999999999999\"»,",
            "\"99999999999999999999\" is above the limit of 1000000000.00"),
        .campaign(
            budget, "\"budget\": «\"0.00\"»,", "\"budget\" is zero", hint: "leave the key out"),
        .campaign(
            budget, "«\"budget\"»: \"2399.99\",",
            "the budget pays for 199999 impressions of the goal of 200000", severity: .warning),
        .campaign(
            rate, "\"rate\": { \"model\": \"cpm\", \"price\": «\"12.0005\"» }",
            "a price per thousand has at most three decimals",
            hint: "such as \"12.00\"; one impression is then a whole number of micros"),
        .campaign(
            rate, "\"rate\": { \"model\": \"cpm\", \"price\": «12» }",
            "expected an amount as a string such as \"12.50\" for \"price\", found the number 12",
            hint: "put it in quotes: \"12\""),
        .campaign(
            rate, "\"rate\": { \"model\": \"cpm\", \"price\": «\"0\"» }", "\"price\" is zero",
            hint: "choose the model \"free\""),
        .campaign(rate, "\"rate\": «{» \"model\": \"cpm\" }", "the rate has no \"price\""),
        .campaign(
            rate, "\"rate\": { \"model\": \"cpm\", \"price\": \"12.00\", «\"per\"»: \"day\" }",
            "the rate model cpm has no \"per\"", hint: "the keys here are model and price"),
        .campaign(
            rate, "\"rate\": { \"model\": «\"cpi\"», \"price\": \"12.00\" }",
            "\"cpi\" is no value for \"model\"",
            hint: "did you mean \"cpc\" or \"cpm\"? (it can be cpm, vcpm, cpc, flat or free)"),
        .campaign(
            rate, "\"rate\": «{» \"model\": \"flat\", \"price\": \"12.00\" }",
            "the rate has no \"per\"", hint: "it can be day, week, month or flight"),
        .campaign(
            houseTier,
            "\"tier\": \"house\", \"rate\": { «\"model\"»: \"cpc\", \"price\": \"1.00\" },",
            "a house line item is free",
            hint: "write { \"model\": \"free\" }, or choose another tier"),
        .campaign(
            houseTier, "\"tier\": \"house\", «\"budget\"»: \"1.00\",",
            "no event of this line item costs anything, so the budget is never used up",
            hint: "a budget goes with the models cpm, vcpm and cpc", severity: .warning),
        .campaign(
            "\"daily_impressions\": 9000", "«\"daily_impresions\"»: 9000",
            "unknown key \"daily_impresions\" in caps", hint: "did you mean \"daily_impressions\"?"),
        .campaign(
            "\"caps\": { \"daily_impressions\": 9000, ",
            "«\"caps\"»: { \"daily_impressions\": 6000, ",
            "6000 impressions a day over the flight are below the goal of 200000",
            severity: .warning),
        .campaign(
            "\"caps\": { \"daily_impressions\": 9000, ",
            "«\"caps\"»: { \"lifetime_impressions\": 199999, ",
            "the cap of 199999 impressions is below the goal of 200000", severity: .warning),
        .campaign(
            "\"caps\": { \"daily_impressions\": 9000, ",
            "\"caps\": { \"daily_impressions\": «-1», ",
            "\"daily_impressions\" is -1; it must be 1 to 1000000000000"),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }
}
