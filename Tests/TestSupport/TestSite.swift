internal import Foundation

/// A site with its campaign folder and its data folder, written for one test.
package final class TestSite {
    package let folder: TemporaryFolder
    package var campaigns: String { folder.path + "/campaigns" }
    /// May be set elsewhere before the server starts.
    package var data: String
    package var options: [String] { ["--campaigns", campaigns, "--data", data] }

    package static let origin = "https://news.example"
    package static let slots = [
        "top": "728x90", "side": "300x250", "mid": "600x150", "foot": "320x100",
    ]

    /// Writes the site's file and one campaign of these line items.
    ///
    /// - Parameter consent: `opt_in` or `opt_out`.
    package init(_ items: [TestLineItem], consent: String = "opt_in") throws {
        folder = try TemporaryFolder()
        data = folder.path + "/data"
        try writeSite(consent: consent)
        try write(items)
        try folder.write(TinyPNG.bytes(width: 300, height: 250), to: "campaigns/acme/side.png")
        try folder.write("<!doctype html><p>An ad</p>", to: "campaigns/acme/top.html")
    }

    private func writeSite(consent: String) throws {
        let slots = Self.slots.sorted { $0.key < $1.key }
            .map { "{ \"id\": \"\($0.key)\", \"sizes\": [\"\($0.value)\"] }" }
        try folder.write(
            """
            {
              "site": "test-news", "origins": ["\(Self.origin)"],
              "time_zone": "\(Self.zoneFarFromMidnight)", "currency": "EUR",
              "sections": { "News": { "Local": {}, "World": {} }, "Sport": {} },
              "slots": [\(slots.joined(separator: ", "))],
              "consent": { "default": "\(consent)" }
            }
            """, to: "campaigns/site.json")
    }

    /// A zone in which it is neither late nor early now, so that no test runs into a new local date.
    package static var zoneFarFromMidnight: String {
        let hour =
            Calendar(identifier: .iso8601).dateComponents(
                in: .gmt, from: Date()
            ).hour ?? 12
        return switch hour {
        case 5..<19: "Etc/UTC"
        case 19...: "America/Los_Angeles"
        default: "Asia/Tokyo"
        }
    }

    /// Replaces the campaign.
    package func write(_ items: [TestLineItem]) throws {
        try folder.write(Self.campaign(items), to: "campaigns/acme/tests.json")
    }

    /// The text of a campaign file.
    package static func campaign(_ items: [TestLineItem]) -> String {
        let used = Set(items.flatMap(\.slots)).sorted()
        return """
            {
              "advertiser": "acme", "campaign": "tests", "paid_for_by": "Acme & Sons",
              "line_items": [
                \(items.map(\.json).joined(separator: ",\n    "))
              ],
              "creatives": [
                \(used.map(creative).joined(separator: ",\n    "))
              ]
            }
            """
    }

    private static func creative(of slot: String) -> String {
        let content =
            switch slot {
            case "top": "\"type\": \"html\", \"file\": \"top.html\""
            case "side": "\"type\": \"image\", \"file\": \"side.png\", \"alt\": \"A picture\""
            case "mid": "\"type\": \"native\", \"title\": \"A title\", \"body\": \"A body\""
            default: "\"type\": \"text\", \"title\": \"A title\", \"body\": \"A body\""
            }
        return "{ \"id\": \"\(slot)\", \"size\": \"\(slots[slot] ?? "")\", \(content), "
            + "\"click_url\": \"https://acme.example/\(slot)\" }"
    }
}

/// One line item of the test campaign; its creatives are those of its slots.
package struct TestLineItem {
    package var id: String
    package var tier: String
    package var slots: [String]
    /// As JSON, such as `{ "model": "cpm", "price": "12.00" }`.
    package var rate: String
    /// Further members as JSON, each with a comma before it.
    package var more: String

    package var fullID: String { "acme/tests/\(id)" }

    package init(
        _ id: String, _ tier: String, slots: [String], rate: String = "{ \"model\": \"free\" }",
        more: String = ""
    ) {
        self.id = id
        self.tier = tier
        self.slots = slots
        self.rate = rate
        self.more = more
    }

    /// The newsroom's own ad, which fills a slot that nobody pays for.
    package static func house(_ slot: String) -> TestLineItem {
        TestLineItem("house-\(slot)", "house", slots: [slot])
    }

    var json: String {
        func list(_ texts: [String]) -> String {
            "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
        }
        let day: TimeInterval = 86_400
        let start = Date(timeIntervalSinceNow: -day).formatted(.iso8601)
        let end = Date(timeIntervalSinceNow: 30 * day).formatted(.iso8601)
        return "{ \"id\": \"\(id)\", \"tier\": \"\(tier)\", \"status\": \"active\", "
            + "\"flight\": { \"start\": \"\(start)\", \"end\": \"\(end)\" }, "
            + "\"rate\": \(rate), \"pacing\": \"asap\", \"slots\": \(list(slots)), "
            + "\"creatives\": \(list(slots))\(more) }"
    }
}
