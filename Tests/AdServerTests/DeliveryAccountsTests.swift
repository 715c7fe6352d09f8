import Catalog
import Chronology
import Consent
import EventLog
import Foundation
import Pacing
import TestCatalog
import TestSupport
import Testing

@testable import AdServer

/// An answer that nobody waits for.
struct UnheardAnswer: PendingAnswer {
    func confirm() {}
    func refuse() {}
}

@Suite("Delivery accounts")
struct DeliveryAccountsTests {
    @Test(
        "agree with plain books through promises, beacons, expiries, failed commits and crashes",
        arguments: 0..<UInt64(24))
    func twin(seed: UInt64) throws {
        var run = try AccountsRun(seed: seed)
        for round in 0..<50 {
            run.now = run.now.advanced(byMilliseconds: run.pause())
            try run.beginRound()
            for _ in 0..<Int.random(in: 1...6, using: &run.random) {
                if run.random.chance(45) { run.decide() } else { run.beacon() }
                run.check("seed \(seed), round \(round)")
            }
            switch Int.random(in: 0..<10, using: &run.random) {
            case 0, 1: run.failCommit()
            case 2: try run.crash()
            case 3:
                try run.commit()
                try run.crash()
            default: try run.commit()
            }
            run.check("seed \(seed), after round \(round)")
        }
        #expect(run.validCount >= 5, "seed \(seed) confirms too little to test anything")
    }
}

/// One random history of a few line items, in the accounts and in the plain books side by side.
private struct AccountsRun {
    var random: SeededRandom
    var now = Booking.midyear
    private let folder: TemporaryFolder
    private let configuration: EventLog.Configuration
    private let bookings: [Booking]
    private var ledger: DeliveryLedger
    private var pacers: [Pacer]
    private var log: EventLog
    private var accounts: DeliveryAccounts
    private var twin: DeliveryTwin
    /// The plain books at the start of the round.
    private var roundStart: DeliveryTwin
    /// The plain books as the last commit left them in the log.
    private var logged: DeliveryTwin
    private var ads: [ServedAd] = []
    private var epoch: Int64 = 1
    private var serial: Int64
    private var batch = LogBatch()
    /// Promises at the head of the batch that earlier rounds could not write.
    private var carriedCount = 0
    private var entered: [(Beacon, DeliveryAccounts.Verdict, isCharged: Bool)] = []
    private var decided: [(ServedAd, Int64)] = []
    private(set) var validCount = 0

    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        folder = try TemporaryFolder()
        let zone = seed % 2 == 0 ? "America/Los_Angeles" : "Asia/Kolkata"
        configuration = EventLog.Configuration(
            directory: folder.path, site: "example-news",
            zone: try #require(SystemTimeZones.rules(named: zone)))
        try FileManager.default.createDirectory(
            atPath: folder.path + "/events", withIntermediateDirectories: true)
        var bookings: [Booking] = []
        for number in 0..<3 {
            bookings.append(Self.booking("item\(number)", &random))
        }
        self.bookings = bookings
        ledger = DeliveryLedger()
        pacers = try #require(ledger.adopt(bookings.map(\.lineItem)))
        log = try EventLog(
            configuration, tokenLife: TokenLife.ofLog, at: now, carried: [:])
        let recovery = try Recovery(configuration, tokenLife: TokenLife.ofLog, at: now)
        accounts = DeliveryAccounts(
            recovery: recovery, ledger: ledger, zone: configuration.zone, epoch: 1, at: now)
        twin = DeliveryTwin(
            items: Dictionary(
                uniqueKeysWithValues: zip(bookings, pacers).map {
                    ($0.id, DeliveryTwin.Item(limits: $1.limits))
                }), epoch: 1, date: configuration.zone.local(at: now).date)
        roundStart = twin
        logged = twin
        serial = TokenSerial.first(epoch: 1, reactor: 0)
    }

    private static func booking(_ name: String, _ random: inout SeededRandom) -> Booking {
        Booking(name) { booking in
            let count = Int64.random(in: 5...60, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: booking.goal = .impressions(count)
            case 1: booking.goal = .viewable(count)
            case 2: booking.goal = .clicks(count / 4)
            default: break
            }
            let price = Micros(Int64.random(in: 1...9, using: &random) * 1000)
            booking.rate =
                [.cpm(price), .vcpm(price), .cpc(price), .free].randomElement(using: &random)
                ?? .free
            if random.chance(60) {
                booking.budget = Micros(Int64.random(in: 20...300, using: &random))
            }
            booking.caps = LineItem.Caps(
                dailyImpressions: random.chance(50)
                    ? Int64.random(in: 3...30, using: &random) : nil,
                dailyBudget: random.chance(30)
                    ? Micros(Int64.random(in: 10...150, using: &random)) : nil)
        }
    }

    mutating func pause() -> Int64 {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: Int64.random(in: 0...100_000_000, using: &random)
        case 1, 2: Int64.random(in: 0...4_000_000, using: &random)
        default: Int64.random(in: 0...400_000, using: &random)
        }
    }

    mutating func beginRound() throws {
        twin.advance(to: now, zone: configuration.zone)
        accounts.advance(to: now, clock: now)
        roundStart = twin
        let totals = accounts.totals
        try log.turnDay(to: now) { totals }
    }

    // MARK: Pages and beacons

    mutating func decide() {
        let number = Int.random(in: 0..<bookings.count, using: &random)
        let pacer = pacers[number]
        guard pacer.obstacle(at: now, ledger.counters) == nil, pacer.reserve(ledger.counters)
        else { return }
        serial += 1
        let ad = ServedAd(
            serial: serial, issued: now, consent: random.chance(50) ? .counts : .event,
            price: ServedAd.PricePoint(bookings[number].rate),
            request: [UInt8](repeating: 1, count: 16), site: "example-news", slot: "leaderboard",
            lineItem: bookings[number].id, creative: "c", section: "", region: "",
            device: "desktop", viewer: "")
        ads.append(ad)
        let promise = DecidedPage.Promise(
            lineItem: ad.lineItem, slot: pacer.slot, issuedMinute: now.milliseconds / 60_000,
            spendMicros: pacer.limits.reservedPrice)
        accounts.promise(promise)
        twin.promise(ad, promise.spendMicros)
        decided.append((ad, promise.spendMicros))
        batch.reservations.append(
            ReservationChange(
                lineItem: ad.lineItem, issuedMinute: promise.issuedMinute, impressions: 1,
                viewables: 1, spendMicros: promise.spendMicros))
    }

    mutating func beacon() {
        guard let ad = ads.suffix(25).randomElement(using: &random),
            now.milliseconds(since: ad.issued) <= TokenLife.remembered
        else { return }
        let kinds: [EventKind] = [.impression, .impression, .viewable, .click]
        let beacon = Beacon(
            ad: ad, kind: kinds.randomElement(using: &random) ?? .impression,
            invalid: random.chance(5) ? .prefetch : nil, answer: UnheardAnswer())
        let (expected, isCharged) = twin.enter(beacon, at: now)
        let verdict = accounts.enter(beacon, at: now)
        #expect(verdict == expected, "\(beacon.kind) of \(ad)")
        entered.append((beacon, verdict, isCharged))
        record(beacon, verdict)
    }

    /// What the log is told of a beacon.
    private mutating func record(_ beacon: Beacon, _ verdict: DeliveryAccounts.Verdict) {
        let ad = beacon.ad
        var entry = LogEntry(
            kind: beacon.kind, consent: RecordClass(ad.consent), slot: ad.slot,
            lineItem: ad.lineItem, creative: ad.creative, section: nil, region: nil,
            device: ad.device, request: ad.request, viewer: nil)
        switch verdict {
        case .repeated: return
        case .invalid(let reason): entry.invalid = reason
        case .valid(let price):
            validCount += 1
            entry.revenueMicros = price
            if beacon.kind != .click {
                batch.reservations.append(
                    ReservationChange(
                        lineItem: ad.lineItem, issuedMinute: ad.issued.milliseconds / 60_000,
                        impressions: beacon.kind == .impression ? -1 : 0,
                        viewables: beacon.kind == .viewable ? -1 : 0, spendMicros: -price))
            }
        }
        batch.entries.append(entry)
        if beacon.invalid == nil {
            batch.spentTokens.append(
                SpentToken(
                    issuedHour: ad.issued.milliseconds / 3_600_000, serial: ad.serial,
                    kinds: 1 << Int64(beacon.kind.rawValue)))
        }
    }

    // MARK: Ends of a round

    private mutating func clearRound() {
        batch = LogBatch()
        carriedCount = 0
        entered = []
        decided = []
    }

    mutating func commit() throws {
        try log.commit(batch, at: now)
        clearRound()
        logged = twin
    }

    /// The commit fails: beacons are undone, promises stay and go into the log with the next round.
    mutating func failCommit() {
        for (beacon, verdict, _) in entered.reversed() { accounts.undo(beacon, verdict) }
        let charged = entered.filter { $0.isCharged && $0.0.kind != .click }
        twin = roundStart
        for (ad, spend) in decided { twin.promise(ad, spend) }
        // What had to be charged stays taken, from now on as a promise that waits for the beacon to come again.
        for (beacon, verdict, _) in charged {
            guard case .valid(let price) = verdict else { continue }
            let minute = beacon.ad.issued.milliseconds / 60_000
            twin.inherited[beacon.ad.lineItem, default: [:]][minute] =
                (twin.inherited[beacon.ad.lineItem]?[minute] ?? DeliveryTwin.Amounts())
                + DeliveryTwin.amounts(beacon.kind, price)
        }
        let promises =
            batch.reservations.prefix(carriedCount)
            + decided.map { ad, spend in
                ReservationChange(
                    lineItem: ad.lineItem, issuedMinute: ad.issued.milliseconds / 60_000,
                    impressions: 1, viewables: 1, spendMicros: spend)
            }
        check("after a failed commit")
        clearRound()
        batch.reservations = Array(promises)
        carriedCount = promises.count
    }

    /// The process ends without warning; what was not committed is gone, but pages still hold their tokens.
    mutating func crash() throws {
        clearRound()
        twin = logged
        twin.advance(to: now, zone: configuration.zone)
        epoch += 1
        serial = TokenSerial.first(epoch: epoch, reactor: 0)
        ledger = DeliveryLedger()
        pacers = try #require(ledger.adopt(bookings.map(\.lineItem)))
        let recovery = try Recovery(configuration, tokenLife: TokenLife.ofLog, at: now)
        log = try EventLog(
            configuration, tokenLife: TokenLife.ofLog, at: now, carried: recovery.totals)
        accounts = DeliveryAccounts(
            recovery: recovery, ledger: ledger, zone: configuration.zone, epoch: epoch, at: now)
        twin.restart(epoch: epoch, at: now)
        logged = twin
    }

    // MARK: Laws

    func check(_ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
        for (booking, pacer) in zip(bookings, pacers) {
            for field in DeliveryCounters.Field.allCases {
                let counter = ledger.counters.value(field, of: pacer.slot)
                #expect(
                    counter == twin.counter(field, booking.id),
                    "\(comment): \(field) of \(booking)", sourceLocation: sourceLocation)
                #expect(
                    (0...pacer.limits.limit(of: field)).contains(counter),
                    "\(comment): \(field) of \(booking)", sourceLocation: sourceLocation)
            }
            let total = accounts.totals[booking.id] ?? DeliveredTotals()
            let item = twin.items[booking.id]
            #expect(total.impressions == item?.delivered.impressions, comment)
            #expect(total.viewables == item?.delivered.viewables, comment)
            #expect(total.clicks == item?.clicks, comment)
            #expect(total.spendMicros == item?.delivered.spend, comment)
        }
    }
}
