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
    package func run(log: EventLog, recovery: Recovery, ledger: DeliveryLedger, epoch: Int64) {
        var session = RecorderSession(
            log: log,
            accounts: DeliveryAccounts(
                recovery: recovery, ledger: ledger, zone: log.configuration.zone, epoch: epoch,
                at: clock()),
            metrics: metrics, lastTime: clock(), backlogMax: Self.backlogMax)
        var messages: [RecorderMessage] = []
        while true {
            let isIdle = messages.isEmpty && session.backlog.isEmpty
            doorbell.wait(
                milliseconds: isHealthy || isIdle ? Self.tickMilliseconds : Self.retryMilliseconds)
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
                session.close()
                return
            }
        }
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

    /// Writes a round's messages; false when the log cannot be written.
    mutating func write(_ messages: [RecorderMessage], at now: Instant, isRetry: Bool) -> Bool {
        lastTime = max(lastTime, now)
        accounts.advance(to: lastTime)
        // A new day's file starts with what was delivered before this round, whose events it will hold itself.
        let carried = lastTime.utcDate > log.day ? accounts.totals : [:]
        var batch = backlog
        backlog = LogBatch()
        let decided = batch.entries.count
        var changes = ReservationChanges()
        for message in messages {
            if case .decided(let page) = message {
                batch.entries.append(contentsOf: page.entries)
                for promise in page.promises {
                    accounts.promise(promise)
                    changes.add(promise)
                }
            }
        }
        let newlyDecided = batch.entries.count
        let decidedChanges = batch.reservations + changes.list
        metrics.decided(entries: newlyDecided - decided)
        var judged: [(Beacon, DeliveryAccounts.Verdict)] = []
        for message in messages {
            if case .beacon(let beacon) = message {
                judged.append((beacon, judge(beacon, &batch, &changes)))
            }
        }
        batch.reservations.append(contentsOf: changes.list)
        if commit(batch, carrying: carried, isRetry: isRetry) {
            for (beacon, verdict) in judged {
                metrics.count(verdict, beacon.kind)
                beacon.answer.confirm()
            }
            return true
        }
        for (beacon, verdict) in judged.reversed() {
            accounts.undo(beacon, verdict)
            beacon.answer.refuse()
        }
        if newlyDecided <= backlogMax {
            backlog.entries = Array(batch.entries.prefix(newlyDecided))
            backlog.reservations = decidedChanges
        } else {
            metrics.dropped(entries: newlyDecided)
        }
        return false
    }

    private mutating func judge(
        _ beacon: Beacon, _ batch: inout LogBatch, _ changes: inout ReservationChanges
    ) -> DeliveryAccounts.Verdict {
        let verdict = accounts.enter(beacon, at: lastTime)
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
        if beacon.invalid == nil {
            batch.spentTokens.append(
                SpentToken(
                    issuedHour: ad.issued.milliseconds / Instant.millisecondsPerHour,
                    serial: ad.serial, kinds: Int64(SpentTokens.bit(beacon.kind))))
        }
        batch.entries.append(
            LogEntry(
                kind: beacon.kind, consent: RecordClass(ad.consent), slot: ad.slot,
                lineItem: ad.lineItem, creative: ad.creative, section: ad.section,
                region: ad.region, device: ad.device, invalid: reason, revenueMicros: revenue,
                request: ad.request, viewer: ad.viewer))
        return verdict
    }

    private mutating func commit(
        _ batch: LogBatch, carrying carried: [String: DeliveredTotals], isRetry: Bool
    ) -> Bool {
        /// The newest row before the batch; nil as long as nothing of the batch can be in the file.
        var before: Int64?
        do throws(EventLogError) {
            if isRetry { try log.reopen() }
            try log.turnDay(to: lastTime) { carried }
            if let terms {
                try log.record(terms)
                self.terms = nil
            }
            if isRetry { try log.probe(at: lastTime) }
            before = log.lastID
            if !batch.isEmpty { try log.commit(batch, at: lastTime) }
            // An error of tidying must not put the commit before it in doubt; the next round sees it again.
            try? log.tidy(at: lastTime)
            return true
        } catch {
            metrics.failed(error)
            return before.map { gotThrough(batch, since: $0) } ?? false
        }
    }

    /// After an error, only the file can tell whether the batch is in it.
    private func gotThrough(_ batch: LogBatch, since before: Int64) -> Bool {
        guard !batch.entries.isEmpty else { return false }
        do throws(EventLogError) {
            try log.reopen()
            return log.lastID > before
        } catch {
            metrics.failed(error)
            return false
        }
    }

    mutating func close() {
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
