internal import Chronology
package import EventLog

/// How long an ad's token counts, from the decision on.
package enum TokenLife {
    /// Milliseconds within which an impression and a viewable impression count.
    package static let view: Int64 = 3_600_000
    /// Milliseconds within which a click counts.
    package static let click: Int64 = 86_400_000
    /// Milliseconds after which a token is refused: its uses are no longer remembered.
    package static let remembered: Int64 = click + 3_600_000

    package static func milliseconds(of kind: EventKind) -> Int64 {
        kind == .click ? click : view
    }

    /// The oldest hour of issue whose tokens' uses are still known.
    static func firstRememberedHour(at now: Instant) -> Int64 {
        (now.milliseconds - remembered) / Instant.millisecondsPerHour
    }

    package static let ofLog = EventLog.TokenLife(view: view, click: remembered)
}

/// The number that makes every token unique: start of the server (20 bits), reactor (5 bits), count (38 bits).
package enum TokenSerial {
    package static let reactorsMax = 32

    /// The first serial number of a reactor.
    package static func first(epoch: Int64, reactor: Int) -> Int64 {
        precondition(epoch > 0 && epoch < 1 << 20 && reactor < reactorsMax)
        return epoch << 43 | Int64(reactor) << 38
    }

    package static func epoch(of serial: Int64) -> Int64 { serial >> 43 }
}
