/// Whether a signal may be believed at all; what it then allows is a matter of policy, decided
/// elsewhere.
package enum ConsentJudgement: Equatable, Sendable {
    /// The signal is sound.
    case usable
    /// There is no signal.
    case absent
    /// The signal cannot be read.
    case malformed(ConsentStringError)
    /// The signal can be read but not be believed.
    case unusable(Reason)

    /// Why a signal is not believed.
    package enum Reason: String, CaseIterable, Sendable {
        /// The string is of the global scope, invalid since September 2021.
        case globalScope = "global_scope"
        /// Made after September 2023 under a policy before TCF 2.2.
        case oldPolicy = "old_policy"
        /// Made after February 2026 without the disclosed vendors.
        case noDisclosedVendors = "no_disclosed_vendors"
        /// The consent manager's id is 0 or 1, or one that was deleted.
        case unknownCMP = "unknown_cmp"
        /// Dated more than 48 hours ahead of the clock.
        case future = "future"
        /// Last updated more than 13 months ago.
        case expired = "expired"
        /// A US section has an undefined value or a version above 2, and counts as opted out.
        case undefinedValue = "undefined_value"
        /// A US section whose draft text is not settled, so that its opt-outs are unknown.
        case unsettledSection = "unsettled_section"
    }

    /// The form for logs and metrics: `usable`, `absent`, `malformed` or `unusable:REASON`.
    package var label: String {
        switch self {
        case .usable: "usable"
        case .absent: "absent"
        case .malformed: "malformed"
        case .unusable(let reason): "unusable:" + reason.rawValue
        }
    }
}

/// What an operator may set about the checks.
package struct ConsentChecks: Equatable, Sendable {
    /// Whether strings made since March 2026 must have the disclosed vendors (TCF 2.3).
    package var requiresDisclosedVendors: Bool
    /// Consent managers known to be deleted, beside 0 and 1.
    package var deletedCMPs: Set<UInt16>

    /// Checks; the defaults are the strict ones.
    package init(requiresDisclosedVendors: Bool = true, deletedCMPs: Set<UInt16> = []) {
        self.requiresDisclosedVendors = requiresDisclosedVendors
        self.deletedCMPs = deletedCMPs
    }

    /// 2023-10-01, the first day on which TCF 2.2 was due.
    private static let policyFourDue = ConsentTime(tenths: 16_961_184_000)
    /// 2026-03-01, the first day on which the disclosed vendors were due.
    private static let disclosedDue = ConsentTime(tenths: 17_723_232_000)

    /// Judges a string by its fields and a clock; nil if it is usable.
    package func objection(to string: TCFString, now: ConsentTime) -> ConsentJudgement.Reason? {
        let head = string.head
        if !string.isServiceSpecific { return .globalScope }
        if head.policyVersion < 4, head.created >= Self.policyFourDue { return .oldPolicy }
        if requiresDisclosedVendors, string.disclosedVendors == nil,
            head.created >= Self.disclosedDue
        {
            return .noDisclosedVendors
        }
        return objection(to: head, now: now)
    }

    /// Judges a Canadian string by its fields and a clock; nil if it is usable.
    package func objection(
        to string: TCFCanadaString, now: ConsentTime
    ) -> ConsentJudgement.Reason? {
        objection(to: string.head, now: now)
    }

    /// Judges a US section by its values; nil if all of them have a meaning.
    package func objection(to section: USSection) -> ConsentJudgement.Reason? {
        section.isReadable ? nil : .undefinedValue
    }

    private func objection(to head: TCFHead, now: ConsentTime) -> ConsentJudgement.Reason? {
        if head.cmpID <= 1 || deletedCMPs.contains(head.cmpID) { return .unknownCMP }
        let latest = ConsentTime(
            tenths: now.tenths.addingReportingOverflow(Limits.futureTenthsMax).partialValue)
        if head.created > latest || head.lastUpdated > latest { return .future }
        if head.lastUpdated.adding(months: Limits.consentMonthsMax) < now { return .expired }
        return nil
    }
}

/// A signal as received, read and judged.
package struct JudgedSignal<Value: Sendable>: Sendable {
    /// The judgement.
    package let judgement: ConsentJudgement
    /// What was read; nil if absent or malformed. Not to be believed unless the judgement is
    /// usable.
    package let value: Value?

    private init(_ judgement: ConsentJudgement, _ value: Value?) {
        self.judgement = judgement
        self.value = value
    }

    private init(
        _ text: String?, read: (String) throws(ConsentStringError) -> Value,
        objection: (Value) -> ConsentJudgement.Reason?
    ) {
        guard let text, !text.isEmpty else {
            self.init(.absent, nil)
            return
        }
        do {
            let value = try read(text)
            self.init(objection(value).map { .unusable($0) } ?? .usable, value)
        } catch {
            self.init(.malformed(error), nil)
        }
    }
}

extension JudgedSignal where Value == TCFString {
    /// Reads and judges a TC string; nil and the empty string are absent.
    package init(tcf text: String?, checks: ConsentChecks = ConsentChecks(), now: ConsentTime) {
        self.init(text, read: TCFString.init) { checks.objection(to: $0, now: now) }
    }
}

extension JudgedSignal where Value == GPPString {
    /// Reads a GPP string; its sections are judged one by one with `ConsentChecks.judgement`.
    package init(gpp text: String?) {
        self.init(text, read: GPPString.init) { _ in nil }
    }
}

extension JudgedSignal where Value == USPrivacyString {
    /// Reads a US Privacy string, of which every readable one is usable.
    package init(usPrivacy text: String?) {
        self.init(text, read: USPrivacyString.init) { _ in nil }
    }
}

extension ConsentChecks {
    /// Judges one section of a GPP string; nil stands for a section that is not there.
    package func judgement(of content: GPPString.Content?, now: ConsentTime) -> ConsentJudgement {
        let objection: ConsentJudgement.Reason?
        switch content {
        case nil: return .absent
        case .tcfEU(let string): objection = self.objection(to: string, now: now)
        case .tcfCanada(let string): objection = self.objection(to: string, now: now)
        case .usPrivacy: objection = nil
        case .us(let section): objection = self.objection(to: section)
        case .raw: objection = .unsettledSection
        }
        return objection.map { .unusable($0) } ?? .usable
    }
}
