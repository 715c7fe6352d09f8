package import EventLog
internal import Synchronization

/// What a reactor tells the writer thread.
package enum RecorderMessage: Sendable {
    /// A page was given its ads; nobody waits for the record.
    case decided(DecidedPage)
    /// A beacon came in; its answer waits until the event is durable.
    case beacon(Beacon)
}

/// The record of one decision.
package struct DecidedPage: Sendable {
    package var entries: [LogEntry]
    package var promises: [Promise]

    package struct Promise: Sendable {
        package let lineItem: String
        /// The line item's number in the ledger.
        package let slot: Int
        /// Minutes since 1970 UTC.
        package let issuedMinute: Int64
        package let spendMicros: Int64
    }
}

/// One event of an ad that a page reports.
package struct Beacon: Sendable {
    package let ad: ServedAd
    package let kind: EventKind
    /// Set when the request itself shows that no reader is behind it.
    package let invalid: InvalidReason?
    package let answer: any PendingAnswer

    /// What the event takes from its token.
    var spentBit: UInt8 {
        invalid == nil ? SpentTokens.bit(kind) : SpentTokens.readerlessBit(kind)
    }
}

/// The answer to a beacon, given once its fate is known.
package protocol PendingAnswer: Sendable {
    /// The event is durable, or was before.
    func confirm()
    /// The event was not stored; the client may send it again.
    func refuse()
}

/// A bounded queue from one reactor to the writer thread.
package final class RecorderInbox: Sendable {
    /// Messages held at most; above it requests are refused, never left unlogged.
    package static let messagesMax = 65_536

    private let messages = Mutex<[RecorderMessage]>([])
    private let doorbell: Doorbell

    init(doorbell: Doorbell) {
        self.doorbell = doorbell
    }

    /// Hands a message over; false when the queue is full.
    package func push(_ message: RecorderMessage) -> Bool {
        let isAccepted = messages.withLock { messages in
            guard messages.count < Self.messagesMax else { return false }
            messages.append(message)
            return true
        }
        // Only a beacon has somebody waiting; decisions are picked up with the next one or at the next tick.
        if isAccepted, case .beacon = message { doorbell.ring() }
        return isAccepted
    }

    /// Takes everything out, in order of arrival.
    func drain(into list: inout [RecorderMessage]) {
        messages.withLock { messages in
            list.append(contentsOf: messages)
            messages.removeAll(keepingCapacity: true)
        }
    }
}
