internal import Glibc
internal import Synchronization

/// How much of every line item is used: what is confirmed plus what is promised to pages that have not answered yet.
///
/// Reactors reserve concurrently; one writer thread confirms and releases. A limit can never be passed: a reservation
/// adds first and takes back when the sum is above the limit.
///
/// Slots are numbers handed out by `DeliveryLedger` and never reused, so a reload does not touch any counter.
package final class DeliveryCounters: Sendable {
    /// Line items that one process can know.
    package static let slotsMax = 1 << 21

    /// What is counted for each line item.
    package enum Field: Int, CaseIterable, Sendable {
        case impressions, impressionsToday, viewables, clicks, spend, spendToday
        /// Page views that a sponsorship could have had, and those it got.
        case eligiblePages, wonPages
    }

    private static let fields = Field.allCases.count

    /// One cell a field and slot. The pointer never changes after `init`, the memory is only reached through atomic
    /// operations and is freed when no reference to this object is left: that makes sharing it between threads sound.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<Int64>>

    package init() {
        let count = Self.slotsMax * Self.fields
        // Zeroed memory that the kernel only provides once it is touched; an atomic integer of value 0 is all zero bits.
        guard let memory = calloc(count, MemoryLayout<Atomic<Int64>>.stride) else {
            preconditionFailure("no memory for \(count) delivery counters")
        }
        cells = memory.bindMemory(to: Atomic<Int64>.self, capacity: count)
    }

    deinit {
        free(cells)
    }

    package func value(_ field: Field, of slot: Int) -> Int64 {
        cells[index(field, slot)].load(ordering: .relaxed)
    }

    package func add(_ amount: Int64, to field: Field, of slot: Int) {
        _ = cells[index(field, slot)].wrappingAdd(amount, ordering: .relaxed)
    }

    /// Adds one and returns the new value.
    package func increment(_ field: Field, of slot: Int) -> Int64 {
        cells[index(field, slot)].wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Adds unless the sum would pass the limit.
    ///
    /// - Returns: whether the amount was added.
    package func add(_ amount: Int64, to field: Field, of slot: Int, upTo limit: Int64) -> Bool {
        let index = index(field, slot)
        var used = cells[index].load(ordering: .relaxed)
        while true {
            let (sum, overflow) = used.addingReportingOverflow(amount)
            guard !overflow, sum <= limit else { return false }
            let (exchanged, original) = cells[index].weakCompareExchange(
                expected: used, desired: sum, ordering: .relaxed)
            if exchanged { return true }
            used = original
        }
    }

    private func index(_ field: Field, _ slot: Int) -> Int {
        precondition(slot >= 0 && slot < Self.slotsMax)
        return slot * Self.fields + field.rawValue
    }
}
