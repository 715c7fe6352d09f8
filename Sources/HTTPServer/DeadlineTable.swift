internal import Glibc
internal import Synchronization

/// When each connection must have made its next step, and a thread that ends those that have not.
///
/// The library's own timeout counts silence only: a client that sends a byte a second would stay for ever.
final class DeadlineTable: Sendable {
    /// File descriptors from this on would have no deadline, so the process is kept from having any.
    static let descriptorsMax = 65_536
    private static let never: UInt32 = 0

    /// Descriptor to second of the monotonic clock. The pointer never changes after `init` and its memory is only reached
    /// through atomic operations until the last reference is gone, so sharing it between threads is sound.
    private nonisolated(unsafe) let deadlines: UnsafeMutablePointer<Atomic<UInt32>>
    private let second = Atomic<UInt32>(1)
    /// Held while a connection is shut down or closed, so that a number that is used again is not hit.
    private let closing = Mutex(())

    init() {
        guard let memory = calloc(Self.descriptorsMax, MemoryLayout<Atomic<UInt32>>.stride) else {
            preconditionFailure("no memory for the table of deadlines")
        }
        // An atomic integer of value 0 is all zero bits.
        deadlines = memory.bindMemory(to: Atomic<UInt32>.self, capacity: Self.descriptorsMax)
        tick()
    }

    deinit {
        free(deadlines)
    }

    func arm(_ descriptor: Int32, seconds: UInt32) {
        guard descriptor >= 0, Int(descriptor) < Self.descriptorsMax else { return }
        deadlines[Int(descriptor)].store(
            second.load(ordering: .relaxed) &+ seconds, ordering: .relaxed)
    }

    func disarm(_ descriptor: Int32) {
        guard descriptor >= 0, Int(descriptor) < Self.descriptorsMax else { return }
        deadlines[Int(descriptor)].store(Self.never, ordering: .relaxed)
    }

    /// Called when a connection is closed, before its number can be used again.
    func forget(_ descriptor: Int32) {
        closing.withLock { _ in disarm(descriptor) }
    }

    private func tick() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        // From 1, so that no deadline is ever `never`.
        second.store(UInt32(truncatingIfNeeded: time.tv_sec) &+ 1, ordering: .relaxed)
    }

    /// Ends every connection whose deadline is over; the reactor then sees it closed.
    func sweep() {
        tick()
        let now = second.load(ordering: .relaxed)
        for descriptor in 0..<Self.descriptorsMax {
            let deadline = deadlines[descriptor].load(ordering: .relaxed)
            guard deadline != Self.never, deadline < now else { continue }
            closing.withLock { _ in
                let (exchanged, _) = deadlines[descriptor].compareExchange(
                    expected: deadline, desired: Self.never, ordering: .relaxed)
                if exchanged { shutdown(Int32(descriptor), Int32(SHUT_RDWR)) }
            }
        }
    }
}
