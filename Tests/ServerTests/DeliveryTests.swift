import Foundation
import TestSupport
import Testing

@Suite("What pages are given")
struct DeliveryTests {
    private static let all = ["top", "side", "mid", "foot"]

    private static func start() throws -> ServerProcess {
        try ServerProcess(try TestSite(all.map(TestLineItem.house)))
    }

    @Test("Every kind of creative comes with what the page needs to show and to count it")
    func answer() throws {
        let server = try Self.start()
        let reply = try server.post("/v1/ads", ServerProcess.question(Self.all))
        #expect(reply["content-type"] == "application/json")
        #expect(reply["cache-control"] == "no-store")
        let answer = try AdsAnswer(reply)
        #expect(answer.ads.map(\.slot) == Self.all)
        #expect(answer.ads.compactMap(\.creative?.type) == ["html", "image", "native", "text"])
        for ad in answer.ads {
            #expect(ad.label == "Advertisement")
            #expect(ad.paidForBy == "Acme & Sons")
            let size = try #require(ad.creative)
            #expect("\(size.width)x\(size.height)" == TestSite.slots[ad.slot])
            #expect(ad.url("impression").hasPrefix("/v1/impression?t="))
            #expect(ad.url("viewable").hasPrefix("/v1/viewable?t="))
            #expect(ad.url("click").hasPrefix("/v1/click?t="))
        }
        let query = Self.all.map { "slot=\($0)" }.joined(separator: "&")
        #expect(try AdsAnswer(server.get("/v1/ads?\(query)")).ads.count == 4)
    }

    @Test("A slot that nothing fits stays empty with the reason")
    func emptySlot() throws {
        let server = try ServerProcess(try TestSite([.house("top")]))
        let ads = try server.ads(["top", "side"]).ads
        #expect(ads.map(\.lineItem) == ["acme/tests/house-top", nil])
        #expect(ads[1].reason == "no_match")
    }

    @Test("Creatives are served for ever, as what they are; HTML in a sandbox of its own")
    func creatives() throws {
        let server = try Self.start()
        let ads = try server.ads(["top", "side"]).ads
        let html = try server.get(try #require(ads[0].creative?.src))
        #expect(html.status == 200)
        #expect(html.text.contains("An ad"))
        #expect(html["content-type"]?.hasPrefix("text/html") == true)
        let policy = try #require(html["content-security-policy"])
        #expect(policy.contains("sandbox") && !policy.contains("allow-same-origin"))
        #expect(policy.contains("default-src 'none'"))
        let picture = try server.get(try #require(ads[1].creative?.src))
        #expect(picture["content-type"] == "image/png")
        #expect(picture.body == TinyPNG.bytes(width: 300, height: 250))
        for reply in [html, picture] {
            #expect(reply["cache-control"]?.contains("immutable") == true)
            #expect(reply["x-content-type-options"] == "nosniff")
        }
    }

    @Test("Only pages of the site's origins may read answers")
    func origins() throws {
        let server = try Self.start()
        let url = try server.ad("top").url("impression")
        let question = ServerProcess.question(["top"])
        let json = "Content-Type: application/json"
        let calls: [(String, ([String]) throws -> HTTPReply)] = [
            ("ads", { try server.post("/v1/ads", question, [json] + $0) }),
            ("problem", { try server.post("/v1/ads", "{", [json] + $0) }),
            ("beacon", { try server.get(url, $0) }),
            ("bad token", { try server.get("/v1/impression?t=x", $0) }),
            ("preflight", { try server.get("/v1/ads", $0, method: "OPTIONS") }),
        ]
        for (name, call) in calls {
            let own = try call(["Origin: \(TestSite.origin)"])
            #expect(own["access-control-allow-origin"] == TestSite.origin, "\(name)")
            #expect(own["vary"] == "Origin", "\(name)")
            for other in ["https://evil.example", "null", "\(TestSite.origin).evil.example"] {
                let reply = try call(["Origin: \(other)"])
                #expect(reply["access-control-allow-origin"] == nil, "\(name) \(other)")
            }
            #expect(try call([])["access-control-allow-origin"] == nil, "\(name)")
            #expect(own["access-control-allow-credentials"] == nil, "\(name)")
        }
        let preflight = try server.get(
            "/v1/ads", ["Origin: \(TestSite.origin)", "Access-Control-Request-Method: POST"],
            method: "OPTIONS")
        #expect(preflight.status == 204)
        #expect(preflight["access-control-allow-methods"]?.contains("POST") == true)
        #expect(preflight["access-control-allow-headers"] == "Content-Type")
    }

    @Test("The page tag, the health pages and the metrics are there, for GET and HEAD")
    func operations() throws {
        let server = try Self.start()
        #expect(try server.get("/tag.js")["content-type"]?.hasPrefix("text/javascript") == true)
        #expect(try server.get("/tag.js")["access-control-allow-origin"] == "*")
        #expect(try server.get("/livez").text == "alive\n")
        for target in ["/tag.js", "/livez", "/readyz", "/metrics"] {
            let full = try server.get(target)
            #expect(full.status == 200, "\(target)")
            let head = try server.get(target, method: "HEAD")
            #expect(head.status == 200, "\(target)")
            #expect(head["content-type"] == full["content-type"])
        }
        let ready = try JSONSerialization.jsonObject(with: Data(server.get("/readyz").body))
        #expect((ready as? [String: Any])?["ready"] as? Bool == true)
        #expect((ready as? [String: Any])?["line_items"] as? Int == 4)
    }

    @Test("The metrics count decisions, events and refusals in Prometheus' text format")
    func metrics() throws {
        let server = try Self.start()
        let url = try server.ad("top").url("impression")
        for _ in 0..<3 { _ = try server.get(url) }
        _ = try server.get("/v1/impression?t=x")
        let text = try server.get("/metrics").text
        for line in [
            "broadside_decisions_total{class=\"A\",reason=\"nothing_known\"} 1",
            "broadside_events_total{event=\"impression\",validity=\"valid\"} 1",
            "broadside_events_total{event=\"impression\",validity=\"repeated\"} 2",
            "broadside_problems_total{code=\"bad_token\"} 1", "broadside_log_healthy 1",
            "broadside_line_items 4",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            #expect(parts.count == 2 && Int64(parts[1]) != nil, "\(line)")
        }
    }

    @Test(
        "A click on a creative that has left the catalog leads nowhere, whatever the request says")
    func openRedirect() throws {
        let server = try Self.start()
        let ad = try server.ad("top")
        for extra in [
            "&url=https://evil.example", "&to=//evil.example", "&dest=https://evil.example",
        ] {
            let reply = try server.get(ad.url("click") + extra)
            #expect(reply["location"] == "https://acme.example/top")
        }
    }
}
