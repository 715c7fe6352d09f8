/// What a request says about the reader's choices, before anything is believed.
package struct ConsentSignals: Equatable, Sendable {
    /// The site's own notice: what the reader chose there.
    package var state: State?
    /// `Sec-GPC: 1` or `DNT: 1`.
    package var optOutHeader = false
    /// The page's statement that the GDPR applies.
    package var gdpr: Bool?
    /// Whether any TCF, GPP or US Privacy string came along.
    package var hasString = false

    package enum State: String, Sendable {
        case granted, denied
    }

    package init() {}
}

/// The class of record for a request, and why.
package struct ConsentRuling: Equatable, Sendable {
    package let recordClass: ConsentClass
    package let reason: Reason

    /// Why a request was given its class; the raw value is the code that operators read.
    package enum Reason: String, Sendable {
        case granted
        case denied
        case optOutHeader = "opt_out_header"
        case gdprWithoutConsent = "gdpr_without_consent"
        /// A string is not read yet, so it gives no consent.
        case stringNotRead = "string_not_read"
        case nothingKnown = "nothing_known"
    }

    /// The reason in plain words.
    package var explanation: String {
        switch reason {
        case .granted: "the reader accepted on this site"
        case .denied: "the reader refused on this site"
        case .optOutHeader: "the browser sends an opt-out signal (GPC or DNT)"
        case .gdprWithoutConsent: "the GDPR applies and no consent is known"
        case .stringNotRead:
            "a consent string came along; until strings are read it counts as no consent"
        case .nothingKnown: "nothing is known of the reader's choice"
        }
    }
}

/// The table from signals to the class of record; any doubt takes the stricter class.
package struct ConsentPolicy: Sendable {
    /// Whether a reader of unknown choice must agree first (EEA) or may object (US states).
    package let requiresOptIn: Bool

    package init(requiresOptIn: Bool) {
        self.requiresOptIn = requiresOptIn
    }

    /// Judges one request; the strictest signal wins, except the reader's own choice on this site over a
    /// browser-wide header where opt-in is the rule.
    package func rule(on signals: ConsentSignals) -> ConsentRuling {
        let optIn = requiresOptIn || signals.gdpr == true
        if signals.state == .denied {
            return ConsentRuling(recordClass: .counts, reason: .denied)
        }
        if signals.hasString {
            return ConsentRuling(recordClass: .counts, reason: .stringNotRead)
        }
        // Where the site's rule is opt-out, a page's word that the GDPR applies must not undo the reader's objection.
        if signals.optOutHeader, !optIn || (!requiresOptIn && signals.state == .granted) {
            return ConsentRuling(recordClass: .event, reason: .optOutHeader)
        }
        if signals.state == .granted {
            return ConsentRuling(recordClass: .identified, reason: .granted)
        }
        if signals.optOutHeader {
            return ConsentRuling(recordClass: .counts, reason: .optOutHeader)
        }
        if signals.gdpr == true {
            return ConsentRuling(recordClass: .counts, reason: .gdprWithoutConsent)
        }
        return ConsentRuling(
            recordClass: requiresOptIn ? .counts : .event, reason: .nothingKnown)
    }
}
