/// Reads `targeting` objects.
struct TargetingFile {
    let context: LoadContext
    let findings: FileFindings

    /// The expression of an object; parts with errors are left out.
    func read(_ value: JSONValue, depth: Int = 0) -> TargetingExpression {
        var expression = TargetingExpression()
        guard let reader = ObjectReader(value, what: "targeting", findings: findings) else {
            return expression
        }
        guard depth <= Limits.targetingDepthMax else {
            findings.error(
                at: value.pointed,
                "targeting is nested more than \(Limits.targetingDepthMax) deep")
            return expression
        }
        expression.sections = sections(reader, "sections")
        expression.notSections = sections(reader, "not_sections")
        expression.regions = regions(reader, "regions")
        expression.notRegions = regions(reader, "not_regions")
        expression.tagsAny = tags(reader, "tags_any")
        expression.tagsAll = tags(reader, "tags_all")
        expression.tagsNone = tags(reader, "tags_none")
        expression.languages = Self.languages(reader, "languages")
        expression.devices = devices(reader)
        expression.hours = hours(reader)
        expression.weekdays = weekdays(reader)
        expression.any = parts(reader, "any", depth)
        expression.all = parts(reader, "all", depth)
        expression.none = parts(reader, "none", depth)
        reader.finish()
        warnOfCancelled(expression, reader)
        return expression
    }

    private func parts(_ reader: ObjectReader, _ key: String, _ depth: Int)
        -> [TargetingExpression]
    {
        (reader.list(reader.optional(key), for: key) ?? []).map { read($0, depth: depth + 1) }
    }

    // MARK: Places

    private func sections(_ reader: ObjectReader, _ key: String) -> [PathTree.NodeID] {
        let texts = reader.strings(reader.optional(key), for: key) ?? []
        guard let tree = context.site.sections else { return [] }
        return texts.compactMap { node($0, in: tree, noun: "section") }
    }

    private func regions(_ reader: ObjectReader, _ key: String) -> [PathTree.NodeID] {
        let texts = reader.strings(reader.optional(key), for: key) ?? []
        if context.site.hasOwnRegions {
            guard let tree = context.regions else { return [] }
            return texts.compactMap { node($0, in: tree, noun: "region") }
        }
        return texts.compactMap { text in
            guard let path = RegionCode.slugPath(text.value) else {
                findings.error(
                    at: text.range, "\(Wording.quoted(text.value)) is no region",
                    hint: "an ISO 3166 code with optional places below it, such as US, US-OR or "
                        + "US-OR/Portland")
                return nil
            }
            warnOfUnassignedCountry(text)
            guard let tree = context.regions, case .found(let id) = tree.resolve(path) else {
                return nil
            }
            return id
        }
    }

    private func warnOfUnassignedCountry(_ text: Located<String>) {
        let country = String(text.value.prefix(2)).uppercased()
        guard !RegionCode.isAssigned(country: country) else { return }
        findings.warning(
            at: text.range, "\(Wording.quoted(country)) is no country of ISO 3166-1",
            hint: country == "UK"
                ? "did you mean \"GB\"?" : "the line item will match no page that uses ISO codes")
    }

    private func node(_ text: Located<String>, in tree: PathTree, noun: String)
        -> PathTree.NodeID?
    {
        switch tree.resolve(text.value) {
        case .found(let id): return id
        case .ambiguous(let ids):
            let paths = ids.map { Wording.quoted(tree[$0].path) }
            findings.error(
                at: text.range,
                "the \(noun) \(Wording.quoted(text.value)) is ambiguous: there are "
                    + Wording.enumeration(paths),
                hint: "write one of these paths")
        case .unknown:
            findings.error(
                at: text.range, "the site has no \(noun) \(Wording.quoted(text.value))",
                hint: nearNode(text.value, in: tree))
        }
        return nil
    }

    /// Near paths, compared as whole paths and by their last name.
    private func nearNode(_ text: String, in tree: PathTree) -> String? {
        let parts = text.split(separator: "/").map { TextFolding.slug($0) }
        guard let last = parts.last, parts.count <= 32 else { return nil }
        var paths = EditDistance.nearest(
            to: parts.joined(separator: "/"), among: tree.nodes.lazy.map(\.slugPath))
        if paths.isEmpty {
            let names = EditDistance.nearest(to: last, among: Set(tree.nodes.map(\.slug)), max: 1)
            paths = tree.nodes.filter { names.contains($0.slug) }.prefix(3).map(\.slugPath)
        }
        let shown = paths.compactMap { path in
            tree.nodes.first { $0.slugPath == path }.map { Wording.quoted($0.path) }
        }
        return shown.isEmpty ? nil : "did you mean \(Wording.alternatives(shown))?"
    }

    // MARK: Tags and languages

    private func tags(_ reader: ObjectReader, _ key: String) -> [TargetingExpression.TagID] {
        FoldedNames.read(reader.optional(key), for: key, reader).map(context.number(ofTag:))
    }

    /// Language ranges, of targeting and of creatives.
    static func languages(_ reader: ObjectReader, _ key: String) -> [LanguageRange] {
        (reader.strings(reader.optional(key), for: key) ?? []).compactMap { text in
            if let range = LanguageRange(text.value) { return range }
            let hyphenated = text.value.map { $0 == "_" ? "-" : $0 }
            reader.findings.error(
                at: text.range, "\(Wording.quoted(text.value)) is no language",
                hint: LanguageRange(String(hyphenated)).map { "write \"\($0.text)\"" }
                    ?? "a BCP 47 range such as en or pt-BR")
            return nil
        }
    }

    // MARK: Devices and times

    /// Kept, as naming an enumeration's case is slow.
    private static let deviceNames = Device.allCases.map(\.name)

    private func devices(_ reader: ObjectReader) -> DeviceSet {
        let key = "devices"
        let names = Self.deviceNames
        var devices: DeviceSet = []
        for text in reader.strings(reader.optional(key), for: key) ?? [] {
            if let index = names.firstIndex(of: text.value) {
                devices.insert(DeviceSet(Device.allCases[index]))
            } else {
                reader.unknownChoice(text, for: key, among: names)
            }
        }
        return devices
    }

    private func hours(_ reader: ObjectReader) -> UInt32 {
        let values = reader.list(reader.optional("hours"), for: "hours") ?? []
        return values.reduce(0) { mask, value in
            guard let hour = reader.integer(value, for: "hours", in: 0...23) else { return mask }
            return mask | 1 << UInt32(hour)
        }
    }

    private func weekdays(_ reader: ObjectReader) -> UInt8 {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        var mask: UInt8 = 0
        for text in reader.strings(reader.optional("weekdays"), for: "weekdays") ?? [] {
            if let day = names.firstIndex(of: text.value) {
                mask |= 1 << UInt8(day)
            } else {
                reader.unknownChoice(text, for: "weekdays", among: names)
            }
        }
        return mask
    }

    // MARK: Contradictions

    /// Inclusions that exclusions of the same object cancel entirely: no page can match.
    private func warnOfCancelled(_ expression: TargetingExpression, _ reader: ObjectReader) {
        if let tree = context.site.sections,
            isCancelled(expression.sections, by: expression.notSections, in: tree)
        {
            warnOfCancelled("sections", by: "not_sections", reader)
        }
        if let tree = context.regions,
            isCancelled(expression.regions, by: expression.notRegions, in: tree)
        {
            warnOfCancelled("regions", by: "not_regions", reader)
        }
        let none = Set(expression.tagsNone)
        if !expression.tagsAny.isEmpty, expression.tagsAny.allSatisfy(none.contains) {
            warnOfCancelled("tags_any", by: "tags_none", reader)
        }
        if expression.tagsAll.contains(where: none.contains) {
            warnOfCancelled("tags_all", by: "tags_none", reader)
        }
    }

    private func isCancelled(
        _ included: [PathTree.NodeID], by excluded: [PathTree.NodeID], in tree: PathTree
    ) -> Bool {
        !included.isEmpty
            && included.allSatisfy { node in
                excluded.contains { tree.subtree(of: $0).contains(node) }
            }
    }

    private func warnOfCancelled(_ key: String, by other: String, _ reader: ObjectReader) {
        findings.warning(
            at: reader.place(ofKey: key),
            "\(Wording.quoted(other)) excludes all of \(Wording.quoted(key)): no page can match")
    }
}
