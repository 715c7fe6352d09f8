import Foundation
import TestSupport
import Testing

@Suite("Ending a server")
struct ShutdownTests {
    private static let item = TestLineItem(
        "ad", "remnant", slots: ["top"], rate: "{ \"model\": \"cpm\", \"price\": \"3.00\" }")

    @Test(
        "A server that is told to end under load has written all that it answered",
        arguments: [SIGTERM, SIGINT])
    func underLoad(_ signal: Int32) throws {
        let site = try TestSite([Self.item])
        let server = try ServerProcess(site, arguments: ["--threads", "2"])
        let asked = Shared<Set<String>>([])
        let acknowledged = Shared<Set<String>>([])
        let odd = Shared<[Int]>([])
        let isOver = Shared(false)
        Thread {
            Crowd.run(24) { _ in
                guard let client = try? server.client() else { return }
                while let reply = try? client.ask(
                    "POST", "/v1/ads", ["Content-Type: application/json"],
                    body: ServerProcess.question(["top"], granted)),
                    let answer = try? AdsAnswer(reply), let ad = answer.ads.first
                {
                    asked.change { $0.insert(answer.requestID) }
                    guard let beacon = try? client.ask("GET", ad.url("impression")) else { return }
                    if beacon.status == 204 {
                        acknowledged.change { $0.insert(answer.requestID) }
                    } else {
                        odd.change { $0.append(beacon.status) }
                    }
                }
            }
            isOver.change { $0 = true }
        }.start()
        #expect(Crowd.waits { acknowledged.value.count > 300 })
        server.program.send(signal: signal)
        #expect(try server.program.wait() == .exited(0))
        #expect(Crowd.waits { isOver.value })
        #expect(odd.value.allSatisfy { $0 == 503 })
        // Nothing is left for the next start to fold in.
        let names = try FileManager.default.contentsOfDirectory(atPath: site.data + "/events")
        for name in names where name.hasSuffix("-wal") {
            #expect(FileManager.default.contents(atPath: site.data + "/events/" + name) == Data())
        }
        for (event, requests) in [
            ("impression", acknowledged.value), ("request", asked.value), ("served", asked.value),
        ] {
            let rows = try LogReader(site: site).rows(
                "SELECT request_id FROM events WHERE event = '\(event)'", columns: 1)
            #expect(requests.subtracting(rows.map { $0[0] }) == [], "\(event)")
        }
        #expect(server.program.output.contains("stopped: every event is written"))
        #expect(try verify(site).ending == .exited(0))
    }

    @Test("An idle connection does not hold a server up")
    func idleConnection() throws {
        let server = try ServerProcess(try TestSite([Self.item]))
        let client = try server.client()
        #expect(try client.ask("GET", "/livez").status == 200)
        #expect(try server.stop() == .exited(0))
        #expect(client.isClosedByServer())
    }

    @Test("A port that is in use is said clearly, with status 1")
    func portInUse() throws {
        let site = try TestSite([Self.item])
        let server = try ServerProcess(site)
        let other = try TestSite([Self.item])
        let run = try Program.run(
            ["serve", "--listen", "127.0.0.1:\(server.port)"] + other.options, in: other.folder)
        #expect(run.ending == .exited(1))
        #expect(run.errors.contains("in use"))
    }
}
