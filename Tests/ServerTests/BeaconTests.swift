import Foundation
import TestSupport
import Testing

@Suite("Beacons")
struct BeaconTests {
    private static let item = TestLineItem(
        "paid", "remnant", slots: ["top", "side", "mid", "foot"],
        rate: "{ \"model\": \"cpm\", \"price\": \"3.00\" }")

    private static func start() throws -> (TestSite, ServerProcess, LogReader) {
        let site = try TestSite([item])
        return (site, try ServerProcess(site), LogReader(site: site))
    }

    @Test("Five hundred copies of one beacon at once are all acknowledged and count once")
    func copies() throws {
        let (_, server, log) = try Self.start()
        let url = try server.ad("top").url("impression")
        let acknowledged = Shared(0)
        Crowd.run(50) { _ in
            guard let client = try? server.client() else { return }
            for _ in 0..<10 where (try? client.ask("GET", url))?.status == 204 {
                acknowledged.change { $0 += 1 }
            }
        }
        #expect(acknowledged.value == 500)
        #expect(try log.count("impression") == 1)
        #expect(try log.revenue(Self.item) == 3000)
    }

    @Test("A beacon sent again after a crash counts once")
    func copiesOverCrash() throws {
        let (site, server, log) = try Self.start()
        let url = try server.ad("top").url("impression")
        #expect(try server.get(url).status == 204)
        try server.program.kill()
        let next = try ServerProcess(site)
        #expect(try next.get(url).status == 204)
        #expect(try log.count("impression") == 1)
    }

    @Test("Impression, viewable and click each count once, the click leads to the advertiser")
    func life() throws {
        let (_, server, log) = try Self.start()
        let ad = try server.ad("foot", granted)
        #expect(try server.get(ad.url("impression")).status == 204)
        #expect(try server.post(ad.url("viewable"), "", []).status == 204)
        let click = try server.get(ad.url("click"))
        #expect(click.status == 302)
        #expect(click["location"] == "https://acme.example/foot")
        #expect(click["cache-control"] == "no-store")
        #expect(click["referrer-policy"] == "no-referrer")
        for event in ["request", "served", "impression", "viewable", "click"] {
            #expect(try log.count(event, and: "invalid_reason IS NULL") == 1, "\(event)")
        }
    }

    @Test("A pixel that a picture element asks for is a picture")
    func pixel() throws {
        let (_, server, _) = try Self.start()
        let ad = try server.ad("top")
        let reply = try server.get(ad.url("impression"), ["Accept: image/avif,image/webp,*/*"])
        #expect(reply.status == 200)
        #expect(reply["content-type"] == "image/gif")
        #expect(reply.body.starts(with: Array("GIF89a".utf8)))
    }

    @Test(
        "Tokens that are forged, cut, lengthened or changed in any bit are refused and count nothing"
    )
    func forgery() throws {
        let (_, server, log) = try Self.start()
        let url = try server.ad("top").url("impression")
        let start = url.range(of: "t=").map { url[..<$0.upperBound] } ?? ""
        let token = Array(url.dropFirst(start.count).utf8)
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        var forgeries = ["", "AAAA", String(repeating: "A", count: 5000), "%41", "=", "é"]
        for count in stride(from: 0, to: token.count, by: 7) {
            forgeries.append(String(decoding: token.prefix(count), as: UTF8.self))
        }
        forgeries.append(String(decoding: token + Array("A".utf8), as: UTF8.self))
        forgeries.append(String(decoding: token + Array("=".utf8), as: UTF8.self))
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for place in token.indices {
            // One bit of the six that a character stands for.
            guard let value = digits.firstIndex(of: token[place]) else { continue }
            var changed = token
            changed[place] = digits[value ^ 1 << Int.random(in: 0..<6, using: &random)]
            forgeries.append(String(decoding: changed, as: UTF8.self))
        }
        let client = try server.client()
        for (number, forgery) in forgeries.enumerated() where forgery != "é" {
            let event = ["impression", "viewable", "click"][number % 3]
            let reply = try client.ask("GET", "/v1/\(event)?t=\(forgery)")
            #expect(reply.status == 400, "\(event), forgery \(number), seed \(seed)")
            #expect(reply.code == "bad_token", "\(event), forgery \(number), seed \(seed)")
        }
        #expect(try client.ask("GET", "/v1/impression").code == "bad_token")
        #expect(try log.count("impression") + log.count("viewable") + log.count("click") == 0)
    }

    @Test("A token of another installation is refused")
    func foreignToken() throws {
        let (_, server, log) = try Self.start()
        let (_, other, _) = try Self.start()
        #expect(try server.get(other.ad("top").url("impression")).code == "bad_token")
        #expect(try log.count("impression") == 0)
    }

    @Test("A viewable or a click before its impression is kept with its reason, and not billed")
    func wrongOrder() throws {
        let site = try TestSite([
            TestLineItem(
                "viewed", "remnant", slots: ["top"],
                rate: "{ \"model\": \"vcpm\", \"price\": \"3.00\" }"),
            TestLineItem(
                "clicked", "remnant", slots: ["foot"],
                rate: "{ \"model\": \"cpc\", \"price\": \"0.50\" }"),
        ])
        let server = try ServerProcess(site)
        #expect(try server.get(server.ad("top").url("viewable")).status == 204)
        #expect(try server.get(server.ad("foot").url("click")).status == 302)
        let log = LogReader(site: site)
        for event in ["viewable", "click"] {
            #expect(try log.count(event) == 1)
            #expect(try log.count(event, and: "invalid_reason = 'out_of_order'") == 1)
        }
        #expect(try log.integer("SELECT sum(revenue_micros) FROM events") == 0)
    }

    @Test(
        "What a browser loads ahead of its reader, and HEAD, do not count, and leave the token unused"
    )
    func prefetch() throws {
        let (_, server, log) = try Self.start()
        let url = try server.ad("top").url("impression")
        let ahead = [
            "Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "X-Purpose: preview",
            "X-Moz: prefetch",
        ]
        for header in ahead { #expect(try server.get(url, [header]).status == 204) }
        #expect(try server.get(url, method: "HEAD").status == 204)
        #expect(try log.count("impression", and: "invalid_reason IS NULL") == 0)
        #expect(
            try log.count("impression", and: "invalid_reason = 'prefetch'") == 1,
            "stored once, however often: no token may fill the log")
        #expect(try log.revenue(Self.item) == 0)
        #expect(try server.get(url).status == 204)
        #expect(try log.count("impression", and: "invalid_reason IS NULL") == 1)
    }

    @Test("When a beacon is answered, its event is in the file that anybody may read")
    func durableBeforeAnswer() throws {
        let (_, server, log) = try Self.start()
        for number in Int64(1)...20 {
            let ad = try server.ad("top")
            #expect(try server.get(ad.url("impression")).status == 204)
            #expect(try log.count("impression") == number)
        }
    }
}
