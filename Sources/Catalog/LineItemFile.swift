internal import Chronology

/// Reads the objects in a campaign file's `line_items`.
struct LineItemFile {
    let context: LoadContext
    let findings: FileFindings
    let header: CampaignHeader
    /// The file's creatives; reading marks those that are used.
    private(set) var creatives: [CreativeDraft]
    /// The position in the catalog of the first of them.
    let firstCreative: Int
    private let positions: [String: Int]
    private var seen: Set<String> = []

    init(
        context: LoadContext, findings: FileFindings, header: CampaignHeader,
        creatives: [CreativeDraft], firstCreative: Int
    ) {
        self.context = context
        self.findings = findings
        self.header = header
        self.creatives = creatives
        self.firstCreative = firstCreative
        positions = Dictionary(
            creatives.enumerated().compactMap { index, draft in
                draft.id.map { ($0.value, index) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The line item; nil when a part without which there is none is missing or wrong.
    mutating func read(_ value: JSONValue) -> LineItem? {
        guard let reader = ObjectReader(value, what: "the line item", findings: findings) else {
            return nil
        }
        let id = id(reader)
        let tier = tier(reader)
        let status = choice(reader, "status", default: LineItem.Status.active)
        let flight = FlightFile(context: context, findings: findings)
            .read(reader, status: status)
        let terms = TermsFile(findings: findings).read(reader, tier: tier, flight: flight)
        let pacing = choice(reader, "pacing", default: LineItem.Pacing.even)
        let creatives = creativePositions(reader)
        let slots = slots(reader, creatives: creatives)
        let targeting =
            reader.optional("targeting").map {
                TargetingFile(context: context, findings: findings).read($0)
            } ?? TargetingExpression()
        let frequencyCaps = frequencyCaps(reader)
        let groups = FoldedNames.read(
            reader.optional("exclusion_groups"), for: "exclusion_groups", reader)
        let roadblock = roadblock(reader)
        let missPenalty = missPenalty(reader)
        let prior = reader.number(
            reader.optional("click_rate_prior"), for: "click_rate_prior", in: 0...1)
        let rotation = choice(reader, "rotation", default: LineItem.Rotation.even)
        reader.finish()

        guard let id, let tier, let status, let flight, let rate = terms.rate, let pacing,
            let rotation
        else { return nil }
        return LineItem(
            id: "\(header.advertiser)/\(header.campaign)/\(id.value)",
            advertiser: header.advertiser, advertiserName: header.advertiserName,
            campaign: header.campaign, orderRef: header.orderRef, paidForBy: header.paidForBy,
            adCategories: header.adCategories, tier: tier, status: status, flight: flight,
            goal: terms.goal, budget: terms.budget, caps: terms.caps, rate: rate, pacing: pacing,
            slots: slots, targeting: targeting, frequencyCaps: frequencyCaps,
            exclusionGroups: groups, roadblock: roadblock,
            missPenaltyMillionths: missPenalty,
            clickRatePrior: prior ?? Self.clickRatePriorDefault,
            creatives: creatives.map { firstCreative + $0 }, rotation: rotation)
    }

    /// One click in a thousand impressions, as display ads commonly see, until the line item has numbers of its own.
    static let clickRatePriorDefault = 0.001

    // MARK: Names and choices

    private mutating func id(_ reader: ObjectReader) -> Located<String>? {
        let id = reader.id(reader.required("id"), for: "id")
        if let id, !seen.insert(id.value).inserted {
            findings.error(at: id.range, "there are two line items \(Wording.quoted(id.value))")
        }
        return id
    }

    /// Kept, as naming an enumeration's case is slow.
    private static let tierNames = LineItem.Tier.allCases.map(\.name)

    private func tier(_ reader: ObjectReader) -> LineItem.Tier? {
        let names = Self.tierNames
        let value = reader.required("tier", hint: "it can be \(Wording.alternatives(names))")
        guard let text = reader.string(value, for: "tier") else { return nil }
        if let index = names.firstIndex(of: text.value) { return LineItem.Tier.allCases[index] }
        reader.unknownChoice(text, for: "tier", among: names)
        return nil
    }

    /// The value of an optional key, its default when it is absent, nil when it is wrong.
    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ reader: ObjectReader, _ key: String, default fallback: Choice
    ) -> Choice? where Choice.RawValue == String {
        guard let value = reader.optional(key) else { return fallback }
        return reader.choice(value, for: key, of: Choice.self)
    }

    // MARK: Creatives and slots

    private mutating func creativePositions(_ reader: ObjectReader) -> [Int] {
        let value = reader.required("creatives", hint: "a list of the campaign's creative ids")
        guard let texts = reader.strings(value, for: "creatives") else { return [] }
        if texts.isEmpty, value?.array?.isEmpty == true {
            findings.error(
                at: reader.place(ofKey: "creatives"), "the line item has no creatives")
        }
        var found: [Int] = []
        for text in texts {
            guard let position = positions[text.value] else {
                findings.error(
                    at: text.range,
                    "the campaign has no creative \(Wording.quoted(text.value))",
                    hint: EditDistance.hint(for: text.value, among: positions.keys))
                continue
            }
            if found.contains(position) {
                findings.error(
                    at: text.range, "the creative \(Wording.quoted(text.value)) stands here twice")
                continue
            }
            creatives[position].isUsed = true
            found.append(position)
        }
        return found
    }

    /// The slots that are named, or all that a creative fits; ascending.
    private func slots(_ reader: ObjectReader, creatives positions: [Int]) -> [Int] {
        let texts = reader.strings(reader.optional("slots"), for: "slots")
        guard let slots = context.site.slots else { return [] }
        // Sizes that could not be read would only raise findings about findings.
        let sizes = positions.compactMap { creatives[$0].size?.value }
        let sizesAreKnown = sizes.count == positions.count && !positions.isEmpty
        guard let texts, !texts.isEmpty else {
            if texts != nil {
                findings.warning(
                    at: reader.place(ofKey: "slots"),
                    "an empty list means every slot that a creative fits",
                    hint: "leave the key out")
            }
            return slots.indices.filter { index in
                slots[index].sizes.contains(where: sizes.contains)
            }
        }
        var named: Set<Int> = []
        for text in texts {
            guard let index = slots.firstIndex(where: { $0.id == text.value }) else {
                findings.error(
                    at: text.range, "the site has no slot \(Wording.quoted(text.value))",
                    hint: EditDistance.hint(for: text.value, among: slots.map(\.id))
                        ?? "the slots are \(Wording.enumeration(slots.prefix(20).map(\.id)))")
                continue
            }
            if !named.insert(index).inserted {
                findings.warning(at: text.range, "the slot stands here twice")
            } else if sizesAreKnown, !slots[index].sizes.contains(where: sizes.contains) {
                findings.error(
                    at: text.range,
                    "no creative of the line item fits the slot \(Wording.quoted(text.value))",
                    hint:
                        "its sizes are \(Wording.enumeration(slots[index].sizes.map(\.description)))"
                )
            }
        }
        warnOfUnplaced(positions, in: named.map { slots[$0] }, reader)
        return named.sorted()
    }

    /// Creatives that fit none of the slots that the line item names.
    private func warnOfUnplaced(_ positions: [Int], in slots: [Slot], _ reader: ObjectReader) {
        guard !slots.isEmpty else { return }
        for position in positions {
            guard let size = creatives[position].size?.value, let id = creatives[position].id,
                !slots.contains(where: { $0.sizes.contains(size) }),
                context.site.slots?.contains(where: { $0.sizes.contains(size) }) == true
            else { continue }
            findings.warning(
                at: reader.place(ofKey: "slots"),
                "the creative \(Wording.quoted(id.value)) (\(size)) fits none of these slots")
        }
    }

    // MARK: Smaller parts

    private func frequencyCaps(_ reader: ObjectReader) -> [LineItem.FrequencyCap] {
        let values = reader.list(reader.optional("frequency_caps"), for: "frequency_caps") ?? []
        if !values.isEmpty {
            findings.warning(
                at: reader.place(ofKey: "frequency_caps"),
                "frequency caps are read but not enforced in this version")
        }
        return values.compactMap { value in
            guard
                let cap = ObjectReader(value, what: "the frequency cap", findings: findings)
            else { return nil }
            let impressions = cap.integer(
                cap.required("impressions"), for: "impressions", in: 1...Limits.frequencyCapMax)
            let per = cap.choice(
                cap.required("per"), for: "per", of: LineItem.FrequencyCap.Period.self)
            cap.finish()
            guard let impressions, let per else { return nil }
            return LineItem.FrequencyCap(impressions: Int(impressions), per: per)
        }
    }

    private func roadblock(_ reader: ObjectReader) -> Bool {
        let roadblock = reader.bool(reader.optional("roadblock"), for: "roadblock") ?? false
        if roadblock {
            findings.warning(
                at: reader.place(ofKey: "roadblock"),
                "roadblocks are read but not enforced in this version")
        }
        return roadblock
    }

    /// A multiple of the price as a decimal string, in millionths; 1 when the file says nothing.
    private func missPenalty(_ reader: ObjectReader) -> Int64 {
        let unit: Int64 = 1_000_000
        guard let factor = reader.money(reader.optional("miss_penalty"), for: "miss_penalty")
        else { return unit }
        if factor.value.value > Limits.missPenaltyMax {
            findings.error(
                at: factor.range,
                "\"miss_penalty\" is above \(Limits.missPenaltyMax / unit) times the price")
        }
        return min(factor.value.value, Limits.missPenaltyMax)
    }
}
