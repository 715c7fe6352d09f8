internal import Chronology
internal import EventLog
internal import Pacing

/// The writer thread's books: what is confirmed, what is promised, and which tokens are used.
///
/// Every change is undone when the commit that should have carried it failed.
struct DeliveryAccounts {
    private let ledger: DeliveryLedger
    private let zone: TimeZoneRules
    /// The start of the server whose tokens are covered by promises made in this process.
    private let epoch: Int64
    /// Promises made by this process.
    private var promised = ReservationBook()
    /// Promises that an earlier process left in the log.
    private var inherited = ReservationBook()
    /// Promises of earlier minutes were given back: what comes of them has to be covered anew.
    private var firstOpenMinute: Int64 = 0
    private(set) var totals: [String: DeliveredTotals]
    private var today: [String: DeliveredTotals]
    private var localDate: CivilDate
    private var spent = SpentTokens()

    /// Takes over what the log knows.
    init(
        recovery: Recovery, ledger: DeliveryLedger, zone: TimeZoneRules, epoch: Int64,
        at now: Instant
    ) {
        self.ledger = ledger
        self.zone = zone
        self.epoch = epoch
        totals = recovery.totals
        today = recovery.today
        localDate = zone.local(at: now).date
        let counters = ledger.counters
        for (lineItem, total) in totals {
            guard let slot = ledger.slot(of: lineItem) else { continue }
            counters.add(total.impressions, to: .impressions, of: slot)
            counters.add(total.viewables, to: .viewables, of: slot)
            counters.add(total.clicks, to: .clicks, of: slot)
            counters.add(total.spendMicros, to: .spend, of: slot)
        }
        for (lineItem, total) in today {
            guard let slot = ledger.slot(of: lineItem) else { continue }
            counters.add(total.impressions, to: .impressionsToday, of: slot)
            counters.add(total.spendMicros, to: .spendToday, of: slot)
        }
        for token in recovery.spentTokens {
            spent.insert(
                bits: UInt8(truncatingIfNeeded: token.kinds), hour: token.issuedHour,
                serial: token.serial)
        }
        inherit(recovery.reservations)
    }

    private mutating func inherit(_ reservations: [ReservationChange]) {
        var sums: [ReservationKey: ReservationBook.Open] = [:]
        for change in reservations {
            let key = ReservationKey(lineItem: change.lineItem, minute: change.issuedMinute)
            sums[key, default: .zero] =
                sums[key, default: .zero]
                + ReservationBook.Open(
                    impressions: change.impressions, viewables: change.viewables,
                    spendMicros: change.spendMicros)
        }
        for (key, sum) in sums {
            guard let slot = ledger.slot(of: key.lineItem) else { continue }
            // A confirmation can outlive the record of its promise, so a sum may be below zero.
            let open = ReservationBook.Open(
                impressions: max(0, sum.impressions), viewables: max(0, sum.viewables),
                spendMicros: max(0, sum.spendMicros))
            inherited.add(open, slot: slot, minute: key.minute)
            count(open, slot: slot, sign: 1)
        }
    }

    private func count(_ open: ReservationBook.Open, slot: Int, sign: Int64) {
        let counters = ledger.counters
        counters.add(sign * open.impressions, to: .impressions, of: slot)
        counters.add(sign * open.impressions, to: .impressionsToday, of: slot)
        counters.add(sign * open.viewables, to: .viewables, of: slot)
        counters.add(sign * open.spendMicros, to: .spend, of: slot)
        counters.add(sign * open.spendMicros, to: .spendToday, of: slot)
    }

    // MARK: Time

    /// Gives back what expired, and opens the books of a new local date.
    ///
    /// - Parameters:
    ///   - now: time as the log has it, which never goes back: it decides which local date it is.
    ///   - clock: the machine's clock, which issued the tokens: it decides how old they are.
    mutating func advance(to now: Instant, clock: Instant) {
        let firstMinute =
            (clock.milliseconds - TokenLife.view) / Instant.millisecondsPerMinute
        for (slot, open) in promised.expire(before: firstMinute) {
            count(open, slot: slot, sign: -1)
        }
        for (slot, open) in inherited.expire(before: firstMinute) {
            count(open, slot: slot, sign: -1)
        }
        firstOpenMinute = max(firstOpenMinute, firstMinute)
        spent.removeAll(before: TokenLife.firstRememberedHour(at: clock))
        let date = zone.local(at: now).date
        guard date > localDate else { return }
        localDate = date
        for (lineItem, total) in today {
            guard let slot = ledger.slot(of: lineItem) else { continue }
            ledger.counters.add(-total.impressions, to: .impressionsToday, of: slot)
            ledger.counters.add(-total.spendMicros, to: .spendToday, of: slot)
        }
        today.removeAll(keepingCapacity: true)
    }

    // MARK: Events

    mutating func promise(_ promise: DecidedPage.Promise) {
        promised.add(
            ReservationBook.Open(impressions: 1, viewables: 1, spendMicros: promise.spendMicros),
            slot: promise.slot, minute: promise.issuedMinute)
    }

    /// What a beacon comes to.
    enum Verdict: Equatable {
        /// The same event of the same ad was counted before.
        case repeated
        /// Counted, with what it costs in micros.
        case valid(Int64)
        case invalid(InvalidReason)
    }

    /// Judges a beacon and enters it into the books.
    mutating func enter(_ beacon: Beacon, at now: Instant) -> Verdict {
        let ad = beacon.ad
        let hour = ad.issued.milliseconds / Instant.millisecondsPerHour
        if spent.contains(beacon.kind, hour: hour, serial: ad.serial) { return .repeated }
        if let invalid = beacon.invalid {
            // What is no reader's doing must not use up the reader's token, and is stored once.
            let bit = SpentTokens.readerlessBit(beacon.kind)
            if spent.contains(bits: bit, hour: hour, serial: ad.serial) { return .repeated }
            spent.insert(bits: bit, hour: hour, serial: ad.serial)
            return .invalid(invalid)
        }
        let isOrdered =
            beacon.kind == .impression || spent.contains(.impression, hour: hour, serial: ad.serial)
        spent.insert(beacon.kind, hour: hour, serial: ad.serial)
        let age = now.milliseconds(since: ad.issued)
        if age > TokenLife.milliseconds(of: beacon.kind) { return .invalid(.late) }
        if !isOrdered { return .invalid(.outOfOrder) }
        guard let slot = ledger.slot(of: ad.lineItem) else { return .invalid(.overGoal) }
        let price = ad.price.micros(for: beacon.kind)
        if let reason = cover(beacon.kind, ad, price, slot) { return .invalid(reason) }
        confirm(beacon.kind, price, ad.lineItem, sign: 1)
        return .valid(price)
    }

    /// Takes a beacon's entry back after the commit that should have carried it failed.
    mutating func undo(_ beacon: Beacon, _ verdict: Verdict) {
        let ad = beacon.ad
        guard verdict != .repeated else { return }
        spent.remove(
            bits: beacon.spentBit, hour: ad.issued.milliseconds / Instant.millisecondsPerHour,
            serial: ad.serial)
        guard case .valid(let price) = verdict, let slot = ledger.slot(of: ad.lineItem) else {
            return
        }
        confirm(beacon.kind, price, ad.lineItem, sign: -1)
        if let amount = Self.promiseAmount(beacon.kind, price) {
            // However it was covered, the counters still hold it: from now on as a promise.
            if TokenSerial.epoch(of: ad.serial) == epoch {
                promised.add(amount, slot: slot, minute: Self.minute(ad))
            } else {
                inherited.add(amount, slot: slot, minute: Self.minute(ad))
            }
        } else {
            ledger.counters.add(-1, to: .clicks, of: slot)
            ledger.counters.add(-price, to: .spend, of: slot)
            ledger.counters.add(-price, to: .spendToday, of: slot)
        }
    }

    private static func minute(_ ad: ServedAd) -> Int64 {
        ad.issued.milliseconds / Instant.millisecondsPerMinute
    }

    /// What an event takes out of its promise; nil for a click, which nothing was promised for.
    static func promiseAmount(_ kind: EventKind, _ price: Int64) -> ReservationBook.Open? {
        switch kind {
        case .impression: .init(impressions: 1, viewables: 0, spendMicros: price)
        case .viewable: .init(impressions: 0, viewables: 1, spendMicros: price)
        default: nil
        }
    }

    /// Makes sure that an event stands within the limits: by its promise, or by taking what is still free now.
    private mutating func cover(
        _ kind: EventKind, _ ad: ServedAd, _ price: Int64, _ slot: Int
    ) -> InvalidReason? {
        guard let amount = Self.promiseAmount(kind, price) else {
            return charge([(.clicks, 1)], price, slot)
        }
        let minute = Self.minute(ad)
        if TokenSerial.epoch(of: ad.serial) == epoch, minute >= firstOpenMinute {
            promised.add(-amount, slot: slot, minute: minute)
            return nil
        }
        let open = inherited.open(slot: slot, minute: minute)
        if kind == .impression ? open.impressions > 0 : open.viewables > 0,
            open.spendMicros >= price
        {
            inherited.add(-amount, slot: slot, minute: minute)
            return nil
        }
        return kind == .impression
            ? charge([(.impressions, 1), (.impressionsToday, 1)], price, slot)
            : charge([(.viewables, 1)], price, slot)
    }

    /// Adds units and money to the counters unless a limit is full.
    private func charge(
        _ units: [(DeliveryCounters.Field, Int64)], _ price: Int64, _ slot: Int
    ) -> InvalidReason? {
        guard let limits = ledger.pacer(of: slot)?.limits else {
            // The line item left the catalog before this process began: its limits are not known, so nothing is billed.
            return price > 0 ? .overBudget : nil
        }
        let money: [(DeliveryCounters.Field, Int64)] = [(.spend, price), (.spendToday, price)]
        var done: [(DeliveryCounters.Field, Int64)] = []
        for (field, amount) in units + money {
            let limit = limits.limit(of: field)
            if ledger.counters.add(amount, to: field, of: slot, upTo: limit) {
                done.append((field, amount))
                continue
            }
            for (field, amount) in done { ledger.counters.add(-amount, to: field, of: slot) }
            return field == .spend || field == .spendToday ? .overBudget : .overGoal
        }
        return nil
    }

    private mutating func confirm(
        _ kind: EventKind, _ price: Int64, _ lineItem: String, sign: Int64
    ) {
        totals[lineItem, default: DeliveredTotals()].add(kind, price, sign: sign)
        today[lineItem, default: DeliveredTotals()].add(kind, price, sign: sign)
    }
}

private struct ReservationKey: Hashable {
    let lineItem: String
    let minute: Int64
}

extension DeliveredTotals {
    fileprivate mutating func add(_ kind: EventKind, _ price: Int64, sign: Int64) {
        switch kind {
        case .impression: impressions += sign
        case .viewable: viewables += sign
        case .click: clicks += sign
        case .request, .served: break
        }
        spendMicros += sign * price
    }
}
