internal import Chronology

/// What could be read of `site.json`; a part is nil when it has errors, so that nothing is reported on its account.
struct SiteDraft {
    var name: String?
    var origins: [String]?
    var timeZone: TimeZoneRules?
    var currency: String?
    var sections: PathTree?
    var slots: [Slot]?
    var flags: [Site.Flag]?
    var consentDefault: Site.ConsentDefault?
    /// The site's own tree of regions.
    var regions: PathTree?
    /// Whether the file has a tree of its own, even a faulty one.
    var hasOwnRegions = false

    /// The site, when every part of it could be read.
    var site: Site? {
        guard let name, let origins, let timeZone, let currency, let sections, let slots,
            let flags, let consentDefault
        else { return nil }
        return Site(
            name: name, origins: origins, timeZone: timeZone, currency: currency,
            sections: sections, slots: slots, flags: flags, consentDefault: consentDefault)
    }
}

/// Reads `site.json`.
enum SiteFile {
    static func read(_ root: JSONValue, findings: FileFindings) -> SiteDraft {
        var draft = SiteDraft()
        guard let reader = ObjectReader(root, what: "the site", findings: findings) else {
            return draft
        }
        _ = reader.string(reader.optional("$schema"), for: "$schema")
        draft.name = reader.id(reader.required("site"), for: "site")?.value
        draft.origins = origins(reader)
        draft.timeZone = timeZone(reader)
        draft.currency = currency(reader)
        if let sections = reader.required("sections") {
            draft.sections = tree(sections, key: "sections", noun: "section", reader)
        }
        draft.slots = slots(reader)
        draft.flags = flags(reader)
        draft.consentDefault = consent(reader)
        if let regions = reader.optional("regions") {
            draft.hasOwnRegions = true
            draft.regions = tree(regions, key: "regions", noun: "region", reader)
        }
        reader.finish()
        return draft
    }

    private static func origins(_ reader: ObjectReader) -> [String]? {
        guard let texts = reader.strings(reader.required("origins"), for: "origins") else {
            return nil
        }
        if texts.isEmpty {
            reader.findings.error(
                at: reader.place(ofKey: "origins"), "the site has no origins",
                hint: "name the site's address, such as [\"https://news.example\"]")
        }
        var origins: [String] = []
        for text in texts {
            guard let origin = Origin.normalized(text.value) else {
                reader.findings.error(
                    at: text.range, "\(Wording.quoted(text.value)) is no origin",
                    hint: "scheme, host and port only, such as https://news.example, without a path"
                )
                continue
            }
            if origins.contains(origin) {
                reader.findings.warning(at: text.range, "the origin stands here twice")
            } else {
                origins.append(origin)
            }
        }
        return origins
    }

    private static func timeZone(_ reader: ObjectReader) -> TimeZoneRules? {
        guard let text = reader.string(reader.required("time_zone"), for: "time_zone") else {
            return nil
        }
        if let rules = SystemTimeZones.rules(named: text.value) { return rules }
        reader.findings.error(
            at: text.range, "\(Wording.quoted(text.value)) is no time zone of this system",
            hint: EditDistance.hint(for: text.value, among: SystemTimeZones.names())
                ?? "IANA names are like America/Los_Angeles")
        return nil
    }

    private static func currency(_ reader: ObjectReader) -> String? {
        guard let text = reader.string(reader.required("currency"), for: "currency") else {
            return nil
        }
        let isCode =
            text.value.utf8.count == 3 && text.value.utf8.allSatisfy { (65...90).contains($0) }
        if isCode { return text.value }
        reader.findings.error(
            at: text.range, "\(Wording.quoted(text.value)) is no currency code",
            hint: "three capital letters such as USD or EUR")
        return nil
    }

    // MARK: Trees

    /// Reads nested objects as a tree; nil when any name in it is faulty.
    private static func tree(
        _ value: JSONValue, key: String, noun: String, _ reader: ObjectReader
    ) -> PathTree? {
        var isSound = true
        let branches = branches(value, key: key, noun: noun, reader, &isSound)
        return isSound ? PathTree(branches) : nil
    }

    /// The depth is bounded by the reader of the text.
    private static func branches(
        _ value: JSONValue, key: String, noun: String, _ reader: ObjectReader,
        _ isSound: inout Bool
    ) -> [PathTree.Branch] {
        guard let members = value.members else {
            isSound = false
            reader.findings.error(
                at: value.pointed,
                "expected an object in \(Wording.quoted(key)), found \(Wording.kind(of: value))",
                hint: "a \(noun) without parts of its own is written \"Name\": {}")
            return []
        }
        var names: [String: String] = [:]
        return members.map { member in
            if let problem = nameProblem(member.name, noun: noun, siblings: names) {
                isSound = false
                reader.findings.error(at: member.nameRange, problem)
            }
            names[TextFolding.slug(member.name)] = member.name
            return PathTree.Branch(
                name: member.name,
                children: branches(member.value, key: key, noun: noun, reader, &isSound))
        }
    }

    private static func nameProblem(_ name: String, noun: String, siblings: [String: String])
        -> String?
    {
        let slug = TextFolding.slug(name)
        if slug.isEmpty { return "a \(noun)'s name needs a letter or digit" }
        if name.contains("/") {
            return "the \(noun) name \(Wording.quoted(name)) holds a slash, which parts paths"
        }
        if name.count > Limits.nameCharactersMax {
            return "the \(noun) name has more than \(Limits.nameCharactersMax) characters"
        }
        if let other = siblings[slug] {
            return
                "the \(noun)s \(Wording.quoted(other)) and \(Wording.quoted(name)) are the same: "
                + "both read \(Wording.quoted(slug))"
        }
        return nil
    }

    // MARK: Slots

    private static func slots(_ reader: ObjectReader) -> [Slot]? {
        guard let values = reader.list(reader.required("slots"), for: "slots") else { return nil }
        if values.isEmpty {
            reader.findings.error(at: reader.place(ofKey: "slots"), "the site has no slots")
        }
        var slots: [Slot] = []
        var isSound = true
        var seen: Set<String> = []
        for value in values {
            guard let slot = slot(value, reader.findings, &seen) else {
                isSound = false
                continue
            }
            slots.append(slot)
        }
        return isSound ? slots : nil
    }

    private static func slot(
        _ value: JSONValue, _ findings: FileFindings, _ seen: inout Set<String>
    ) -> Slot? {
        guard let reader = ObjectReader(value, what: "the slot", findings: findings) else {
            return nil
        }
        let id = reader.id(reader.required("id"), for: "id")
        var isSound = true
        if let id, !seen.insert(id.value).inserted {
            findings.error(at: id.range, "there are two slots \(Wording.quoted(id.value))")
            isSound = false
        }
        let texts = reader.strings(
            reader.required("sizes", hint: "such as [\"728x90\", \"320x100\"]"), for: "sizes")
        if let texts, texts.isEmpty {
            findings.error(at: reader.place(ofKey: "sizes"), "the slot has no sizes")
            isSound = false
        }
        var sizes: [Size] = []
        for text in texts ?? [] {
            guard let size = SizeText.read(text, findings) else {
                isSound = false
                continue
            }
            if sizes.contains(size) {
                findings.warning(at: text.range, "the size stands here twice")
            } else {
                sizes.append(size)
            }
        }
        var channel: Slot.Channel? = .web
        if let value = reader.optional("channel") {
            channel = reader.choice(value, for: "channel", of: Slot.Channel.self)
        }
        reader.finish()
        guard isSound, let id, let channel, !sizes.isEmpty else { return nil }
        return Slot(id: id.value, sizes: sizes, channel: channel)
    }

    // MARK: Flags and consent

    private static func flags(_ reader: ObjectReader) -> [Site.Flag]? {
        guard let value = reader.optional("flags") else { return [] }
        guard let members = value.members else {
            reader.wrongType(value, for: "flags", expected: "an object")
            return nil
        }
        var flags: [Site.Flag] = []
        for member in members {
            if !Identifier.isWellFormed(member.name) {
                reader.findings.error(
                    at: member.nameRange, "\(Wording.quoted(member.name)) is no id for a flag",
                    hint: Identifier.suggestion(for: member.name)
                        .map { "write \(Wording.quoted($0))" })
            }
            guard
                let flag = ObjectReader(
                    member.value, what: "the flag", findings: reader.findings)
            else { continue }
            let blocks = FoldedNames.read(
                flag.required("blocks", hint: "a list of ad categories, such as [\"travel\"]"),
                for: "blocks", flag)
            flag.finish()
            flags.append(Site.Flag(name: member.name, blocks: blocks))
        }
        return flags
    }

    private static func consent(_ reader: ObjectReader) -> Site.ConsentDefault? {
        // The stricter rule holds when the file says nothing.
        guard let value = reader.optional("consent") else { return .optIn }
        guard
            let consent = ObjectReader(value, what: "consent", findings: reader.findings)
        else { return nil }
        let choice = consent.choice(
            consent.required("default", hint: "opt_in or opt_out"), for: "default",
            of: Site.ConsentDefault.self)
        consent.finish()
        return choice
    }
}

/// Sizes such as `728x90` in files.
enum SizeText {
    static func read(_ text: Located<String>, _ findings: FileFindings) -> Size? {
        if let size = Size(text.value) { return size }
        let numbers = text.value.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        let suggestion = numbers.count == 2 ? Size(width: numbers[0], height: numbers[1]) : nil
        findings.error(
            at: text.range, "\(Wording.quoted(text.value)) is no size",
            hint: suggestion.map { "write \"\($0)\"" }
                ?? "width, x, height in pixels from 1 to \(Size.sideMax), such as 728x90")
        return nil
    }
}

/// Lists of names that compare without regard to case and accents: categories and exclusion groups.
enum FoldedNames {
    static func read(_ value: JSONValue?, for key: String, _ reader: ObjectReader) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for text in reader.strings(value, for: key) ?? [] {
            let folded = TextFolding.folded(text.value)
            if folded.isEmpty {
                reader.findings.error(at: text.range, "\(Wording.quoted(key)) holds an empty name")
            } else if folded.count > Limits.nameCharactersMax {
                reader.findings.error(
                    at: text.range,
                    "a name in \(Wording.quoted(key)) has more than \(Limits.nameCharactersMax) characters"
                )
            } else if seen.insert(folded).inserted {
                names.append(folded)
            }
        }
        return names
    }
}
