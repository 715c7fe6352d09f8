import Foundation
import Testing

/// The demo news site in headless Chromium, served by the real program.
@Suite("The demo news site in a browser", .serialized, .enabled(if: BrowserRun.isPossible))
struct DemoSiteTests {
    @Test("An article shows the ads meant for it, without moving, and counts what the reader saw")
    func article() throws {
        let server = try DemoServer()
        defer { server.stop() }
        let seen = try BrowserRun.open(
            "/demo/articles/istanbul-talks-embassy-staff.html", at: server.address)

        #expect(seen.problems.isEmpty, "the console is clean")
        #expect(seen.outsideRequests.isEmpty, "nothing is asked of anybody else")
        #expect(seen.layoutShift == 0)
        #expect(!seen.overflows)
        let answer = try #require(seen.answers.first)
        #expect(answer.consent == "none")
        #expect(answer.ads.count == 5)
        let chosen = Dictionary(
            uniqueKeysWithValues: answer.ads.map { ($0.slot, $0.lineItem ?? "") })
        #expect(chosen["in-article"] == "meridian-languages/hear-it-first/diplomacy")
        #expect(chosen.values.contains("lantern-row-books/stay-in/history-shelf"))
        let sponsors = [
            "meridian-languages/hear-it-first/international-sponsor",
            "tern-philharmonic/winter-season/international-sponsor",
        ]
        #expect(chosen.values.contains(where: sponsors.contains))
        for slot in seen.slots {
            #expect(slot.text.contains("Advertisement"), "\(slot.slot) is labelled")
            #expect(slot.text.contains("Paid for by"), "\(slot.slot) names who pays")
            #expect(slot.loaded != false, "the picture of \(slot.slot) is there")
        }

        let impressions = seen.events.filter { $0[0] == "impression" }.map { $0[1] }
        #expect(impressions.sorted() == answer.ads.map(\.slot).sorted(), "each once")
        let viewable = seen.events.filter { $0[0] == "viewable" }.map { $0[1] }
        #expect(
            viewable.sorted() == answer.ads.map(\.slot).sorted(), "each was scrolled past slowly")
        #expect(try server.count("impression") == impressions.count)
        #expect(try server.count("viewable") == viewable.count)
        #expect(try server.count("click") == 1)
        let landing = try #require(seen.clicked)
        #expect(landing.hasPrefix("https://") && landing.contains(".example"))
    }

    @Test("A phone sees the page without sideways scrolling")
    func phone() throws {
        let server = try DemoServer()
        defer { server.stop() }
        let seen = try BrowserRun.open(
            "/demo/articles/portland-council-courtyard-housing.html", at: server.address,
            width: 390, height: 844)
        #expect(seen.layoutShift == 0)
        #expect(!seen.overflows)
        #expect(
            seen.answers.first?.ads.contains {
                $0.lineItem?.hasPrefix("kettle-and-crane/") == true
                    || $0.lineItem?.hasPrefix("fernway-bicycles/") == true
            } == true)
    }

    @Test(
        "A reader who accepts is recorded under a pseudonymous id, one who refuses leaves counts only"
    )
    func consent() throws {
        for (choice, letter) in [("accept", "C"), ("refuse", "A")] {
            let server = try DemoServer()
            defer { server.stop() }
            let seen = try BrowserRun.open(
                "/demo/articles/lantern-3-lands-near-moon-south-pole.html", at: server.address,
                consent: choice)
            let answer = try #require(seen.answers.last)
            #expect(answer.consent == (choice == "accept" ? "full" : "none"))
            let viewers = try server.query(
                "SELECT count(*) FROM events WHERE viewer IS NOT NULL AND consent = 'C'")
            #expect((Int(viewers) ?? 0 > 0) == (letter == "C"))
            let strangers = try server.query(
                "SELECT count(*) FROM events WHERE consent = 'A' AND (viewer IS NOT NULL OR request_id <> '')"
            )
            #expect(strangers == "0")
        }
    }
}
