internal import Catalog
internal import Consent
internal import Decisioning
internal import JSON
internal import Targeting

/// What a page asked, as it said it: texts within bounds, nothing looked up yet.
struct AdQuestion {
    var sections: [String] = []
    var tags: [String] = []
    var regions: [String] = []
    var flags: [String] = []
    var language = ""
    var device: String?
    var slots: [SlotQuestion] = []
    var consent = ConsentSignals()
    var viewer: String?

    struct SlotQuestion {
        let slot: String
        /// Nil when the page did not say what it has room for.
        let sizes: [String]?
    }

    /// Bounds on what one question may hold.
    enum Bounds {
        static let slots = Limits.slotsMax
        static let sections = 16
        static let tags = 64
        static let regions = 32
        static let flags = 16
        static let sizes = 16
        /// UTF-8 bytes of a section path, tag, region, flag, slot or size.
        static let textBytes = 512
        /// UTF-8 bytes of a consent string.
        static let consentBytes = 16_384
        static let urlBytes = 4096
    }
}

/// Why a question cannot be answered.
enum QuestionProblem: Error, Equatable {
    case malformedJSON(String)
    case wrongType(field: String, expected: String)
    case tooMany(field: String, limit: Int)
    case tooLong(field: String, limit: Int)
    case noSlots
    case unknownSlot(String)
    case repeatedSlot(String)
    case badSize(String)
    case unknownSection(String)
    case ambiguousSection(String, candidates: [String])
    case badRegion(String)
    case unknownFlag(String)
    case badDevice(String)
    case badQuery
}

extension AdQuestion {
    /// Reads the body of `POST /v1/ads`; members that the contract does not name are passed over.
    init(json bytes: [UInt8]) throws(QuestionProblem) {
        let root: JSONValue
        do throws(JSONSyntaxError) {
            root = try JSONReader.read(bytes, options: .requestBody)
        } catch {
            throw .malformedJSON(error.message)
        }
        guard root.members != nil else {
            throw .wrongType(field: "the body", expected: "an object")
        }
        // What belongs to the page would otherwise be passed over in silence, and the wrong ads served.
        for name in [
            "sections", "section", "tags", "tag", "regions", "region", "flags", "language",
        ]
        where root[name] != nil {
            throw .wrongType(field: name, expected: "it inside \"page\"")
        }
        if let page = try Self.object(root["page"], "page") {
            sections = try Self.texts(page["sections"], "page.sections", Bounds.sections)
            tags = try Self.texts(page["tags"], "page.tags", Bounds.tags)
            regions = try Self.texts(page["regions"], "page.regions", Bounds.regions)
            flags = try Self.texts(page["flags"], "page.flags", Bounds.flags)
            language = try Self.text(page["language"], "page.language") ?? ""
            _ = try Self.text(page["url"], "page.url", limit: Bounds.urlBytes)
        }
        device = try Self.text(root["device"], "device")
        viewer = try Self.text(root["viewer"], "viewer")
        slots = try Self.slots(root["slots"])
        if let signals = try Self.object(root["consent"], "consent") {
            consent = try Self.signals(signals)
        }
    }

    private static func slots(_ value: JSONValue?) throws(QuestionProblem) -> [SlotQuestion] {
        guard let value, !value.isNull else { throw .noSlots }
        guard let list = value.array else {
            throw .wrongType(field: "slots", expected: "a list")
        }
        guard list.count <= Bounds.slots else {
            throw .tooMany(field: "slots", limit: Bounds.slots)
        }
        var slots: [SlotQuestion] = []
        for entry in list {
            guard let slot = try text(entry["slot"], "slots[].slot") else {
                throw .wrongType(field: "slots[]", expected: "an object with a slot")
            }
            let sizes = entry["sizes"]
            slots.append(
                SlotQuestion(
                    slot: slot,
                    sizes: sizes == nil || sizes?.isNull == true
                        ? nil : try texts(sizes, "slots[].sizes", Bounds.sizes)))
        }
        return slots
    }

    private static func signals(_ object: JSONValue) throws(QuestionProblem) -> ConsentSignals {
        var signals = ConsentSignals()
        if let state = try text(object["state"], "consent.state") {
            // A word that nobody knows is no consent.
            signals.state = ConsentSignals.State(rawValue: state) ?? .denied
        }
        if let gdpr = object["gdpr"], !gdpr.isNull {
            guard let flag = gdpr.bool ?? gdpr.integer.map({ $0 != 0 }) else {
                throw .wrongType(field: "consent.gdpr", expected: "true or false")
            }
            signals.gdpr = flag
        }
        for name in ["tcf", "gpp", "us_privacy"] {
            let string = try text(object[name], "consent.\(name)", limit: Bounds.consentBytes)
            if string?.isEmpty == false { signals.hasString = true }
        }
        return signals
    }

    private static func object(_ value: JSONValue?, _ field: String) throws(QuestionProblem)
        -> JSONValue?
    {
        guard let value, !value.isNull else { return nil }
        guard value.members != nil else { throw .wrongType(field: field, expected: "an object") }
        return value
    }

    private static func text(
        _ value: JSONValue?, _ field: String, limit: Int = Bounds.textBytes
    ) throws(QuestionProblem) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string else { throw .wrongType(field: field, expected: "a text") }
        guard text.utf8.count <= limit else { throw .tooLong(field: field, limit: limit) }
        return text
    }

    private static func texts(_ value: JSONValue?, _ field: String, _ limit: Int)
        throws(QuestionProblem) -> [String]
    {
        guard let value, !value.isNull else { return [] }
        guard let list = value.array else {
            throw .wrongType(field: field, expected: "a list of texts")
        }
        guard list.count <= limit else { throw .tooMany(field: field, limit: limit) }
        var texts: [String] = []
        for entry in list {
            guard let text = try text(entry, "\(field)[]") else {
                throw .wrongType(field: "\(field)[]", expected: "a text")
            }
            texts.append(text)
        }
        return texts
    }
}

extension AdQuestion {
    /// Reads the query of `GET /v1/ads`; a parameter that may be repeated is a list.
    init(query: some Sequence<(name: String, value: String)>) throws(QuestionProblem) {
        for (name, value) in query {
            let limit =
                switch name {
                case "tcf", "gpp", "us_privacy": Bounds.consentBytes
                case "url": Bounds.urlBytes
                default: Bounds.textBytes
                }
            guard value.utf8.count <= limit else { throw .tooLong(field: name, limit: limit) }
            switch name {
            case "slot": slots.append(SlotQuestion(slot: value, sizes: nil))
            case "section": sections.append(value)
            case "tag": tags.append(value)
            case "region": regions.append(value)
            case "flag": flags.append(value)
            case "language": language = value
            case "device": device = value
            case "viewer": viewer = value
            // Of a parameter that is sent twice the stricter value counts.
            case "gdpr": consent.gdpr = consent.gdpr == true || value != "0"
            case "consent":
                if consent.state != .denied {
                    consent.state = ConsentSignals.State(rawValue: value) ?? .denied
                }
            case "tcf", "gpp", "us_privacy": if !value.isEmpty { consent.hasString = true }
            default: break
            }
        }
        for (field, count, limit) in [
            ("slot", slots.count, Bounds.slots), ("section", sections.count, Bounds.sections),
            ("tag", tags.count, Bounds.tags), ("region", regions.count, Bounds.regions),
            ("flag", flags.count, Bounds.flags),
        ] where count > limit {
            throw .tooMany(field: field, limit: limit)
        }
    }
}
