import Foundation
import TestSupport
import Testing

@Suite("Promises never exceed what was sold")
struct ReservationTests {
    private static func site(goal: Int) throws -> (TestSite, TestLineItem) {
        let item = TestLineItem(
            "limited", "guaranteed", slots: ["top", "foot"],
            rate: "{ \"model\": \"cpm\", \"price\": \"8.00\" }",
            more: ", \"goal\": { \"impressions\": \(goal) }")
        return (try TestSite([item]), item)
    }

    @Test(
        "Of a goal of 25, sixty-four threads at once get exactly 25, and no impression comes on top"
    )
    func racingForTheLast() throws {
        let (site, item) = try Self.site(goal: 25)
        let server = try ServerProcess(site, arguments: ["--threads", "2"])
        let won = Shared<[AdsAnswer.Ad]>([])
        let reasons = Shared<Set<String>>([])
        let failures = Shared(0)
        Crowd.run(64) { thread in
            do {
                for round in 0..<4 {
                    let slot = (thread + round).isMultiple(of: 2) ? "top" : "foot"
                    for ad in try server.ads([slot]).ads {
                        if ad.lineItem == nil {
                            reasons.change { $0.insert(ad.reason ?? "") }
                        } else {
                            won.change { $0.append(ad) }
                        }
                    }
                }
            } catch {
                failures.change { $0 += 1 }
            }
        }
        #expect(failures.value == 0)
        #expect(won.value.count == 25)
        #expect(reasons.value == ["capped"])
        for ad in won.value + won.value {
            #expect(try server.get(ad.url("impression")).status == 204)
        }
        #expect(try server.ads(["top"]).ads.first?.reason == "capped")
        #expect(try server.stop() == .exited(0))
        #expect(try LogReader(site: site).valid("impression", item) == 25)
        #expect(try LogReader(site: site).valid("served", item) == 25)
    }

    @Test("Promises that a crash left behind are kept: what was sold is not sold again")
    func crash() throws {
        let (site, item) = try Self.site(goal: 30)
        var server = try ServerProcess(site)
        var ads: [AdsAnswer.Ad] = []
        for _ in 0..<20 { ads.append(try server.ad("top")) }
        // The records of decisions follow within a moment; a beacon is durable when it is answered.
        for ad in ads.prefix(10) { #expect(try server.get(ad.url("impression")).status == 204) }
        try server.program.kill()

        server = try ServerProcess(site)
        var more: [AdsAnswer.Ad] = []
        while let ad = try? server.ad("top") { more.append(ad) }
        #expect(more.count == 10)
        for ad in ads + more { #expect(try server.get(ad.url("impression")).status == 204) }
        #expect(try server.stop() == .exited(0))
        #expect(try LogReader(site: site).valid("impression", item) == 30)
        #expect(try LogReader(site: site).count("impression") == 30)
    }
}
