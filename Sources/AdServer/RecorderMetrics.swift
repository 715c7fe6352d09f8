internal import EventLog
internal import Synchronization

/// What the writer thread did, for the metrics page.
package final class RecorderMetrics: Sendable {
    package struct Values: Sendable {
        /// Event name and validity (`valid`, `repeated` or a reason) to count.
        package var events: [String: [String: Int64]] = [:]
        package var decisionRecords: Int64 = 0
        package var droppedRecords: Int64 = 0
        package var failures: Int64 = 0
        package var lastFailure: String?
    }

    private let values = Mutex(Values())

    package var current: Values { values.withLock { $0 } }

    func decided(entries: Int) {
        guard entries > 0 else { return }
        values.withLock { $0.decisionRecords += Int64(entries) }
    }

    func dropped(entries: Int) {
        values.withLock { $0.droppedRecords += Int64(entries) }
    }

    func failed(_ error: EventLogError) {
        values.withLock { values in
            values.failures += 1
            values.lastFailure = error.description
        }
    }

    func count(_ verdict: DeliveryAccounts.Verdict, _ kind: EventKind) {
        let validity =
            switch verdict {
            case .repeated: "repeated"
            case .valid: "valid"
            case .invalid(let reason): reason.name
            }
        values.withLock { $0.events[kind.name, default: [:]][validity, default: 0] += 1 }
    }
}
