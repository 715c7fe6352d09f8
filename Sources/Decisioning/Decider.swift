internal import Catalog
package import Chronology
package import Pacing
internal import Targeting

/// Chooses the ads of a page: tier by tier, within a tier the most urgent or the best paid first.
///
/// Owned by one thread. Everything it depends on is passed in (snapshot, counters, time, the seed of its randomness),
/// so the same inputs give the same decision.
package struct Decider {
    private var random: RandomSource
    private var scratch = TargetingIndex.Scratch()

    package init(seed: UInt64) {
        random = RandomSource(seed: seed)
    }

    /// Fills the slots of a page and promises each chosen line item one impression.
    ///
    /// - Parameter isRehearsal: whether to change nothing: no promise, no share counted. For explanations.
    /// - Returns: one outcome a requested slot, in their order.
    /// - Complexity: O(line items / 64 + candidates until the slots are full).
    package mutating func decide(
        _ request: PageRequest, _ snapshot: ServingSnapshot, _ counters: DeliveryCounters,
        at now: Instant, isRehearsal: Bool = false
    ) -> [SlotOutcome] {
        var page = PageInProgress(
            request: request, snapshot: snapshot, counters: counters, now: now,
            isRehearsal: isRehearsal)
        var group: [Int] = []
        var random = random
        snapshot.index.forEachMatch(
            on: request.page, slots: request.slots.map(\.slot), scratch: &scratch
        ) { position in
            if let last = group.last, !page.belongTogether(last, position) {
                page.place(group, &random)
                group.removeAll(keepingCapacity: true)
                if page.isFull { return false }
            }
            group.append(position)
            return true
        }
        page.place(group, &random)
        let outcomes = page.outcomes(&random)
        self.random = random
        return outcomes
    }
}

/// The state of one decision.
private struct PageInProgress {
    let request: PageRequest
    let snapshot: ServingSnapshot
    let counters: DeliveryCounters
    let now: Instant
    let isRehearsal: Bool
    var assignment: SlotAssignment
    /// Requested slot to the best reason why it may stay empty.
    var reasons: [EmptyReason]
    /// Exclusion group to the advertiser that holds it on this page.
    var exclusionGroups: [String: String] = [:]
    /// Whether a sponsorship with a share is on the page.
    var hasSharedSponsor = false

    init(
        request: PageRequest, snapshot: ServingSnapshot, counters: DeliveryCounters, now: Instant,
        isRehearsal: Bool
    ) {
        self.request = request
        self.snapshot = snapshot
        self.counters = counters
        self.now = now
        self.isRehearsal = isRehearsal
        assignment = SlotAssignment(slots: request.slots.count)
        reasons = [EmptyReason](repeating: .noMatch, count: request.slots.count)
    }

    var isFull: Bool { assignment.isFull }

    private func item(_ position: Int) -> LineItem {
        snapshot.catalog.lineItems[snapshot.ranking[position]]
    }

    private func pacer(_ position: Int) -> Pacer {
        snapshot.pacers[snapshot.ranking[position]]
    }

    /// Whether two neighbours in the ranking are weighed against each other rather than taken in order.
    ///
    /// Sponsorships compare their shares and guaranteed line items their lag; below that only equals compete, by lot.
    func belongTogether(_ left: Int, _ right: Int) -> Bool {
        let tier = item(left).tier
        guard tier == item(right).tier else { return false }
        return tier <= .guaranteed || snapshot.values[left] == snapshot.values[right]
    }

    /// Places as many of a group's line items as fit, the most urgent first.
    mutating func place(_ group: [Int], _ random: inout RandomSource) {
        var contenders: [Contender] = []
        for position in group {
            let mask = fitMask(position)
            guard mask != 0 else { continue }
            if let reason = refusal(position) {
                note(reason, mask)
            } else {
                contenders.append(
                    Contender(
                        position: position, mask: mask, urgency: urgency(position),
                        value: snapshot.values[position], lot: random.next()))
            }
        }
        contenders.sort(by: Contender.isBefore)
        for contender in contenders where contender.urgency >= 0 {
            place(contender)
        }
        for contender in contenders where contender.urgency < 0 {
            note(.paced, contender.mask)
        }
    }

    private mutating func place(_ contender: Contender) {
        let item = item(contender.position)
        // Sponsors that share a section take turns: a second one joins only when it is owed three quarters of a page.
        if hasSharedSponsor, item.goal?.isShare == true,
            contender.urgency < DeliveryCurve.whole / 4
        {
            note(.paced, contender.mask)
            return
        }
        guard !isExcluded(item),
            let next = assignment.adding(contender.position, fitting: contender.mask)
        else {
            note(.competing, contender.mask)
            return
        }
        guard isRehearsal || pacer(contender.position).reserve(counters) else {
            note(.capped, contender.mask)
            return
        }
        assignment = next
        // It cannot be in the other slots that it fits as well.
        note(.competing, contender.mask)
        for group in item.exclusionGroups { exclusionGroups[group] = item.advertiser }
        guard item.goal?.isShare == true else { return }
        hasSharedSponsor = true
        if !isRehearsal {
            counters.add(1, to: .wonPages, of: pacer(contender.position).slot)
        }
    }

    /// Whether a rival of another advertiser is on the page.
    private func isExcluded(_ item: LineItem) -> Bool {
        item.exclusionGroups.contains { group in
            exclusionGroups[group].map { $0 != item.advertiser } ?? false
        }
    }

    private func fitMask(_ position: Int) -> UInt32 {
        let item = item(position)
        var mask: UInt32 = 0
        for (index, slot) in request.slots.enumerated()
        where !snapshot.fitting(item, slot, language: request.page.language).isEmpty {
            mask |= 1 << UInt32(index)
        }
        return mask
    }

    private func refusal(_ position: Int) -> EmptyReason? {
        let item = item(position)
        guard item.flight.contains(now) else { return .noMatch }
        guard request.blockedCategories.isDisjoint(with: item.adCategories) else { return .blocked }
        switch pacer(position).obstacle(at: now, counters) {
        case nil: return nil
        case .paced: return .paced
        default: return .capped
        }
    }

    /// Who is served first within a group; negative when it is not this line item's turn.
    private func urgency(_ position: Int) -> Int64 {
        let item = item(position)
        let pacer = pacer(position)
        guard item.tier == .sponsorship else {
            return item.tier == .guaranteed ? pacer.lagMillionths(at: now, counters) : 0
        }
        guard case .share(let millionths) = item.goal else { return DeliveryCurve.whole }
        let eligible =
            isRehearsal
            ? counters.value(.eligiblePages, of: pacer.slot) + 1
            : counters.increment(.eligiblePages, of: pacer.slot)
        let won = counters.value(.wonPages, of: pacer.slot)
        // Half a page view of rounding keeps the share exact to the nearest whole page at every moment.
        return ShareOfVoice.owedMillionths(share: millionths, eligible: eligible, won: won)
            - DeliveryCurve.whole / 2
    }

    private mutating func note(_ reason: EmptyReason, _ mask: UInt32) {
        for slot in reasons.indices where mask & (1 << UInt32(slot)) != 0 {
            reasons[slot] = max(reasons[slot], reason)
        }
    }

    /// The outcome of each slot, with a creative chosen for each placement.
    func outcomes(_ random: inout RandomSource) -> [SlotOutcome] {
        request.slots.indices.map { slot in
            guard let position = assignment.candidates[slot] else { return .empty(reasons[slot]) }
            let item = item(position)
            let creatives = snapshot.fitting(
                item, request.slots[slot], language: request.page.language)
            return .filled(
                Placement(
                    lineItem: snapshot.ranking[position],
                    creative: pick(creatives, item.rotation, &random)))
        }
    }

    /// One creative by lot, each as likely as its weight; equal weights when the rotation is even.
    private func pick(
        _ creatives: [Int], _ rotation: LineItem.Rotation, _ random: inout RandomSource
    ) -> Int {
        func weight(_ creative: Int) -> Int {
            rotation == .even ? 1 : snapshot.catalog.creatives[creative].weight
        }
        var ticket = Int.random(in: 0..<creatives.reduce(0) { $0 + weight($1) }, using: &random)
        for creative in creatives {
            ticket -= weight(creative)
            if ticket < 0 { return creative }
        }
        preconditionFailure("a ticket of \(ticket) beyond the weights of \(creatives)")
    }
}

extension LineItem.Goal {
    fileprivate var isShare: Bool {
        if case .share = self { true } else { false }
    }
}

private struct Contender {
    let position: Int
    let mask: UInt32
    let urgency: Int64
    let value: Int64
    let lot: UInt64

    static func isBefore(_ left: Contender, _ right: Contender) -> Bool {
        (right.urgency, right.value, right.lot) < (left.urgency, left.value, left.lot)
    }
}
