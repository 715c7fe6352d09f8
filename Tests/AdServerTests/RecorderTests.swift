import Chronology
import Consent
import EventLog
import Foundation
import Pacing
import Synchronization
import TestCatalog
import TestSupport
import Testing

@testable import AdServer

/// An answer that looks, at the moment it is given, whether its event is in the log.
private final class Witness: PendingAnswer {
    enum Fate: Equatable {
        case confirmed(rowsInLog: Int64)
        case refused
    }

    private let path: String
    private let request: [UInt8]
    private let fate = Shared<[Fate]>([])

    init(path: String, request: [UInt8]) {
        self.path = path
        self.request = request
    }

    var fates: [Fate] { fate.value }

    func confirm() {
        let rows = (try? count()) ?? -1
        fate.change { $0.append(.confirmed(rowsInLog: rows)) }
    }

    func refuse() {
        fate.change { $0.append(.refused) }
    }

    /// Rows of the request in any day's file, through a connection of its own.
    private func count() throws -> Int64 {
        var count: Int64 = 0
        for day in DataDirectory.days(path) {
            let connection = try SQLiteConnection(
                path: DataDirectory.dayPath(path, day), access: .readOnly)
            count +=
                try connection.integer(
                    """
                    SELECT count(*) FROM events
                    WHERE request_id = '\(Hexadecimal.text(request))' AND event <> 'request'
                    """) ?? 0
        }
        return count
    }
}

/// A recorder on a real log, its thread and its clock.
private final class RecorderRig {
    let folder: TemporaryFolder
    let ledger = DeliveryLedger()
    let recorder: Recorder
    let clock: Shared<Instant>
    let pacer: Pacer
    private let configuration: EventLog.Configuration
    private let ended = DispatchSemaphore(value: 0)
    private var serial = TokenSerial.first(epoch: 1, reactor: 0)

    init(at start: Instant = Booking.midyear, change: (inout Booking) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        let clock = Shared(start)
        self.clock = clock
        configuration = EventLog.Configuration(
            directory: folder.path, site: "example-news", zone: .utc)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/events", withIntermediateDirectories: true)
        pacer = try #require(ledger.adopt([Booking("item", change).lineItem])?.first)
        recorder = Recorder(reactors: 2) { clock.value }
        let log = Handover(
            try EventLog(configuration, tokenLife: TokenLife.ofLog, at: start, carried: [:]))
        let recovery = try Recovery(configuration, tokenLife: TokenLife.ofLog, at: start)
        let (recorder, ledger, ended) = (recorder, ledger, ended)
        Thread {
            log.withLog {
                recorder.run(log: $0, recovery: recovery, ledger: ledger, epoch: 1)
            }
            ended.signal()
        }.start()
    }

    /// Carries the log to the thread that alone uses it.
    private final class Handover: @unchecked Sendable {
        // Sound: the log is taken out once, by the one thread that goes on to use it.
        private var log: EventLog?

        init(_ log: EventLog) {
            self.log = log
        }

        func withLog(_ body: (EventLog) -> Void) {
            guard let log else { return }
            self.log = nil
            body(log)
        }
    }

    func ad() -> ServedAd {
        serial += 1
        var request = [UInt8](repeating: 0, count: 8)
        for shift in stride(from: 56, through: 0, by: -8) {
            request.append(UInt8(truncatingIfNeeded: serial >> Int64(shift)))
        }
        return ServedAd(
            serial: serial, issued: clock.value, consent: .event, price: .impression(5),
            request: request, site: "example-news", slot: "slot0",
            lineItem: "advertiser/campaign/item", creative: "c", section: "", region: "",
            device: "desktop", viewer: "")
    }

    /// Promises the ad as a reactor does.
    func decide(_ ad: ServedAd) {
        #expect(pacer.reserve(ledger.counters))
        let entry = LogEntry(
            kind: .request, consent: .event, slot: ad.slot, lineItem: ad.lineItem,
            creative: ad.creative, section: nil, region: nil, device: ad.device, pages: 1,
            request: ad.request, viewer: nil)
        let page = DecidedPage(
            entries: [entry],
            promises: [
                DecidedPage.Promise(
                    lineItem: ad.lineItem, slot: pacer.slot,
                    issuedMinute: ad.issued.milliseconds / 60_000, spendMicros: 5)
            ])
        #expect(recorder.inbox(of: 0).push(.decided(page)))
    }

    func witness(_ ad: ServedAd) -> Witness { Witness(path: folder.path, request: ad.request) }

    func send(_ ad: ServedAd, _ witness: Witness, reactor: Int = 0) {
        let beacon = Beacon(ad: ad, kind: .impression, invalid: nil, answer: witness)
        #expect(recorder.inbox(of: reactor).push(.beacon(beacon)))
    }

    /// Sends an impression and waits for its answer.
    func impression(of ad: ServedAd) -> Witness.Fate? {
        let witness = witness(ad)
        send(ad, witness)
        _ = Crowd.waits { !witness.fates.isEmpty }
        #expect(witness.fates.count == 1)
        return witness.fates.first
    }

    func connection(_ day: CivilDate) throws -> SQLiteConnection {
        try SQLiteConnection(path: DataDirectory.dayPath(folder.path, day), access: .readWrite)
    }

    /// Stops the thread and reads what a new process would know.
    func end() throws -> Recovery {
        recorder.stop()
        #expect(ended.wait(timeout: .now() + 20) == .success)
        return try Recovery(configuration, tokenLife: TokenLife.ofLog, at: clock.value)
    }
}

@Suite("The recorder")
struct RecorderTests {
    @Test("answers a beacon only when its event is in the file")
    func answersAfterCommit() throws {
        let rig = try RecorderRig { $0.goal = .impressions(1000) }
        var witnesses: [Witness] = []
        for number in 0..<60 {
            let ad = rig.ad()
            rig.decide(ad)
            let witness = rig.witness(ad)
            witnesses.append(witness)
            rig.send(ad, witness, reactor: number % 2)
            if number % 7 == 0 { _ = Crowd.waits { !witness.fates.isEmpty } }
        }
        #expect(Crowd.waits { witnesses.allSatisfy { !$0.fates.isEmpty } })
        #expect(
            witnesses.allSatisfy {
                $0.fates == [.confirmed(rowsInLog: 2)] || $0.fates == [.confirmed(rowsInLog: 1)]
            })
        let recovery = try rig.end()
        #expect(recovery.totals["advertiser/campaign/item"]?.impressions == 60)
        #expect(recovery.totals["advertiser/campaign/item"]?.spendMicros == 300)
        #expect(rig.ledger.counters.value(.impressions, of: rig.pacer.slot) == 60)
    }

    @Test("confirms a repeat and counts it once")
    func repeats() throws {
        let rig = try RecorderRig()
        let ad = rig.ad()
        rig.decide(ad)
        for _ in 0..<5 {
            guard case .confirmed = rig.impression(of: ad) else {
                Issue.record("a repeat was not confirmed")
                return
            }
        }
        #expect(rig.recorder.metrics.current.events["impression"]?["repeated"] == 4)
        #expect(try rig.end().totals["advertiser/campaign/item"]?.impressions == 1)
    }

    @Test("refuses beacons while the log cannot be written, and takes them again afterwards")
    func brokenLog() throws {
        let rig = try RecorderRig { $0.goal = .impressions(10) }
        let first = rig.ad()
        rig.decide(first)
        #expect(rig.impression(of: first) != .refused)
        let other = try rig.connection(Booking.midyear.utcDate)
        try other.execute(
            """
            CREATE TRIGGER fault BEFORE INSERT ON log WHEN NEW.kind = 3
            BEGIN SELECT RAISE(ABORT, 'injected'); END
            """)
        let ads = (0..<3).map { _ in rig.ad() }
        for ad in ads {
            rig.decide(ad)
            #expect(rig.impression(of: ad) == .refused)
        }
        #expect(rig.ledger.counters.value(.impressions, of: rig.pacer.slot) == 4)
        #expect(rig.recorder.metrics.current.failures >= 3)
        try other.execute("DROP TRIGGER fault")
        #expect(Crowd.waits { rig.recorder.isHealthy })
        for ad in ads { #expect(rig.impression(of: ad) == .confirmed(rowsInLog: 2)) }
        let recovery = try rig.end()
        #expect(recovery.totals["advertiser/campaign/item"]?.impressions == 4)
        #expect(recovery.reservations.allSatisfy { $0.impressions == 0 })
        #expect(rig.ledger.counters.value(.impressions, of: rig.pacer.slot) == 4)
    }

    @Test("carries a day's last totals over, and not the first events of the new day with them")
    func turnsDays() throws {
        let rig = try RecorderRig()
        for day in 0..<3 {
            let ad = rig.ad()
            rig.decide(ad)
            #expect(rig.impression(of: ad) != .refused, "day \(day)")
            rig.clock.change { $0 = $0.advanced(byMilliseconds: Instant.millisecondsPerDay) }
            let next = rig.ad()
            rig.decide(next)
            #expect(rig.impression(of: next) != .refused, "day \(day)")
        }
        #expect(try rig.end().totals["advertiser/campaign/item"]?.impressions == 6)
    }

    @Test("confirms nothing that a new day's file did not take")
    func failsOnNewDay() throws {
        let rig = try RecorderRig()
        let first = rig.ad()
        rig.decide(first)
        #expect(rig.impression(of: first) != .refused)
        let tomorrow = Booking.midyear.advanced(byMilliseconds: Instant.millisecondsPerDay)
        let configuration = EventLog.Configuration(
            directory: rig.folder.path, site: "example-news", zone: .utc)
        // The new day's file is there and sound, but takes no impression.
        let log = try EventLog(
            configuration, tokenLife: TokenLife.ofLog, at: tomorrow, carried: [:])
        try log.close()
        try rig.connection(tomorrow.utcDate).execute(
            """
            CREATE TRIGGER fault BEFORE INSERT ON log WHEN NEW.kind = 3
            BEGIN SELECT RAISE(ABORT, 'injected'); END
            """)
        rig.clock.change { $0 = tomorrow }
        let ad = rig.ad()
        rig.decide(ad)
        #expect(rig.impression(of: ad) == .refused)
        _ = try rig.end()
    }
}
