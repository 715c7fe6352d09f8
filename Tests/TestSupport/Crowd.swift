internal import Foundation
internal import Synchronization

/// Many threads that do the same at once.
package enum Crowd {
    /// Runs `work` on `count` threads and waits for all of them.
    package static func run(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                work(index)
                group.leave()
            }.start()
        }
        group.wait()
    }

    /// Looks again every 20 ms until `condition` holds; false when it did not within the time.
    package static func waits(
        seconds: Double = 15, until condition: () throws -> Bool
    ) rethrows -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while try !condition() {
            if Date() > end { return false }
            usleep(20_000)
        }
        return true
    }
}

/// A value that many threads change, one at a time.
package final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    package init(_ value: Value) {
        mutex = Mutex(value)
    }

    package var value: Value { mutex.withLock { $0 } }

    @discardableResult
    package func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        mutex.withLock { value in body(&value) }
    }
}
