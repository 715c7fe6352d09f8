import Consent
import Testing

@Suite("From signals to the class of record")
struct ConsentPolicyTests {
    static let states: [ConsentSignals.State?] = [.granted, nil, .denied]

    static func signals(
        _ state: ConsentSignals.State? = nil, header: Bool = false, gdpr: Bool? = nil,
        string: Bool = false
    ) -> ConsentSignals {
        var signals = ConsentSignals()
        signals.state = state
        signals.optOutHeader = header
        signals.gdpr = gdpr
        signals.hasString = string
        return signals
    }

    static let everything: [ConsentSignals] = states.flatMap { state in
        [false, true].flatMap { header in
            [false, nil, true].flatMap { gdpr in
                [false, true].map { signals(state, header: header, gdpr: gdpr, string: $0) }
            }
        }
    }

    /// A row of the decision table: opt-in site (EEA) or not (US states), signals, class, reason.
    struct Row: Sendable {
        let optIn: Bool
        let signals: ConsentSignals
        let recordClass: ConsentClass
        let reason: ConsentRuling.Reason
    }

    static let table: [Row] = [
        // EEA: nothing known, or the GDPR alone: counts only.
        Row(optIn: true, signals: signals(), recordClass: .counts, reason: .nothingKnown),
        Row(
            optIn: true, signals: signals(gdpr: true), recordClass: .counts,
            reason: .gdprWithoutConsent),
        // A page's word that the GDPR does not apply is not believed there.
        Row(
            optIn: true, signals: signals(gdpr: false), recordClass: .counts, reason: .nothingKnown),
        Row(optIn: true, signals: signals(.denied), recordClass: .counts, reason: .denied),
        Row(
            optIn: true, signals: signals(header: true), recordClass: .counts,
            reason: .optOutHeader),
        // The reader's own newer word on this site stands above a browser-wide setting.
        Row(
            optIn: true, signals: signals(.granted, header: true), recordClass: .identified,
            reason: .granted),
        Row(
            optIn: true, signals: signals(.granted, gdpr: true), recordClass: .identified,
            reason: .granted),
        // A string that is not read gives no consent, whatever else is said.
        Row(
            optIn: true, signals: signals(string: true), recordClass: .counts,
            reason: .stringNotRead),
        Row(
            optIn: true, signals: signals(.granted, string: true), recordClass: .counts,
            reason: .stringNotRead),
        // US states.
        Row(optIn: false, signals: signals(), recordClass: .event, reason: .nothingKnown),
        Row(
            optIn: false, signals: signals(header: true), recordClass: .event,
            reason: .optOutHeader),
        Row(
            optIn: false, signals: signals(.granted, header: true), recordClass: .event,
            reason: .optOutHeader),
        Row(
            optIn: false, signals: signals(.granted), recordClass: .identified, reason: .granted),
        Row(optIn: false, signals: signals(.denied), recordClass: .counts, reason: .denied),
        Row(
            optIn: false, signals: signals(string: true), recordClass: .counts,
            reason: .stringNotRead),
        // The page says that the GDPR applies: the stricter rule of the two.
        Row(
            optIn: false, signals: signals(gdpr: true), recordClass: .counts,
            reason: .gdprWithoutConsent),
        Row(
            optIn: false, signals: signals(header: true, gdpr: true), recordClass: .counts,
            reason: .optOutHeader),
        Row(
            optIn: false, signals: signals(.granted, header: true, gdpr: true),
            recordClass: .event, reason: .optOutHeader),
    ]

    @Test("follows the decision table", arguments: table.indices)
    func followsTable(index: Int) {
        let row = Self.table[index]
        let ruling = ConsentPolicy(requiresOptIn: row.optIn).rule(on: row.signals)
        #expect(ruling.recordClass == row.recordClass, "row \(index)")
        #expect(ruling.reason == row.reason, "row \(index)")
    }

    @Test("never allows more for a stricter signal", arguments: [false, true])
    func stricterNeverRaises(optIn: Bool) {
        let policy = ConsentPolicy(requiresOptIn: optIn)
        var compared = 0
        for loose in Self.everything {
            for strict in Self.everything where strict.isAtLeastAsStrict(as: loose) {
                let (above, below) = (policy.rule(on: loose), policy.rule(on: strict))
                #expect(
                    below.recordClass <= above.recordClass,
                    "\(strict) allows \(below.recordClass), \(loose) only \(above.recordClass)")
                compared += 1
            }
        }
        #expect(Self.everything.count == 36 && compared > 100)
    }

    @Test(
        "stores an identifier only for a reader who agreed and did not object",
        arguments: [false, true])
    func identifiedOnlyWhenGranted(optIn: Bool) {
        for signals in Self.everything
        where ConsentPolicy(requiresOptIn: optIn).rule(on: signals).recordClass == .identified {
            #expect(signals.state == .granted && !signals.hasString)
            #expect(optIn || !signals.optOutHeader)
        }
    }

    @Test("says why in words for every reason, and names the classes as pages are told")
    func words() {
        let rulings = [false, true].flatMap { optIn in
            Self.everything.map { ConsentPolicy(requiresOptIn: optIn).rule(on: $0) }
        }
        #expect(Set(rulings.map(\.reason.rawValue)).count == 6)
        #expect(Set(rulings.map(\.explanation)).count == 6)
        #expect(ConsentClass.allCases.map(\.letter) == ["A", "B", "C"])
        #expect(ConsentClass.allCases.map(\.publicName) == ["none", "contextual", "full"])
        #expect(ConsentClass.allCases == ConsentClass.allCases.sorted())
    }
}

extension ConsentSignals {
    /// Whether nothing in these signals gives more leave than the other ones do.
    fileprivate func isAtLeastAsStrict(as other: ConsentSignals) -> Bool {
        func rank(_ state: State?) -> Int { state == .granted ? 0 : state == .denied ? 2 : 1 }
        func rank(_ gdpr: Bool?) -> Int { gdpr == false ? 0 : gdpr == nil ? 1 : 2 }
        return rank(state) >= rank(other.state) && rank(gdpr) >= rank(other.gdpr)
            && (optOutHeader || !other.optOutHeader) && (hasString || !other.hasString)
    }
}
