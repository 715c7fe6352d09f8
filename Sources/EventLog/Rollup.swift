/// A cell of the roll-up: everything that its events have in common.
struct RollupKey: Hashable {
    /// Start of the site's local hour, milliseconds since 1970 UTC.
    var hour: Int64
    var kind: Int64
    var slot: Int64
    var lineItem: Int64
    var creative: Int64
    var section: Int64
    var region: Int64
    var device: Int64
    var consent: Int64
    var invalid: Int64

    var columns: [Int64] {
        [hour, kind, slot, lineItem, creative, section, region, device, consent, invalid]
    }
}

struct RollupSums {
    var count: Int64 = 0
    var pages: Int64 = 0
    var revenueMicros: Int64 = 0
}

/// Sums of log rows that are not in the roll-up table yet.
struct PendingRollup {
    private(set) var cells: [RollupKey: RollupSums] = [:]
    private(set) var rows = 0

    mutating func add(_ key: RollupKey, count: Int64, pages: Int64, revenueMicros: Int64) {
        var sums = cells[key] ?? RollupSums()
        sums.count += count
        sums.pages += pages
        sums.revenueMicros += revenueMicros
        cells[key] = sums
        rows += 1
    }

    mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        rows = 0
    }
}
