/// What may be recorded of an event; each class stores more than the one before.
package enum ConsentClass: Int, Sendable, CaseIterable, Comparable {
    /// Counts only: one is added to a cell, no row of the view's own.
    case counts = 1
    /// A row without any identifier, its time cut to the minute.
    case event
    /// A row with the site's own pseudonymous id.
    case identified

    /// `A`, `B` or `C`.
    package var letter: String {
        switch self {
        case .counts: "A"
        case .event: "B"
        case .identified: "C"
        }
    }

    /// The word that the page is told: `none`, `contextual` or `full`.
    package var publicName: String {
        switch self {
        case .counts: "none"
        case .event: "contextual"
        case .identified: "full"
        }
    }

    package static func < (left: ConsentClass, right: ConsentClass) -> Bool {
        left.rawValue < right.rawValue
    }
}
