import Chronology
import EventLog
import Pacing

@testable import AdServer

/// The delivery books in the plainest form: what is confirmed, and what every minute's promises still hold.
///
/// All expectations about a line item's counters come from here; nothing of the accounts' own arithmetic is used.
struct DeliveryTwin {
    /// Impressions, viewable impressions, micros.
    struct Amounts: Equatable {
        var impressions: Int64 = 0
        var viewables: Int64 = 0
        var spend: Int64 = 0

        static func + (left: Amounts, right: Amounts) -> Amounts {
            Amounts(
                impressions: left.impressions + right.impressions,
                viewables: left.viewables + right.viewables, spend: left.spend + right.spend)
        }

        static func - (left: Amounts, right: Amounts) -> Amounts {
            Amounts(
                impressions: left.impressions - right.impressions,
                viewables: left.viewables - right.viewables, spend: left.spend - right.spend)
        }

        var notNegative: Amounts {
            Amounts(
                impressions: max(0, impressions), viewables: max(0, viewables),
                spend: max(0, spend))
        }
    }

    typealias Promises = [String: [Int64: Amounts]]

    struct Item {
        var delivered = Amounts()
        var clicks: Int64 = 0
        var today = Amounts()
        var limits: DeliveryLimits
    }

    var items: [String: Item]
    var promised: Promises = [:]
    var inherited: Promises = [:]
    /// What the log says is promised: promises less confirmations.
    var logged: Promises = [:]
    var used: Set<String> = []
    var epoch: Int64
    var date: CivilDate

    private static func sum(_ promises: [Int64: Amounts]?) -> Amounts {
        (promises ?? [:]).values.reduce(Amounts(), +)
    }

    /// The counters that a line item must show.
    func counter(_ field: DeliveryCounters.Field, _ lineItem: String) -> Int64 {
        guard let item = items[lineItem] else { return 0 }
        let open = Self.sum(promised[lineItem]) + Self.sum(inherited[lineItem])
        return switch field {
        case .impressions: item.delivered.impressions + open.impressions
        case .impressionsToday: item.today.impressions + open.impressions
        case .viewables: item.delivered.viewables + open.viewables
        case .clicks: item.clicks
        case .spend: item.delivered.spend + open.spend
        case .spendToday: item.today.spend + open.spend
        case .eligiblePages, .wonPages: 0
        }
    }

    mutating func promise(_ ad: ServedAd, _ spend: Int64) {
        let minute = ad.issued.milliseconds / 60_000
        let amounts = Amounts(impressions: 1, viewables: 1, spend: spend)
        promised[ad.lineItem, default: [:]][minute, default: Amounts()] =
            (promised[ad.lineItem]?[minute] ?? Amounts()) + amounts
        log(amounts, ad)
    }

    private mutating func log(_ amounts: Amounts, _ ad: ServedAd) {
        let minute = ad.issued.milliseconds / 60_000
        logged[ad.lineItem, default: [:]][minute, default: Amounts()] =
            (logged[ad.lineItem]?[minute] ?? Amounts()) + amounts
    }

    mutating func advance(to now: Instant, zone: TimeZoneRules) {
        func isAlive(_ minute: Int64) -> Bool {
            // A minute's last promise ends an hour after the minute's end.
            (minute + 1) * 60_000 + 3_600_000 > now.milliseconds
        }
        for lineItem in items.keys {
            promised[lineItem] = promised[lineItem]?.filter { isAlive($0.key) }
            inherited[lineItem] = inherited[lineItem]?.filter { isAlive($0.key) }
        }
        let local = zone.local(at: now).date
        if local > date {
            date = local
            for lineItem in items.keys { items[lineItem]?.today = Amounts() }
        }
    }

    /// What a beacon comes to, entered; also whether it had to be charged, as no promise held it.
    mutating func enter(_ beacon: Beacon, at now: Instant)
        -> (verdict: DeliveryAccounts.Verdict, isCharged: Bool)
    {
        let ad = beacon.ad
        let use = "\(ad.serial) \(beacon.kind)"
        if used.contains(use) { return (.repeated, false) }
        if let invalid = beacon.invalid { return (.invalid(invalid), false) }
        let isOrdered =
            beacon.kind == .impression || used.contains("\(ad.serial) \(EventKind.impression)")
        used.insert(use)
        let life: Int64 = beacon.kind == .click ? 86_400_000 : 3_600_000
        if now.milliseconds - ad.issued.milliseconds > life { return (.invalid(.late), false) }
        if !isOrdered { return (.invalid(.outOfOrder), false) }
        let price = ad.price.micros(for: beacon.kind)
        var charged = false
        switch cover(beacon.kind, ad, price) {
        case .held: break
        case .free: charged = true
        case .refused(let reason): return (.invalid(reason), false)
        }
        let amounts = Self.amounts(beacon.kind, price)
        if var item = items[ad.lineItem] {
            item.delivered = item.delivered + amounts
            item.today = item.today + amounts
            if beacon.kind == .click { item.clicks += 1 }
            items[ad.lineItem] = item
        }
        if beacon.kind != .click { log(Amounts() - amounts, ad) }
        return (.valid(price), charged)
    }

    static func amounts(_ kind: EventKind, _ price: Int64) -> Amounts {
        Amounts(
            impressions: kind == .impression ? 1 : 0, viewables: kind == .viewable ? 1 : 0,
            spend: price)
    }

    private enum Cover {
        case held, free
        case refused(InvalidReason)
    }

    private mutating func cover(_ kind: EventKind, _ ad: ServedAd, _ price: Int64) -> Cover {
        let minute = ad.issued.milliseconds / 60_000
        let amounts = Self.amounts(kind, price)
        if kind != .click {
            if TokenSerial.epoch(of: ad.serial) == epoch {
                promised[ad.lineItem, default: [:]][minute] =
                    (promised[ad.lineItem]?[minute] ?? Amounts()) - amounts
                return .held
            }
            let open = inherited[ad.lineItem]?[minute] ?? Amounts()
            if open.impressions >= amounts.impressions, open.viewables >= amounts.viewables,
                open.spend >= amounts.spend
            {
                inherited[ad.lineItem, default: [:]][minute] = open - amounts
                return .held
            }
        }
        guard let limits = items[ad.lineItem]?.limits else { return .refused(.overGoal) }
        var fields: [(DeliveryCounters.Field, Int64)]
        switch kind {
        case .impression: fields = [(.impressions, 1), (.impressionsToday, 1)]
        case .viewable: fields = [(.viewables, 1)]
        default: fields = [(.clicks, 1)]
        }
        for (field, amount) in fields
        where counter(field, ad.lineItem) > limits.limit(of: field) - amount {
            return .refused(.overGoal)
        }
        for field in [DeliveryCounters.Field.spend, .spendToday]
        where counter(field, ad.lineItem) > limits.limit(of: field) - price {
            return .refused(.overBudget)
        }
        return .free
    }

    /// The books as a new process finds them in the log.
    mutating func restart(epoch: Int64, at now: Instant) {
        self.epoch = epoch
        promised = [:]
        inherited = [:]
        let firstMinute = (now.milliseconds - 3_600_000) / 60_000
        for (lineItem, minutes) in logged {
            for (minute, amounts) in minutes where minute >= firstMinute {
                inherited[lineItem, default: [:]][minute] = amounts.notNegative
            }
        }
    }
}
