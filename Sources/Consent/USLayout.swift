/// A field of a US section, by the name that the specifications give it.
package enum USField: String, CaseIterable, Sendable {
    case processingNotice = "ProcessingNotice"
    case sharingNotice = "SharingNotice"
    case saleOptOutNotice = "SaleOptOutNotice"
    case sharingOptOutNotice = "SharingOptOutNotice"
    case targetedAdvertisingOptOutNotice = "TargetedAdvertisingOptOutNotice"
    case sensitiveDataOptOutNotice = "SensitiveDataOptOutNotice"
    case sensitiveDataProcessingOptOutNotice = "SensitiveDataProcessingOptOutNotice"
    case sensitiveDataLimitUseNotice = "SensitiveDataLimitUseNotice"
    case saleOptOut = "SaleOptOut"
    case sharingOptOut = "SharingOptOut"
    case targetedAdvertisingOptOut = "TargetedAdvertisingOptOut"
    case sensitiveDataProcessing = "SensitiveDataProcessing"
    case knownChildSensitiveDataConsents = "KnownChildSensitiveDataConsents"
    case personalDataConsents = "PersonalDataConsents"
    case additionalDataProcessingConsent = "AdditionalDataProcessingConsent"
    case mspaCoveredTransaction = "MspaCoveredTransaction"
    case mspaOptOutOptionMode = "MspaOptOutOptionMode"
    case mspaServiceProviderMode = "MspaServiceProviderMode"
}

/// The order of fields in one US section; every value has two bits, and Version 6 stands before
/// all.
///
/// Source: GPP "US National" and state section texts. This one table drives reading, writing and
/// names.
package struct USLayout: Sendable {
    /// A field and how many values it has; a list of one value is still a list.
    package struct Entry: Equatable, Sendable {
        /// The field.
        package let field: USField
        /// How many values are in the string.
        package let count: Int
        /// How many values are reported; those that the string lacks are 0. Nil for a plain number.
        package let listed: Int?
    }

    /// The GPP section id.
    package let id: UInt16
    /// The API prefix, under which the section is known.
    package let name: String
    /// Whether the section text has a sub-section for the Global Privacy Control.
    package let hasGPC: Bool
    /// The fields behind the version, in order.
    package let entries: [Entry]

    /// Values behind the version.
    package var valueCount: Int { entries.reduce(0) { $0 + $1.count } }

    /// Bits of the core sub-section without its padding.
    var bitCount: Int { 6 + 2 * valueCount }

    private init(_ id: UInt16, _ name: String, gpc: Bool = true, _ middle: [Entry]) {
        self.id = id
        self.name = name
        hasGPC = gpc
        entries =
            middle + [
                one(.mspaCoveredTransaction), one(.mspaOptOutOptionMode),
                one(.mspaServiceProviderMode),
            ]
    }
}

private typealias Entry = USLayout.Entry

/// A plain number.
private func one(_ field: USField) -> Entry { Entry(field: field, count: 1, listed: nil) }

/// Plain numbers, one after the other.
private func each(_ fields: USField...) -> [Entry] { fields.map(one) }

/// A list of values.
private func list(_ field: USField, _ count: Int, listed: Int? = nil) -> Entry {
    Entry(field: field, count: count, listed: listed ?? count)
}

/// Sale and targeted advertising, as all states but California have them, behind a first notice.
private func sale(after first: USField, and extra: USField? = nil) -> [Entry] {
    each(first, .saleOptOutNotice, .targetedAdvertisingOptOutNotice)
        + (extra.map { [one($0)] } ?? []) + each(.saleOptOut, .targetedAdvertisingOptOut)
}

/// Sensitive data S(n) and children K(n); one value for children is a plain number, no list.
private func sensitive(_ count: Int, children: Int) -> [Entry] {
    [
        list(.sensitiveDataProcessing, count),
        children == 1
            ? one(.knownChildSensitiveDataConsents)
            : list(.knownChildSensitiveDataConsents, children),
    ]
}

/// A state whose text opens with ProcessingNotice and ends with AdditionalDataProcessingConsent.
private func processing(_ count: Int, children: Int) -> [Entry] {
    sale(after: .processingNotice) + sensitive(count, children: children)
        + [one(.additionalDataProcessingConsent)]
}

extension USLayout {
    /// Layouts of all sections that are read field by field. Of two with one id, the longer is
    /// first.
    package static let all: [USLayout] = [
        national(sensitive: 16, children: 3),
        national(sensitive: 12, children: 2),
        USLayout(
            8, "usca",
            each(
                .saleOptOutNotice, .sharingOptOutNotice, .sensitiveDataLimitUseNotice, .saleOptOut,
                .sharingOptOut) + sensitive(9, children: 2) + [one(.personalDataConsents)]),
        USLayout(
            9, "usva", gpc: false, sale(after: .sharingNotice) + sensitive(8, children: 1)),
        USLayout(10, "usco", sale(after: .sharingNotice) + sensitive(7, children: 1)),
        USLayout(
            11, "usut", gpc: false,
            sale(after: .sharingNotice, and: .sensitiveDataProcessingOptOutNotice)
                + sensitive(8, children: 1)),
        USLayout(12, "usct", sale(after: .sharingNotice) + sensitive(8, children: 3)),
        USLayout(13, "usfl", gpc: false, processing(8, children: 3)),
        USLayout(
            14, "usmt",
            sale(after: .sharingNotice) + sensitive(8, children: 3)
                + [one(.additionalDataProcessingConsent)]),
        USLayout(15, "usor", processing(11, children: 3)),
        USLayout(16, "ustx", processing(8, children: 1)),
        USLayout(17, "usde", processing(9, children: 5)),
        USLayout(
            18, "usia",
            sale(after: .processingNotice, and: .sensitiveDataOptOutNotice)
                + sensitive(8, children: 1)),
        USLayout(19, "usne", processing(8, children: 1)),
        USLayout(20, "usnh", processing(8, children: 3)),
        USLayout(21, "usnj", processing(10, children: 5)),
        USLayout(22, "ustn", processing(8, children: 1)),
        USLayout(23, "usmn", processing(8, children: 1)),
    ]

    /// Layouts by section id: those of an id in the order of `all`.
    private static let byID: [[USLayout]] = {
        var table = [[USLayout]](repeating: [], count: 32)
        for layout in all { table[Int(layout.id)].append(layout) }
        return table
    }()

    /// The layouts of a section id, longest first; none if the section is not read field by field.
    package static func layouts(id: Int) -> [USLayout] {
        byID.indices.contains(id) ? byID[id] : []
    }

    /// Sixteen sensitive values and three for children are reported for either layout.
    private static func national(sensitive: Int, children: Int) -> USLayout {
        USLayout(
            7, "usnat",
            each(
                .sharingNotice, .saleOptOutNotice, .sharingOptOutNotice,
                .targetedAdvertisingOptOutNotice, .sensitiveDataProcessingOptOutNotice,
                .sensitiveDataLimitUseNotice, .saleOptOut, .sharingOptOut,
                .targetedAdvertisingOptOut)
                + [
                    list(.sensitiveDataProcessing, sensitive, listed: 16),
                    list(.knownChildSensitiveDataConsents, children, listed: 3),
                    one(.personalDataConsents),
                ])
    }
}
