internal import Catalog
internal import Chronology

/// Turns sums into the rows of a report: figures, order, the rest below the top.
struct ReportAssembly {
    let query: ReportQuery
    let sums: Aggregation
    let lookup: CatalogLookup

    /// A row before its figures are final.
    struct Draft {
        var values: [DimensionValue]
        var tally: Tally
        var figures: [Int64?]
        var own: [Int64?] = []
        var depth = 0
    }

    var definition: ReportDefinition { query.definition }

    func report(notes: [String]) throws(ReportingError) -> Report {
        var totals = Tally()
        var drafts: [Draft] = []
        for (key, tally) in sums.rows {
            try totals.add(tally)
            let values = (0..<sums.groupCount).map { sums.value(key, $0) }
            drafts.append(
                Draft(values: values, tally: tally, figures: try figures(tally, values)))
        }
        if definition.subtotals {
            drafts = try withSubtotals(drafts)
        } else {
            drafts.removeAll { isEmpty($0.figures) }
            drafts.sort(by: precedes)
            try cutAtTop(&drafts)
        }
        shortenCampaigns(&drafts)
        return Report(
            name: query.name, title: definition.title, from: query.from, to: query.to,
            timeZone: lookup.catalog.site.timeZone.identifier,
            currency: lookup.catalog.site.currency, dimensions: definition.groupBy,
            measures: definition.measures, hasSubtotals: definition.subtotals,
            rows: drafts.map {
                Report.Row(values: $0.values, figures: $0.figures, own: $0.own, depth: $0.depth)
            },
            totals: try figures(totals, []), notes: notes)
    }

    func figures(_ tally: Tally, _ values: [DimensionValue]) throws(ReportingError) -> [Int64?] {
        let position = definition.groupBy.firstIndex(of: .lineItem)
        let goal = position.flatMap { values.indices.contains($0) ? values[$0].text : nil }
            .flatMap { lookup.goal(ofLineItem: $0) }
        var result: [Int64?] = []
        for measure in definition.measures {
            result.append(try measure.value(of: tally, goal: goal))
        }
        return result
    }

    /// Whether a row says nothing, as a request's row does in a report of clicks.
    func isEmpty(_ figures: [Int64?]) -> Bool { figures.allSatisfy { ($0 ?? 0) == 0 } }

    // MARK: Order

    /// The definition's order, then that of the dimensions from left to right.
    func precedes(_ left: Draft, _ right: Draft) -> Bool {
        for key in definition.sort {
            let order: Int
            switch key.column {
            case .measure(let measure):
                guard let position = definition.measures.firstIndex(of: measure) else { continue }
                order = Self.compare(
                    left.figures[position], right.figures[position], descending: key.descending)
            case .dimension(let dimension):
                guard let position = definition.groupBy.firstIndex(of: dimension) else { continue }
                order = compare(
                    left.values[position], right.values[position], dimension,
                    descending: key.descending)
            }
            if order != 0 { return order < 0 }
        }
        for (position, dimension) in definition.groupBy.enumerated() {
            let order = compare(
                left.values[position], right.values[position], dimension, descending: false)
            if order != 0 { return order < 0 }
        }
        return false
    }

    /// Missing figures come last, whichever way the others go.
    private static func compare(_ left: Int64?, _ right: Int64?, descending: Bool) -> Int {
        guard let left else { return right == nil ? 0 : 1 }
        guard let right else { return -1 }
        let order = left < right ? -1 : left > right ? 1 : 0
        return descending ? -order : order
    }

    /// Texts first, then rows without the value, then flat rates.
    private func compare(
        _ left: DimensionValue, _ right: DimensionValue, _ dimension: Dimension, descending: Bool
    ) -> Int {
        let ranks = (Self.rank(left), Self.rank(right))
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 ? -1 : 1 }
        guard let left = left.text, let right = right.text, left != right else { return 0 }
        let isBefore: Bool
        switch dimension {
        case .hour: isBefore = (Int(left) ?? 0) < (Int(right) ?? 0)
        case .tier:
            isBefore = (Self.tierRank(left), left) < (Self.tierRank(right), right)
        case .section, .region:
            isBefore = treeOrder(left, dimension) < treeOrder(right, dimension)
        default: isBefore = left < right
        }
        return isBefore != descending ? -1 : 1
    }

    private static func rank(_ value: DimensionValue) -> Int {
        switch value {
        case .text: 0
        case .none: 1
        case .flatRate: 2
        case .rest: 3
        }
    }

    private static func tierRank(_ name: String) -> Int {
        LineItem.Tier.allCases.first { $0.name == name }?.rawValue ?? Int.max
    }

    /// The place in the tree's own order; paths that it does not know follow by name.
    private func treeOrder(_ path: String, _ dimension: Dimension) -> (Int, String) {
        (lookup.treePosition(path, dimension) ?? Int.max, path)
    }

    // MARK: Last touches

    private func cutAtTop(_ drafts: inout [Draft]) throws(ReportingError) {
        guard let top = definition.top, drafts.count > top else { return }
        var rest = Tally()
        for draft in drafts[top...] { try rest.add(draft.tally) }
        let count = drafts.count - top
        drafts.removeSubrange(top...)
        let values = definition.groupBy.indices.map { $0 == 0 ? .rest(count) : DimensionValue.none }
        drafts.append(Draft(values: values, tally: rest, figures: try figures(rest, [])))
    }

    /// A campaign goes by its last name unless two advertisers in one column have campaigns of that name.
    private func shortenCampaigns(_ drafts: inout [Draft]) {
        guard let position = definition.groupBy.firstIndex(of: .campaign) else { return }
        let paths = Set(drafts.compactMap { $0.values[position].text })
        var owners: [Substring: Int] = [:]
        for path in paths { owners[Self.lastPart(path), default: 0] += 1 }
        let hasAdvertiser = definition.groupBy.contains(.advertiser)
        for index in drafts.indices {
            guard let path = drafts[index].values[position].text else { continue }
            let name = Self.lastPart(path)
            if hasAdvertiser || owners[name] == 1 {
                drafts[index].values[position] = .text(String(name))
            }
        }
    }

    private static func lastPart(_ path: String) -> Substring {
        path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    }
}
