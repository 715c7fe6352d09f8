/// One event on its way into the log.
package struct LogEntry: Hashable, Sendable {
    package var kind: EventKind
    package var consent: RecordClass
    package var slot: String
    /// Full id; nil for a slot that stayed empty.
    package var lineItem: String?
    package var creative: String?
    package var section: String?
    package var region: String?
    package var device: String
    package var invalid: InvalidReason?
    /// 1 on the first request of a page view, else 0.
    package var pages: Int64
    /// Micros; 0 for an event that is not billed.
    package var revenueMicros: Int64
    /// 16 bytes; kept for classes B and C only.
    package let request: [UInt8]?
    /// Pseudonymous id; kept for class C only.
    package let viewer: String?

    package init(
        kind: EventKind, consent: RecordClass, slot: String, lineItem: String?, creative: String?,
        section: String?, region: String?, device: String, invalid: InvalidReason? = nil,
        pages: Int64 = 0, revenueMicros: Int64 = 0, request: [UInt8]?, viewer: String?
    ) {
        self.kind = kind
        self.consent = consent
        self.slot = slot
        self.lineItem = lineItem
        self.creative = creative
        self.section = section
        self.region = region
        self.device = device
        self.invalid = invalid
        self.pages = pages
        self.revenueMicros = revenueMicros
        // The class decides here, at the last door before the disk, whatever the caller passed.
        self.request = consent == .counts ? nil : request
        self.viewer = consent == .identified && viewer?.isEmpty == false ? viewer : nil
    }
}

/// How much of an event may be kept: the consent classes A, B and C.
package enum RecordClass: Int, Sendable, CaseIterable {
    /// A: counts only, merged with all equal events of the same commit, time cut to the local hour.
    case counts = 1
    /// B: a row of its own, time cut to the minute.
    case event
    /// C: a row with the reader's pseudonymous id.
    case identified
}

/// What a line item has delivered, valid events only.
package struct DeliveredTotals: Equatable, Sendable {
    package var impressions: Int64 = 0
    package var viewables: Int64 = 0
    package var clicks: Int64 = 0
    package var spendMicros: Int64 = 0

    package init() {}
}

/// A change to what a minute's promises of a line item still hold.
package struct ReservationChange: Sendable {
    package let lineItem: String
    /// Minutes since 1970 UTC.
    package let issuedMinute: Int64
    package var impressions: Int64
    package var viewables: Int64
    package var spendMicros: Int64

    package init(
        lineItem: String, issuedMinute: Int64, impressions: Int64, viewables: Int64,
        spendMicros: Int64
    ) {
        self.lineItem = lineItem
        self.issuedMinute = issuedMinute
        self.impressions = impressions
        self.viewables = viewables
        self.spendMicros = spendMicros
    }
}

/// The use of a token for a kind of event.
package struct SpentToken: Sendable {
    /// Hours since 1970 UTC.
    package let issuedHour: Int64
    package let serial: Int64
    /// Bit k is set when the token was used for `EventKind` k.
    package let kinds: Int64

    package init(issuedHour: Int64, serial: Int64, kinds: Int64) {
        self.issuedHour = issuedHour
        self.serial = serial
        self.kinds = kinds
    }
}

/// A line item's terms as the log keeps them beside its events.
package struct LineItemTerms: Equatable, Sendable {
    package let lineItem: String
    package let advertiser: String
    package let campaign: String
    package let tier: String
    package let rateModel: String
    package let priceMicros: Int64
    package let per: String?
    /// Milliseconds since 1970 UTC; the end is exclusive.
    package let flightMilliseconds: Range<Int64>

    package init(
        lineItem: String, advertiser: String, campaign: String, tier: String, rateModel: String,
        priceMicros: Int64, per: String?, flightMilliseconds: Range<Int64>
    ) {
        self.lineItem = lineItem
        self.advertiser = advertiser
        self.campaign = campaign
        self.tier = tier
        self.rateModel = rateModel
        self.priceMicros = priceMicros
        self.per = per
        self.flightMilliseconds = flightMilliseconds
    }
}

/// Everything that one commit makes durable.
package struct LogBatch: Sendable {
    package var entries: [LogEntry] = []
    package var spentTokens: [SpentToken] = []
    package var reservations: [ReservationChange] = []

    package init() {}

    package var isEmpty: Bool { entries.isEmpty && spentTokens.isEmpty && reservations.isEmpty }
}
