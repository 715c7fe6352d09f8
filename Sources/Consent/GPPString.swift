/// A GPP string: a header that lists section ids, and those sections.
///
/// Source: IAB Tech Lab, "Global Privacy Platform: Consent String Specification".
package struct GPPString: Equatable, Sendable {
    /// What a section holds.
    package enum Content: Equatable, Sendable {
        /// Section 2.
        case tcfEU(TCFString)
        /// Section 5.
        case tcfCanada(TCFCanadaString)
        /// Section 6.
        case usPrivacy(USPrivacyString)
        /// Sections 7 to 23.
        case us(USSection)
        /// Any other section, unread; never an error.
        case raw(String)
    }

    /// A section under its id.
    package struct Section: Equatable, Sendable {
        /// The section id, 1...1000.
        package let id: UInt16
        /// What it holds.
        package let content: Content

        /// A section under its id.
        package init(id: UInt16, content: Content) {
            self.id = id
            self.content = content
        }
    }

    /// The sections, ascending by id, at most 64.
    package let sections: [Section]

    /// A string of sections, which are put in the order of their ids.
    package init(sections: [Section]) {
        self.sections = sections.sorted { $0.id < $1.id }
    }

    /// What a section holds; nil if the string has none of that id.
    package subscript(id: UInt16) -> Content? {
        sections.first { $0.id == id }?.content
    }

    /// The header type, which makes the first character a D.
    static let headerType: UInt64 = 3
    /// The header version.
    package static let version: UInt64 = 1

    /// Ids of the sections that are read, other than the table of US layouts.
    package enum SectionID {
        /// The European TC string.
        package static let tcfEU: UInt16 = 2
        /// The Canadian string.
        package static let tcfCanada: UInt16 = 5
        /// The US Privacy string.
        package static let usPrivacy: UInt16 = 6
    }

    /// Prefixes of sections that have one but are not read: dead, reserved, or still a draft.
    private static let rawNames: [UInt16: String] = [
        1: "tcfeuv1", 3: "header", 24: "usmd", 25: "usin", 26: "usky", 27: "usri",
    ]

    /// The API prefix of a section, or its number if it has none.
    package static func name(of id: UInt16) -> String {
        switch id {
        case SectionID.tcfEU: "tcfeuv2"
        case SectionID.tcfCanada: "tcfcav1"
        case SectionID.usPrivacy: "uspv1"
        default: USLayout.layouts(id: Int(id)).first?.name ?? rawNames[id] ?? String(id)
        }
    }
}
