import Catalog
import Chronology
import TestCatalog
import TestSupport
import Testing

@testable import AdServer

@Suite("A question looked up in the catalog")
struct ResolvedQuestionTests {
    private static var draft: CatalogDraft {
        var draft = CatalogDraft(sizes: [.pixels(728, 90), .pixels(300, 250)])
        draft.slots = [
            Slot(id: "leaderboard", sizes: [.pixels(970, 250), .pixels(728, 90)], channel: .web),
            Slot(id: "sidebar", sizes: [.pixels(300, 250)], channel: .web),
        ]
        draft.sections = PathTree([
            .init(
                name: "USA", children: [.init(name: "Local", children: [.init(name: "San José")])]),
            .init(name: "Canada", children: [.init(name: "Local")]),
        ])
        draft.regions = RegionCode.tree(slugPaths: ["us/us-or/portland", "ru"])
        draft.flags = [
            Site.Flag(name: "tragedy", blocks: ["travel"]),
            Site.Flag(name: "election", blocks: ["politics", "travel"]),
        ]
        draft.tags = ["diplomacy", "café", "war"]
        return draft
    }

    private func resolve(
        userAgent: String = "", at now: Instant = Booking.midyear,
        in draft: CatalogDraft = ResolvedQuestionTests.draft, _ change: (inout AdQuestion) -> Void
    ) throws(QuestionProblem) -> ResolvedQuestion {
        var question = AdQuestion()
        question.slots = [.init(slot: "leaderboard", sizes: nil)]
        change(&question)
        return try ResolvedQuestion(question, in: draft.catalog, userAgent: userAgent, at: now)
    }

    private func problem(_ change: (inout AdQuestion) -> Void) -> QuestionProblem? {
        do throws(QuestionProblem) {
            _ = try resolve(change)
            return nil
        } catch {
            return error
        }
    }

    @Test("has slots with the sizes that both sides have room for, in the site's order")
    func slots() throws {
        let resolved = try resolve {
            $0.slots = [
                .init(slot: "sidebar", sizes: ["728x90"]),
                .init(slot: "leaderboard", sizes: ["728x90", "1x1", "970x250"]),
            ]
        }
        #expect(resolved.slots == ["sidebar", "leaderboard"])
        #expect(resolved.request.slots.map(\.slot) == [1, 0])
        #expect(
            resolved.request.slots.map(\.sizes) == [[], [.pixels(970, 250), .pixels(728, 90)]])
        #expect(try resolve { _ in }.request.slots[0].sizes.count == 2)
    }

    @Test("names what the site does not know")
    func problems() {
        #expect(problem { $0.slots = [] } == .noSlots)
        #expect(problem { $0.slots = [.init(slot: "top", sizes: nil)] } == .unknownSlot("top"))
        #expect(problem { $0.slots += $0.slots } == .repeatedSlot("leaderboard"))
        #expect(
            problem { $0.slots = [.init(slot: "sidebar", sizes: ["0x90"])] } == .badSize("0x90"))
        #expect(problem { $0.sections = ["Sports"] } == .unknownSection("Sports"))
        #expect(
            problem { $0.sections = ["local"] }
                == .ambiguousSection("local", candidates: ["USA/Local", "Canada/Local"]))
        #expect(problem { $0.regions = ["Moscow"] } == .badRegion("Moscow"))
        #expect(problem { $0.flags = ["disaster"] } == .unknownFlag("disaster"))
        #expect(problem { $0.device = "watch" } == .badDevice("watch"))
    }

    @Test("finds sections by path, slug or last name; the first is recorded by its path")
    func sections() throws {
        for text in ["USA/Local/San José", "usa/local/san-jose", "San Jose", "SAN JOSÉ"] {
            let resolved = try resolve { $0.sections = [text, "Canada"] }
            #expect(resolved.section == "USA/Local/San José", "\(text)")
            #expect(resolved.request.page.sections.count == 2)
        }
        #expect(try resolve { _ in }.section == "")
    }

    @Test("finds the nearest region that targeting knows, and records no page's own words")
    func regions() throws {
        let known = ["US-OR/Portland", "us-or/portland", "US-OR/Salem", "US-CA", "RU/Moscow", "FR"]
        let recorded = try known.map { text in try resolve { $0.regions = [text] }.region }
        #expect(recorded == ["US-OR/portland", "US-OR/portland", "US-OR", "US", "RU", "FR"])
        let pages = try known.map { text in
            try resolve { $0.regions = [text] }.request.page.regions.count
        }
        #expect(pages == [1, 1, 1, 1, 1, 0])
    }

    @Test("knows tags whatever their case and accents, each once, in order")
    func tags() throws {
        let resolved = try resolve { $0.tags = ["WAR", "Cafe", "unknown", "Diplomacy", "CAFÉ"] }
        #expect(resolved.request.page.tags == [0, 1, 2])
    }

    @Test("blocks the categories of all flags")
    func flags() throws {
        #expect(try resolve { $0.flags = ["tragedy"] }.request.blockedCategories == ["travel"])
        #expect(
            try resolve { $0.flags = ["tragedy", "election"] }.request.blockedCategories
                == ["travel", "politics"])
    }

    @Test("believes the page's device, and guesses it from the browser's name otherwise")
    func device() throws {
        let phone = "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36"
        #expect(try resolve(userAgent: phone) { _ in }.device == .mobile)
        #expect(try resolve(userAgent: phone) { $0.device = "desktop" }.device == .desktop)
        #expect(
            try resolve(userAgent: "Mozilla/5.0 (iPad; ...) Mobile/15E148") { _ in }.device
                == .tablet)
        #expect(try resolve { _ in }.device == .desktop)
    }

    @Test("tells hour and weekday as the site's clock shows them")
    func time() throws {
        var draft = Self.draft
        draft.timeZone = try #require(SystemTimeZones.rules(named: "Asia/Kolkata"))
        // Thursday 2026-07-02 20:00 UTC is Friday 01:30 in Kolkata.
        let now = Booking.midyear.advanced(byMilliseconds: 8 * 3_600_000)
        let page = try resolve(at: now, in: draft) { $0.language = "EN-gb" }.request.page
        #expect(page.hour == 1 && page.weekday == 4)
        #expect(page.language == "en-gb")
    }
}
