import Foundation
import TestSupport
import Testing

@Suite("Campaign files that change under a running server")
struct ReloadTests {
    private static func item(_ id: String, more: String = "") -> TestLineItem {
        TestLineItem(
            id, "remnant", slots: ["top"], rate: "{ \"model\": \"cpm\", \"price\": \"3.00\" }",
            more: more)
    }

    private static func chosen(_ server: ServerProcess) throws -> String? {
        try server.ads(["top"]).ads.first?.lineItem
    }

    @Test("A changed file is served within seconds, without a restart")
    func change() throws {
        let site = try TestSite([Self.item("first")])
        let server = try ServerProcess(site)
        #expect(try Self.chosen(server) == "acme/tests/first")
        try site.write([Self.item("second")])
        #expect(try Crowd.waits { try Self.chosen(server) == "acme/tests/second" })
    }

    @Test("SIGHUP loads at once, and requests under way are all answered")
    func hangUp() throws {
        let site = try TestSite([Self.item("item-0")])
        let server = try ServerProcess(site)
        let isOver = Shared(false)
        let failures = Shared<[String]>([])
        let asked = Shared(0)
        Thread {
            Crowd.run(4) { _ in
                while !isOver.value {
                    do {
                        _ = try server.ad("top")
                        asked.change { $0 += 1 }
                    } catch {
                        failures.change { $0.append("\(error)") }
                    }
                }
            }
            isOver.change { $0 = false }
        }.start()
        for number in 1...5 {
            try site.write([Self.item("item-\(number)")])
            server.program.send(signal: SIGHUP)
            #expect(
                try Crowd.waits { try Self.chosen(server) == "acme/tests/item-\(number)" })
        }
        isOver.change { $0 = true }
        #expect(Crowd.waits { !isOver.value })
        #expect(failures.value == [])
        #expect(asked.value > 0)
    }

    @Test(
        "A broken file keeps the good version in service and shows in /readyz, until it is mended")
    func broken() throws {
        let site = try TestSite([Self.item("good")])
        let server = try ServerProcess(site)
        func ready() throws -> [String: Any] {
            let reply = try server.get("/readyz")
            let object = try JSONSerialization.jsonObject(with: Data(reply.body))
            return object as? [String: Any] ?? [:]
        }
        #expect(try ready()["campaign_files"] as? String == "ok")
        try site.folder.write("{ \"advertiser\": ", to: "campaigns/acme/tests.json")
        server.program.send(signal: SIGHUP)
        #expect(try Crowd.waits { try ready()["campaign_files"] as? String != "ok" })
        let findings = try #require(try ready()["findings"] as? [String])
        #expect(findings.contains { $0.contains("acme/tests.json:1:") && $0.contains("error") })
        #expect(try server.get("/readyz").status == 200, "pages are still served")
        #expect(try Self.chosen(server) == "acme/tests/good")
        #expect(try server.get("/metrics").text.contains("\nbroadside_campaigns_current 0\n"))
        #expect(server.program.errors.contains("acme/tests.json:1:"))

        try site.write([Self.item("mended")])
        #expect(try Crowd.waits { try Self.chosen(server) == "acme/tests/mended" })
        #expect(try ready()["campaign_files"] as? String == "ok")
    }

    @Test("A file that vanishes takes its line items out of service, not the server")
    func vanished() throws {
        let site = try TestSite([Self.item("gone")])
        let server = try ServerProcess(site)
        let ad = try server.ad("top")
        try FileManager.default.removeItem(atPath: site.campaigns + "/acme/tests.json")
        #expect(try Crowd.waits { try Self.chosen(server) == nil })
        // What was promised before still counts.
        #expect(try server.get(ad.url("impression")).status == 204)
        #expect(try LogReader(site: site).valid("impression", Self.item("gone")) == 1)
    }

    @Test("What was delivered and promised is remembered over a reload and over a restart")
    func counters() throws {
        func limited(_ goal: Int) -> TestLineItem {
            Self.item("limited", more: ", \"goal\": { \"impressions\": \(goal) }")
        }
        let site = try TestSite([limited(10), .house("top")])
        var server = try ServerProcess(site)
        func take() throws -> Int {
            var count = 0
            while try Self.chosen(server) == "acme/tests/limited" { count += 1 }
            return count
        }
        for _ in 0..<4 {
            #expect(try server.get(server.ad("top").url("impression")).status == 204)
        }
        #expect(try take() == 6)
        try site.write([limited(15), .house("top")])
        server.program.send(signal: SIGHUP)
        #expect(try Crowd.waits { try Self.chosen(server) == "acme/tests/limited" })
        #expect(try take() == 4)
        #expect(try server.stop() == .exited(0))
        server = try ServerProcess(site)
        let takenAgain = try take()
        #expect(takenAgain == 0)
    }

    @Test("The site's name and zone cannot change under a running server")
    func otherSite() throws {
        let site = try TestSite([Self.item("good")])
        let server = try ServerProcess(site)
        let file = site.campaigns + "/site.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try site.folder.write(
            text.replacingOccurrences(of: "test-news", with: "other-news"),
            to: "campaigns/site.json")
        server.program.send(signal: SIGHUP)
        #expect(
            try Crowd.waits {
                try server.get("/readyz").text.contains("restart the server")
                    || server.get("/readyz").text.contains("cannot change")
            })
        #expect(try Self.chosen(server) == "acme/tests/good")
    }

    @Test(
        "A click on a line item that left the catalog before a restart leads on, and bills nothing unknown"
    )
    func removedLineItem() throws {
        let clicked = TestLineItem(
            "clicked", "remnant", slots: ["top"],
            rate: "{ \"model\": \"cpc\", \"price\": \"1.00\" }",
            more: ", \"budget\": \"5.00\"")
        let site = try TestSite([clicked])
        var server = try ServerProcess(site)
        let ads = try (0..<12).map { _ in try server.ad("top") }
        for ad in ads { #expect(try server.get(ad.url("impression")).status == 204) }
        #expect(try server.stop() == .exited(0))
        try site.write([Self.item("other")])
        server = try ServerProcess(site)
        for ad in ads { _ = try server.get(ad.url("click")) }
        #expect(try LogReader(site: site).revenue(clicked) <= 5_000_000, "never above the budget")
    }
}
