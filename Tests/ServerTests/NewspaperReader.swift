import Foundation
import TestSupport

/// One reader's browser: asks for ads, reports what it saw, and goes on trying while the server is away.
final class NewspaperReader {
    /// A beacon that was sent.
    struct Sent: Sendable {
        let url: String
        let event: String
        let slot: String
        let lineItem: String
        /// Empty unless the reader agreed to rows of its own.
        let requestID: String
        /// False when the reader left without waiting for the answer.
        var isAcknowledged: Bool

        var isGranted: Bool { !requestID.isEmpty }
    }

    private(set) var sent: [Sent] = []
    /// Answers that no client should see.
    private(set) var surprises: [String] = []
    private let port: Shared<UInt16>
    private var connection: RawClient?
    private var random: SeededRandom
    private let giveUp = Date(timeIntervalSinceNow: 60)

    init(port: Shared<UInt16>, seed: UInt64) {
        self.port = port
        random = SeededRandom(seed: seed)
    }

    func openPage(_ slots: [String]) {
        let isGranted = random.chance(50)
        let question = ServerProcess.question(slots, isGranted ? granted : "")
        guard let reply = ask("POST", "/v1/ads", body: question),
            let answer = try? AdsAnswer(reply)
        else { return }
        for ad in answer.ads {
            guard let lineItem = ad.lineItem, random.chance(90) else { continue }
            for (event, percent) in [("impression", 100), ("viewable", 60), ("click", 15)] {
                guard random.chance(percent) else { continue }
                let beacon = Sent(
                    url: ad.url(event), event: event, slot: ad.slot, lineItem: lineItem,
                    requestID: isGranted ? answer.requestID : "", isAcknowledged: false)
                guard report(beacon) else { break }
            }
        }
    }

    /// Sends a beacon until it is acknowledged, or now and then leaves before; false then.
    private func report(_ beacon: Sent) -> Bool {
        var beacon = beacon
        if random.chance(3) {
            if let client = try? RawClient(port: port.value) {
                try? client.send("GET \(beacon.url) HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            sent.append(beacon)
            return false
        }
        let times = random.chance(10) ? 2 : 1
        for _ in 0..<times {
            guard let reply = ask("GET", beacon.url) else { break }
            beacon.isAcknowledged = true
            if reply.status != (beacon.event == "click" ? 302 : 204) {
                surprises.append("\(beacon.event) \(reply.status) \(reply.code ?? "")")
            }
        }
        sent.append(beacon)
        return beacon.isAcknowledged
    }

    /// Asks until there is an answer other than 503; nil after a minute.
    private func ask(_ method: String, _ target: String, body: String? = nil) -> HTTPReply? {
        while Date() < giveUp {
            do {
                let client = try connection ?? RawClient(port: port.value)
                connection = client
                let headers = body == nil ? [] : ["Content-Type: application/json"]
                let reply = try client.ask(method, target, headers, body: body)
                if reply.status != 503 { return reply }
            } catch {
                connection = nil
            }
            usleep(10_000)
        }
        surprises.append("no answer to \(method) \(target.prefix(20)) within a minute")
        return nil
    }
}
