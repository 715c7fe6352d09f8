internal import Dispatch
internal import Synchronization

/// Wakes one waiting thread; rings while it is awake cost one atomic operation.
final class Doorbell: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isRung = Atomic(false)

    func ring() {
        if !isRung.exchange(true, ordering: .acquiringAndReleasing) { semaphore.signal() }
    }

    /// Waits until somebody rings or the time is over.
    func wait(milliseconds: Int) {
        _ = semaphore.wait(timeout: .now() + .milliseconds(milliseconds))
        isRung.store(false, ordering: .releasing)
    }
}
