internal import Consent
package import Chronology
package import EventLog
internal import Foundation
package import Pacing
internal import Synchronization

/// The one thread that writes the event log and keeps the delivery books.
///
/// It takes everything that waits, judges it, commits it as one batch and only then answers the beacons in it. A commit
/// that fails has an unknown outcome: the log is opened anew and asked; what is not there is undone and refused, and
/// nothing is served or counted until a commit goes through again.
package final class Recorder: Sendable {
    /// Decisions whose record waits at most this long, in milliseconds.
    private static let tickMilliseconds = 20
    private static let retryMilliseconds = 500
    /// How often a log that cannot be written is tried while the server stops.
    private static let stopTriesMax = 10
    /// Records of decisions kept for a log that cannot be written.
    private static let backlogMax = 200_000

    package let metrics = RecorderMetrics()
    private let inboxes: [RecorderInbox]
    private let doorbell = Doorbell()
    private let clock: @Sendable () -> Instant
    private let control = Mutex(Control())
    private let healthy = Atomic(true)

    private struct Control {
        var shouldStop = false
        /// Terms to be written down before the next batch.
        var terms: [LineItemTerms]?
    }

    package init(reactors: Int, clock: @escaping @Sendable () -> Instant) {
        let doorbell = doorbell
        inboxes = (0..<reactors).map { _ in RecorderInbox(doorbell: doorbell) }
        self.clock = clock
    }

    package func inbox(of reactor: Int) -> RecorderInbox { inboxes[reactor] }

    /// Whether the log takes events; while it does not, nothing may be promised.
    package var isHealthy: Bool { healthy.load(ordering: .acquiring) }

    /// Hands a catalog's terms to the log.
    package func record(_ terms: [LineItemTerms]) {
        control.withLock { $0.terms = terms }
        doorbell.ring()
    }

    /// Asks the thread to write what waits and to end.
    package func stop() {
        control.withLock { $0.shouldStop = true }
        doorbell.ring()
    }

    /// The thread's body: returns after `stop`.
    ///
    /// - Parameter booksAreOpen: called once the ledger holds what the log knows; before that nothing may be promised.
    package func run(
        log: EventLog, recovery: Recovery, ledger: DeliveryLedger, epoch: Int64,
        booksAreOpen: () -> Void = {}
    ) {
        var session = RecorderSession(
            log: log,
            accounts: DeliveryAccounts(
                recovery: recovery, ledger: ledger, zone: log.configuration.zone, epoch: epoch,
                at: recovery.time),
            metrics: metrics, lastTime: max(recovery.time, log.earliestTime),
            backlogMax: Self.backlogMax)
        booksAreOpen()
        var messages: [RecorderMessage] = []
        var triesLeft = Self.stopTriesMax
        while true {
            doorbell.wait(
                milliseconds: isHealthy ? Self.tickMilliseconds : Self.retryMilliseconds)
            let (shouldStop, terms) = control.withLock { control in
                defer { control.terms = nil }
                return (control.shouldStop, control.terms)
            }
            messages.removeAll(keepingCapacity: true)
            for inbox in inboxes { inbox.drain(into: &messages) }
            session.terms = terms ?? session.terms
            healthy.store(
                session.write(messages, at: clock(), isRetry: !isHealthy), ordering: .releasing)
            if shouldStop, messages.isEmpty {
                // What waits for a log that cannot be written is tried for a while, then given up and counted.
                if !session.backlog.isEmpty, triesLeft > 0 {
                    triesLeft -= 1
                    continue
                }
                session.close()
                refuseRest()
                return
            }
        }
    }
}

extension Recorder {
    /// Whoever comes after the end is told so.
    private func refuseRest() {
        healthy.store(false, ordering: .releasing)
        var messages: [RecorderMessage] = []
        for inbox in inboxes { inbox.drain(into: &messages) }
        for case .beacon(let beacon) in messages { beacon.answer.refuse() }
    }
}

/// What the writer thread alone owns.
private struct RecorderSession {
    let log: EventLog
    var accounts: DeliveryAccounts
    let metrics: RecorderMetrics
    /// Time as the log has it: never backwards, whatever the machine's clock does.
    var lastTime: Instant
    let backlogMax: Int
    /// Records of decisions whose commit failed.
    var backlog = LogBatch()
    var terms: [LineItemTerms]?
    /// A round whose commit failed so that nobody knows whether it got through, with the newest row before it.
    private var unresolved: (round: Round, lastID: Int64, time: Instant)?

    /// What one turn of the thread writes.
    private struct Round {
        var batch: LogBatch
        /// How many of the batch's entries are records of decisions; they come first.
        var decidedEntries = 0
        var decidedChanges: [ReservationChange] = []
        var judged: [(Beacon, DeliveryAccounts.Verdict)] = []
    }

    init(
        log: EventLog, accounts: DeliveryAccounts, metrics: RecorderMetrics, lastTime: Instant,
        backlogMax: Int
    ) {
        self.log = log
        self.accounts = accounts
        self.metrics = metrics
        self.lastTime = lastTime
        self.backlogMax = backlogMax
    }

    /// Writes a round's messages; false when the log cannot be written.
    mutating func write(_ messages: [RecorderMessage], at now: Instant, isRetry: Bool) -> Bool {
        lastTime = max(lastTime, now)
        // Before anything is judged: a new day's file begins with the totals up to here.
        let isPrepared = prepare(isRetry: isRetry)
        accounts.advance(to: lastTime, clock: now)
        var round = Round(batch: backlog)
        backlog = LogBatch()
        var changes = ReservationChanges()
        for case .decided(let page) in messages {
            round.batch.entries.append(contentsOf: page.entries)
            for promise in page.promises {
                accounts.promise(promise)
                changes.add(promise)
            }
            metrics.decided(entries: page.entries.count)
        }
        round.decidedEntries = round.batch.entries.count
        round.decidedChanges = round.batch.reservations + changes.list
        for case .beacon(let beacon) in messages {
            round.judged.append((beacon, judge(beacon, at: now, &round.batch, &changes)))
        }
        // The list holds the decisions' changes too; the backlog's stand before it.
        round.batch.reservations.append(contentsOf: changes.list)
        switch isPrepared ? commit(round.batch) : .absent {
        case .durable:
            for (beacon, verdict) in round.judged {
                metrics.count(verdict, beacon.kind)
                beacon.answer.confirm()
            }
            return true
        case .absent: takeBack(round)
        case .unknown(let lastID):
            takeBack(round)
            unresolved = (round, lastID, now)
        }
        return false
    }

    /// Undoes a round in the books and refuses its beacons; the records of its decisions wait for the next one.
    private mutating func takeBack(_ round: Round) {
        for (beacon, verdict) in round.judged.reversed() {
            accounts.undo(beacon, verdict)
            beacon.answer.refuse()
        }
        if round.decidedEntries <= backlogMax {
            backlog.entries = Array(round.batch.entries.prefix(round.decidedEntries))
            backlog.reservations = round.decidedChanges
        } else {
            metrics.dropped(entries: round.decidedEntries)
        }
    }

    /// Opens what has to be open for the next commit; false when the log cannot be written.
    private mutating func prepare(isRetry: Bool) -> Bool {
        do throws(EventLogError) {
            if isRetry {
                try log.reopen()
                resolve()
                try log.probe(at: lastTime)
            }
            let totals = accounts.totals
            try log.turnDay(to: lastTime) { totals }
            if let terms {
                try log.record(terms)
                self.terms = nil
            }
            return true
        } catch {
            metrics.failed(error)
            return false
        }
    }

    /// Settles a round whose outcome was unknown, now that the file can be read again.
    private mutating func resolve() {
        guard let (round, lastID, time) = unresolved else { return }
        unresolved = nil
        guard log.lastID > lastID else { return }
        // It got through after all: enter it again, and do not write its decisions twice.
        if round.decidedEntries <= backlogMax {
            backlog.entries.removeFirst(min(round.decidedEntries, backlog.entries.count))
            backlog.reservations.removeFirst(
                min(round.decidedChanges.count, backlog.reservations.count))
        }
        for (beacon, _) in round.judged { _ = accounts.enter(beacon, at: time) }
    }

    private mutating func judge(
        _ beacon: Beacon, at now: Instant, _ batch: inout LogBatch,
        _ changes: inout ReservationChanges
    ) -> DeliveryAccounts.Verdict {
        let verdict = accounts.enter(beacon, at: now)
        let ad = beacon.ad
        var revenue: Int64 = 0
        var reason: InvalidReason?
        switch verdict {
        case .repeated: return verdict
        case .valid(let price):
            revenue = price
            changes.confirm(beacon.kind, ad, price)
        case .invalid(let why): reason = why
        }
        batch.spentTokens.append(
            SpentToken(
                issuedHour: ad.issued.milliseconds / Instant.millisecondsPerHour,
                serial: ad.serial, kinds: Int64(beacon.spentBit)))
        batch.entries.append(
            LogEntry(
                kind: beacon.kind, consent: RecordClass(ad.consent), slot: ad.slot,
                lineItem: ad.lineItem, creative: ad.creative, section: ad.section,
                region: ad.region, device: ad.device, invalid: reason, revenueMicros: revenue,
                request: ad.request, viewer: ad.viewer))
        return verdict
    }

    private enum Outcome {
        case durable, absent
        /// The file could not be asked; it held rows up to this id before.
        case unknown(lastID: Int64)
    }

    private mutating func commit(_ batch: LogBatch) -> Outcome {
        let before = log.lastID
        do throws(EventLogError) {
            if !batch.isEmpty { try log.commit(batch, at: lastTime) }
        } catch {
            metrics.failed(error)
            return outcome(since: before)
        }
        do throws(EventLogError) {
            try log.tidy(at: lastTime)
        } catch {
            // What was committed is not in doubt. A connection with half a transaction would refuse the next commit.
            metrics.failed(error)
            try? log.reopen()
        }
        return .durable
    }

    /// After an error, only the file can tell whether the batch is in it.
    private func outcome(since before: Int64) -> Outcome {
        do throws(EventLogError) {
            try log.reopen()
            return log.lastID > before ? .durable : .absent
        } catch {
            metrics.failed(error)
            return .unknown(lastID: before)
        }
    }

    mutating func close() {
        if !backlog.entries.isEmpty { metrics.dropped(entries: backlog.entries.count) }
        do throws(EventLogError) { try log.close() } catch { metrics.failed(error) }
    }
}

/// A batch's changes to the promises, summed up by line item and minute.
private struct ReservationChanges {
    private var sums: [String: [Int64: ReservationBook.Open]] = [:]

    mutating func add(_ promise: DecidedPage.Promise) {
        add(
            .init(impressions: 1, viewables: 1, spendMicros: promise.spendMicros),
            promise.lineItem, promise.issuedMinute)
    }

    mutating func confirm(_ kind: EventKind, _ ad: ServedAd, _ price: Int64) {
        guard let amount = DeliveryAccounts.promiseAmount(kind, price) else { return }
        add(-amount, ad.lineItem, ad.issued.milliseconds / Instant.millisecondsPerMinute)
    }

    private mutating func add(_ open: ReservationBook.Open, _ lineItem: String, _ minute: Int64) {
        sums[lineItem, default: [:]][minute, default: .zero] =
            (sums[lineItem]?[minute] ?? .zero) + open
    }

    var list: [ReservationChange] {
        sums.flatMap { lineItem, minutes in
            minutes.map { minute, open in
                ReservationChange(
                    lineItem: lineItem, issuedMinute: minute, impressions: open.impressions,
                    viewables: open.viewables, spendMicros: open.spendMicros)
            }
        }
    }
}

extension RecordClass {
    init(_ consent: ConsentClass) {
        switch consent {
        case .counts: self = .counts
        case .event: self = .event
        case .identified: self = .identified
        }
    }
}
