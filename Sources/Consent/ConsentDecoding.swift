internal import JSON

/// The three kinds of consent string.
package enum ConsentKind: String, Sendable {
    /// A TC string.
    case tcf
    /// A GPP string.
    case gpp
    /// A US Privacy string.
    case usp

    /// The kind that an input claims to be: C opens a TC string, D a GPP string, 1 a US Privacy
    /// string.
    ///
    /// Anything else is malformed whatever it is called: four characters are then taken for a US
    /// Privacy string, sections for GPP, and the rest for a TC string.
    package init(of input: String) {
        switch input.utf8.first {
        case UInt8(ascii: "C"): self = .tcf
        case UInt8(ascii: "D"): self = .gpp
        case UInt8(ascii: "1"): self = .usp
        default:
            if input.utf8.count == 4 {
                self = .usp
            } else {
                self = input.utf8.contains(UInt8(ascii: "~")) ? .gpp : .tcf
            }
        }
    }
}

/// Decodes strings for people and scripts.
package enum ConsentDecoding {
    /// One line about one string.
    package struct Description: Equatable, Sendable {
        /// A JSON object without line breaks: kind, valid, and fields or reason and bit.
        package let line: String
        /// Whether the string could be read; whether it may be used is another question.
        package let isValid: Bool
    }

    /// Decodes a string of any kind and writes its fields as JSON.
    ///
    /// Nothing is trimmed. Complexity: linear in the answer, which names at most 2^20 vendor ids; a
    /// string of more gets `"fields":null` and the count.
    package static func describe(_ input: String) -> Description {
        let kind = ConsentKind(of: input)
        var json = JSONWriter()
        json.beginObject()
        json.field("kind", kind.rawValue)
        do {
            let string = try ConsentString(input, kind)
            json.field("valid", true)
            let listed = string.vendorIDCount
            if listed > Limits.describedIDsMax {
                json.key("fields")
                json.null()
                json.field("reason", "too many to list: \(listed) vendor ids")
            } else {
                json.key("fields")
                string.write(to: &json)
            }
            json.endObject()
            return Description(line: json.text, isValid: true)
        } catch {
            json.field("valid", false)
            json.field("reason", error.reason.summary)
            json.field("bit", error.bit)
            json.endObject()
            return Description(line: json.text, isValid: false)
        }
    }
}

/// A decoded string of any kind.
private enum ConsentString {
    case tcf(TCFString)
    case gpp(GPPString)
    case usp(USPrivacyString)

    init(_ input: String, _ kind: ConsentKind) throws(ConsentStringError) {
        switch kind {
        case .tcf: self = .tcf(try TCFString(input))
        case .gpp: self = .gpp(try GPPString(input))
        case .usp: self = .usp(try USPrivacyString(input))
        }
    }

    var vendorIDCount: Int {
        switch self {
        case .tcf(let string): string.vendorIDCount
        case .gpp(let string): string.vendorIDCount
        case .usp: 0
        }
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .tcf(let string): string.write(to: &json)
        case .gpp(let string): string.write(to: &json)
        case .usp(let string): string.write(to: &json)
        }
    }
}
