internal import Catalog
internal import Chronology
internal import Consent
internal import Decisioning
internal import Targeting

/// A question in the catalog's own numbers, with what the log will keep of it.
struct ResolvedQuestion {
    let request: PageRequest
    /// Ids of the requested slots, in their order.
    let slots: [String]
    /// Path of the main section; empty when the page named none.
    let section: String
    let region: String
    let device: Device

    /// Looks everything up.
    ///
    /// - Throws: `QuestionProblem` for a slot, section, size, region, flag or device that the site does not know.
    init(_ question: AdQuestion, in catalog: Catalog, userAgent: String, at now: Instant)
        throws(QuestionProblem)
    {
        let site = catalog.site
        slots = question.slots.map(\.slot)
        let slotRequests = try Self.slots(question.slots, site)
        var page = PageContext()
        for text in question.sections {
            switch site.sections.resolve(text) {
            case .found(let id): page.sections.append(id)
            case .unknown: throw .unknownSection(text)
            case .ambiguous(let ids):
                throw .ambiguousSection(text, candidates: ids.map { site.sections[$0].path })
            }
        }
        section = page.sections.first.map { site.sections[$0].path } ?? ""
        var region = ""
        for text in question.regions {
            guard catalog.hasOwnRegions || RegionCode.slugPath(text) != nil else {
                throw .badRegion(text)
            }
            let node = catalog.region(text)
            if let node { page.regions.append(node) }
            if region.isEmpty { region = Self.recorded(text, node, catalog) }
        }
        self.region = region
        page.tags = Set(question.tags.compactMap { catalog.tags[TextFolding.folded($0)] }).sorted()
        page.language = question.language.lowercased()
        page.device = try Self.device(question.device, userAgent)
        device = page.device
        let local = site.timeZone.local(at: now)
        page.hour = local.hour
        page.weekday = local.date.weekday
        request = PageRequest(
            page: page, blockedCategories: try Self.blocked(question.flags, site),
            slots: slotRequests)
    }

    private static func slots(_ questions: [AdQuestion.SlotQuestion], _ site: Site)
        throws(QuestionProblem) -> [PageRequest.SlotRequest]
    {
        guard !questions.isEmpty else { throw .noSlots }
        var seen: Set<Int> = []
        var slots: [PageRequest.SlotRequest] = []
        for question in questions {
            guard let index = site.slotIndex(of: question.slot) else {
                throw .unknownSlot(question.slot)
            }
            guard seen.insert(index).inserted else { throw .repeatedSlot(question.slot) }
            var sizes = site.slots[index].sizes
            if let texts = question.sizes {
                var room: [Size] = []
                for text in texts {
                    guard let size = Size(text) else { throw .badSize(text) }
                    room.append(size)
                }
                sizes = sizes.filter(room.contains)
            }
            slots.append(PageRequest.SlotRequest(slot: index, sizes: sizes))
        }
        return slots
    }

    private static func blocked(_ flags: [String], _ site: Site) throws(QuestionProblem)
        -> Set<String>
    {
        var blocked: Set<String> = []
        for name in flags {
            guard let flag = site.flags.first(where: { $0.name == name }) else {
                throw .unknownFlag(name)
            }
            blocked.formUnion(flag.blocks)
        }
        return blocked
    }

    /// The page's word, or a guess from the browser's name, which is looked at and forgotten.
    private static func device(_ name: String?, _ userAgent: String) throws(QuestionProblem)
        -> Device
    {
        if let name {
            guard let device = Device(name: name) else { throw .badDevice(name) }
            return device
        }
        if userAgent.contains("iPad") || userAgent.contains("Tablet") { return .tablet }
        return userAgent.contains("Mobi") ? .mobile : .desktop
    }

    /// Only names that the site knows are recorded, or the country, so that no page can fill the log with words.
    private static func recorded(_ text: String, _ node: PathTree.NodeID?, _ catalog: Catalog)
        -> String
    {
        if catalog.hasOwnRegions { return node.map { catalog.regions[$0].path } ?? "" }
        guard let node else { return text.prefix(2).uppercased() }
        let parts = catalog.regions[node].slugPath.split(separator: "/")
        guard parts.count > 1 else { return parts[0].uppercased() }
        // Places stand below a subdivision or right below the country.
        let code = parts[1].hasPrefix("\(parts[0])-") ? 1 : 0
        return ([parts[code].uppercased()] + parts[(code + 1)...].map(String.init))
            .joined(separator: "/")
    }
}
