import Catalog
import JSON
import TestCatalog
import TestSupport
import Testing

@testable import AdServer

@Suite("The answer to a page")
struct AdAnswerTests {
    private static let asset = Asset(name: "HASH.png", contentType: "image/png", bytes: [])

    private func creative(_ content: Creative.Content) -> String {
        var draft = CatalogDraft(sizes: [.pixels(728, 90)])
        draft.creatives = [
            Creative(
                id: "rail-728x90", fullID: "alpine-rail/winter-europe/rail-728x90",
                content: content, size: .pixels(728, 90), clickURL: "https://alpine.example/",
                weight: 1, languages: [])
        ]
        return String(decoding: PreparedAds(draft.catalog).creatives[0], as: UTF8.self)
    }

    @Test("has the shape of the contract")
    func contract() {
        var booking = Booking("europe")
        booking.advertiser = "alpine-rail"
        booking.campaign = "winter-europe"
        booking.paidForBy = "Alpine Rail AG"
        let picture = creative(.image(Self.asset, alt: "Night trains"))
        var answer = AdAnswerWriter()
        // A second page must not show anything of the first.
        for _ in 0..<2 {
            answer.begin(request: (0..<16).map { UInt8($0 * 17) }, consent: "full")
            answer.filled(
                slot: "leaderboard", item: booking.lineItem, creative: Array(picture.utf8),
                token: Array("TOKEN".utf8))
            answer.empty(slot: "sidebar", reason: "no_match")
            answer.end()
        }
        let expected =
            #"{"request_id":"00112233445566778899aabbccddeeff","consent":"full","ads":["#
            + #"{"slot":"leaderboard","line_item":"alpine-rail/winter-europe/europe","#
            + #""label":"Advertisement","paid_for_by":"Alpine Rail AG","#
            + #""creative":{"id":"rail-728x90","type":"image","width":728,"height":90,"#
            + #""src":"/creatives/HASH.png","alt":"Night trains"},"#
            + #""impression_url":"/v1/impression?t=TOKEN","viewable_url":"/v1/viewable?t=TOKEN","#
            + #""click_url":"/v1/click?t=TOKEN"},"#
            + #"{"slot":"sidebar","line_item":null,"reason":"no_match"}]}"#
        #expect(String(decoding: answer.bytes, as: UTF8.self) == expected)
    }

    @Test("has the fields of each type of creative, escaped")
    func creatives() {
        let head = #"{"id":"rail-728x90","type":""#
        let size = #"","width":728,"height":90"#
        #expect(
            creative(.html(Self.asset)) == head + "html" + size + #","src":"/creatives/HASH.png"}"#)
        #expect(
            creative(.text(title: "A \"b\"", body: "</script>"))
                == head + "text" + size + #","title":"A \"b\"","body":"</script>"}"#)
        #expect(
            creative(.native(title: "T", body: "B", image: nil, alt: nil, callToAction: nil))
                == head + "native" + size + #","title":"T","body":"B"}"#)
        #expect(
            creative(
                .native(title: "T", body: "B", image: Self.asset, alt: "A", callToAction: "Go"))
                == head + "native" + size + #","src":"/creatives/HASH.png","title":"T","body":"B","#
                + #""alt":"A","call_to_action":"Go"}"#)
    }

    @Test("tells problems as RFC 9457 has them, each with a code of its own")
    func problems() throws {
        let problems: [QuestionProblem] = [
            .malformedJSON("m"), .wrongType(field: "f", expected: "e"),
            .tooMany(field: "f", limit: 1), .tooLong(field: "f", limit: 1), .noSlots,
            .unknownSlot("s"), .repeatedSlot("s"), .badSize("s"), .unknownSection("s"),
            .ambiguousSection("s", candidates: ["a/s", "b/s"]), .badRegion("r"),
            .unknownFlag("f"), .badDevice("d"), .badQuery,
        ]
        #expect(Set(problems.map { Problem($0).code }).count == problems.count)
        #expect(problems.allSatisfy { Problem($0).status == 400 })
        let body = Problem(.ambiguousSection("s\"", candidates: ["a/s", "b/s"])).body
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"type":"about:blank","title":"The section's name stands in several places.","#
                + #""status":400,"code":"ambiguous_section","detail":"s\" may be a/s, or b/s"}"#)
    }
}
