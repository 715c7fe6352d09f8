package import Catalog
package import Chronology

/// One question to the event log: a definition with the caller's period, dimensions and filters.
package struct ReportQuery: Sendable {
    package let name: String
    package let definition: ReportDefinition
    package let from, to: CivilDate
    /// Must hold beside those of the definition.
    package let conditions: [ReportCondition]
    private let today: CivilDate
    private var notes: [String] = []

    /// Checks everything that can be checked without the events.
    ///
    /// - Parameters:
    ///   - by: replaces the definition's dimensions unless empty; what no longer fits them is left out.
    ///   - filters: texts such as `tier=house`.
    /// - Throws: `ReportingError` for a word, a date or a combination that has no meaning.
    package init(
        name: String, definition: ReportDefinition, from: String? = nil, to: String? = nil,
        by: [String] = [], filters: [String] = [], catalog: Catalog, now: Instant
    ) throws(ReportingError) {
        self.name = name
        var definition = definition
        let replaced = try Self.dimensions(by)
        if !replaced.isEmpty { Self.regroup(&definition, by: replaced, notes: &notes) }
        if let contradiction = definition.contradiction {
            throw .contradiction(detail: contradiction)
        }
        guard definition.groupBy.count <= Limits.dimensionsMax else {
            throw .tooMany(what: "dimensions", limit: Limits.dimensionsMax)
        }
        self.definition = definition
        guard filters.count <= Limits.conditionsMax else {
            throw .tooMany(what: "conditions", limit: Limits.conditionsMax)
        }
        var conditions: [ReportCondition] = []
        for filter in filters { conditions.append(try ReportCondition(parsing: filter)) }
        self.conditions = conditions
        let period = try ReportPeriod(
            from: from, to: to, default: definition.period, catalog: catalog, now: now)
        self.from = period.from
        self.to = period.to
        today = catalog.site.timeZone.local(at: now).date
    }

    private static func dimensions(_ by: [String]) throws(ReportingError) -> [Dimension] {
        var result: [Dimension] = []
        for word in by.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            guard let dimension = Dimension(rawValue: String(word)) else {
                throw .unknownWord(
                    option: "--by", word: String(word), known: Dimension.allCases.map(\.rawValue))
            }
            result.append(dimension)
        }
        return result
    }

    private static func regroup(
        _ definition: inout ReportDefinition, by dimensions: [Dimension], notes: inout [String]
    ) {
        definition.groupBy = dimensions
        if dimensions.last?.isTree != true { definition.subtotals = false }
        if definition.contradiction != nil, definition.measures.contains(where: \.needsGoal) {
            definition.measures.removeAll(where: \.needsGoal)
            if definition.measures.isEmpty { definition.measures = [.impressions] }
            notes.append("Goals are left out: they belong to whole line items.")
        }
        definition.sort.removeAll { key in
            switch key.column {
            case .dimension(let dimension): !dimensions.contains(dimension)
            case .measure(let measure): !definition.measures.contains(measure)
            }
        }
    }

    /// Reads the day files and sums them.
    ///
    /// - Parameter deadline: how long it may take.
    /// - Throws: `ReportingError` for files that cannot be read or trusted, unknown filter values, overflow and time.
    /// - Complexity: O(hourly cells of the period + days of the data directory).
    package func run(
        catalog: Catalog, dataDirectory: String, deadline limit: Duration? = nil
    ) throws(ReportingError) -> Report {
        var deadline = Deadline(after: limit ?? Limits.deadline)
        let files = try EventFiles(dataDirectory: dataDirectory)
        let lookup = CatalogLookup(catalog)
        var sums = try aggregation(lookup)
        for path in files.paths(from: from, to: to, zone: catalog.site.timeZone) {
            try deadline.check()
            let file = try DayFileReader(path: path, site: catalog.site.name)
            try sums.add(file, &deadline)
        }
        var notes = notes
        if from <= today {
            var isKeptOut = false
            for rate in try files.flatRates(catalog: catalog, deadline: &deadline) {
                let goalKind = lookup.goalKind(ofLineItem: rate.lineItem)
                if try sums.add(rate, goalKind: goalKind, days: from...min(to, today)) {
                    isKeptOut = true
                }
            }
            if isKeptOut {
                notes.append(
                    "Flat rates are left out: a filter names what they cannot be assigned to.")
            }
        }
        if definition.measures.contains(where: \.needsGoal) { try seedGoals(&sums, lookup) }
        for column in sums.columns { try column.checkConditions() }
        return try ReportAssembly(query: self, sums: sums, lookup: lookup).report(notes: notes)
    }

    private func aggregation(_ lookup: CatalogLookup) throws(ReportingError) -> Aggregation {
        var dimensions = definition.groupBy
        for condition in definition.conditions + conditions
        where !dimensions.contains(condition.dimension) {
            dimensions.append(condition.dimension)
        }
        var columns: [DimensionColumn] = []
        for dimension in dimensions {
            var matchers: [ConditionMatcher] = []
            for list in [definition.conditions, conditions] {
                let values = list.filter { $0.dimension == dimension }.map(\.value)
                if values.isEmpty { continue }
                matchers.append(
                    try ConditionMatcher(dimension, values: values, lookup: lookup))
            }
            columns.append(DimensionColumn(dimension, matchers: matchers, lookup: lookup))
        }
        return Aggregation(
            columns: columns, groupCount: definition.groupBy.count, from: from, to: to)
    }

    /// A line item that has a goal has a row, also when nothing was delivered.
    private func seedGoals(_ sums: inout Aggregation, _ lookup: CatalogLookup)
        throws(ReportingError)
    {
        let zone = lookup.catalog.site.timeZone
        let period = zone.startOfDay(from)..<zone.startOfDay(to.advanced(byDays: 1))
        for item in lookup.catalog.lineItems where item.flight.overlaps(period) {
            try sums.seed(
                lineItem: item.id, advertiser: item.advertiser, campaign: item.campaign,
                tier: item.tier.name, goalKind: lookup.goalKind(ofLineItem: item.id))
        }
    }
}
