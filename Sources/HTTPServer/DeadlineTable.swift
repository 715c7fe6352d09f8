internal import Glibc
internal import Synchronization

/// When each connection must have made its next step; those that have not are shut down.
///
/// The library's own timeout counts silence only: a client that sends a byte a second would stay for ever.
final class DeadlineTable: Sendable {
    private static let never: UInt32 = 0
    private static let ticksPerSecond = UInt32(1000 / Limits.sweepMilliseconds)

    /// Descriptor to tick. The pointer never changes after `init`, and its memory is only reached through atomic operations
    /// until the last reference is gone: sharing it between threads is sound.
    private nonisolated(unsafe) let deadlines: UnsafeMutablePointer<Atomic<UInt32>>
    private let count: Int
    /// One more than the largest descriptor that ever was a connection.
    private let used = Atomic<Int>(0)
    /// Of the monotonic clock, as of the last sweep; from 1, so that no deadline is ever `never`.
    private let tick = Atomic<UInt32>(1)
    private let isOver = Atomic(false)
    /// Held while a connection is shut down or forgotten, so that a number that is used again is not hit.
    private let closing = Mutex(())

    /// - Parameter descriptors: one more than the largest descriptor that the process can have.
    init(descriptors: Int) {
        count = descriptors
        guard let memory = calloc(descriptors, MemoryLayout<Atomic<UInt32>>.stride) else {
            preconditionFailure("no memory for the deadlines of \(descriptors) descriptors")
        }
        // An atomic integer of value 0 is all zero bits, so the zeroed memory holds `descriptors` of them.
        deadlines = memory.bindMemory(to: Atomic<UInt32>.self, capacity: descriptors)
        readClock()
    }

    deinit {
        free(deadlines)
    }

    /// Whether a descriptor can have a deadline at all; one that cannot must not be served.
    func watch(_ descriptor: Int32) -> Bool {
        guard descriptor >= 0, Int(descriptor) < count else { return false }
        used.max(Int(descriptor) + 1, ordering: .relaxed)
        return true
    }

    /// - Complexity: O(1), without a lock.
    func arm(_ descriptor: Int32, seconds: UInt32) {
        store(tick(after: seconds), descriptor)
    }

    func disarm(_ descriptor: Int32) {
        store(Self.never, descriptor)
    }

    private func store(_ deadline: UInt32, _ descriptor: Int32) {
        precondition(descriptor >= 0 && Int(descriptor) < count, "no deadline for \(descriptor)")
        deadlines[Int(descriptor)].store(deadline, ordering: .relaxed)
    }

    /// Called when a connection is closed, before its number can be used again.
    func forget(_ descriptor: Int32) {
        closing.withLock { _ in disarm(descriptor) }
    }

    /// The present tick.
    var now: UInt32 { tick.load(ordering: .relaxed) }

    /// The last tick of a deadline that begins now.
    func tick(after seconds: UInt32) -> UInt32 {
        let (ticks, overflows) = seconds.multipliedReportingOverflow(by: Self.ticksPerSecond)
        let (deadline, wraps) = now.addingReportingOverflow(ticks)
        return overflows || wraps ? .max : deadline
    }

    /// Ends every connection whose deadline is over; its reactor then sees it closed.
    ///
    /// - Complexity: O(descriptors).
    func sweep() {
        readClock()
        let now = now
        for descriptor in 0..<used.load(ordering: .relaxed) {
            let deadline = deadlines[descriptor].load(ordering: .relaxed)
            guard deadline != Self.never, deadline < now else { continue }
            closing.withLock { _ in
                let (isDue, _) = deadlines[descriptor].compareExchange(
                    expected: deadline, desired: Self.never, ordering: .relaxed)
                if isDue { shutdown(Int32(descriptor), Int32(SHUT_RDWR)) }
            }
        }
    }

    private func readClock() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let milliseconds = Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
        tick.store(
            UInt32(truncatingIfNeeded: milliseconds / Limits.sweepMilliseconds) &+ 1,
            ordering: .relaxed)
    }

    /// Calls `round` after every sweep until `end`; returns then.
    func sweepUntilEnd(_ round: () -> Void) {
        while !isOver.load(ordering: .acquiring) {
            sweep()
            round()
            usleep(UInt32(Limits.sweepMilliseconds) * 1000)
        }
    }

    func end() {
        isOver.store(true, ordering: .releasing)
    }
}
