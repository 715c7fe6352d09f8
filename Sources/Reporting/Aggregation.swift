internal import Chronology
internal import EventLog

/// Sums events by the dimensions of a report.
struct Aggregation {
    /// The numbers of a row's values; `Limits.dimensionsMax` of them fit.
    typealias Key = SIMD8<DimensionColumn.Symbol>

    private(set) var columns: [DimensionColumn]
    /// The first so many columns are the row's; the others only filter.
    let groupCount: Int
    private let from, to: CivilDate
    private var index: [Key: Int] = [:]
    private(set) var rows: [(key: Key, tally: Tally)] = []
    private var filters: [Int]

    init(columns: [DimensionColumn], groupCount: Int, from: CivilDate, to: CivilDate) {
        self.columns = columns
        self.groupCount = groupCount
        self.from = from
        self.to = to
        filters = columns.indices.filter { columns[$0].isFilter }
    }

    /// Adds what a day file holds of the period.
    mutating func add(_ file: DayFileReader, _ deadline: inout Deadline) throws(ReportingError) {
        for position in columns.indices { columns[position].begin(file) }
        let inPeriod = file.hours.map { $0.date >= from && $0.date <= to }
        try file.forEachCell(&deadline) { (cell) throws(ReportingError) in
            guard inPeriod[cell.hour] else { return }
            try cell.forEachEvent { (event) throws(ReportingError) in try add(event, in: file) }
        }
    }

    private mutating func add(_ event: DayFileReader.Cell, in file: DayFileReader)
        throws(ReportingError)
    {
        for position in filters {
            let symbol = columns[position].symbol(of: event, in: file)
            guard columns[position].accepts(symbol) else { return }
        }
        var key = Key()
        for position in 0..<groupCount {
            key[position] = columns[position].symbol(of: event, in: file)
        }
        let row = try row(key)
        try rows[row].tally.add(event)
    }

    private mutating func row(_ key: Key) throws(ReportingError) -> Int {
        if let known = index[key] { return known }
        guard rows.count < Limits.rowsMax else {
            throw .tooMany(what: "rows", limit: Limits.rowsMax)
        }
        index[key] = rows.count
        rows.append((key, Tally()))
        return rows.count - 1
    }

    /// Adds what a flat rate earns in the period, day by day; true when conditions on other dimensions keep it out.
    ///
    /// - Parameter days: the period as far as it is not in the future.
    mutating func add(_ rate: FlatRate, goalKind: String?, days: ClosedRange<CivilDate>)
        throws(ReportingError) -> Bool
    {
        guard let flight = rate.days, flight.overlaps(days) else { return false }
        let first = max(flight.lowerBound, days.lowerBound)
        let last = min(flight.upperBound, days.upperBound)
        var isKeptOut = false
        for number in first.dayNumber...last.dayNumber {
            let date = CivilDate(dayNumber: number)
            let accrual = rate.accrual(on: date)
            guard accrual != 0 else { continue }
            guard
                let key = key(
                    lineItem: rate.lineItem, advertiser: rate.advertiser, campaign: rate.campaign,
                    tier: rate.tier, goalKind: goalKind, date: date)
            else {
                isKeptOut = isKeptOut || filters.contains { !columns[$0].dimension.holdsFlatRates }
                continue
            }
            let row = try row(key)
            try Tally.add(accrual, to: &rows[row].tally.revenue, named: "revenue")
        }
        return isKeptOut
    }

    /// Makes a row for a line item although nothing may have happened to it.
    mutating func seed(
        lineItem: String, advertiser: String, campaign: String, tier: String, goalKind: String?
    ) throws(ReportingError) {
        if let key = key(
            lineItem: lineItem, advertiser: advertiser, campaign: campaign, tier: tier,
            goalKind: goalKind, date: nil)
        {
            _ = try row(key)
        }
    }

    /// The row of a line item and a day; nil when the conditions keep it out.
    private mutating func key(
        lineItem: String, advertiser: String, campaign: String, tier: String, goalKind: String?,
        date: CivilDate?
    ) -> Key? {
        var key = Key()
        for position in columns.indices where position < groupCount || columns[position].isFilter {
            let dimension = columns[position].dimension
            let text: String? =
                switch dimension {
                case .day, .week, .month: date.map { DimensionColumn.text(of: $0, dimension) }
                case .advertiser: advertiser
                case .campaign: "\(advertiser)/\(campaign)"
                case .lineItem: lineItem
                case .tier: tier
                case .goalKind: goalKind
                default: nil
                }
            let symbol =
                if let text {
                    columns[position].symbol(for: text)
                } else {
                    dimension.holdsFlatRates ? DimensionColumn.none : DimensionColumn.flatRate
                }
            guard columns[position].accepts(symbol) else { return nil }
            if position < groupCount { key[position] = symbol }
        }
        return key
    }

    /// The text of a row's value.
    func value(_ key: Key, _ position: Int) -> DimensionValue {
        switch key[position] {
        case DimensionColumn.none: .none
        case DimensionColumn.flatRate: .flatRate
        case let symbol: .text(columns[position].texts[Int(symbol)])
        }
    }
}

extension Tally {
    /// Counts the events of a cell; an invalid one only as invalid.
    @inline(__always)
    mutating func add(_ event: DayFileReader.Cell) throws(ReportingError) {
        try Self.add(event.revenue, to: &revenue, named: "revenue")
        guard event.invalid == 0 else {
            return try Self.add(event.count, to: &invalid, named: "invalid")
        }
        try Self.add(event.pages, to: &pageViews, named: "page_views")
        switch event.kind {
        case .request: try Self.add(event.count, to: &requests, named: "requests")
        case .served: try Self.add(event.count, to: &served, named: "served")
        case .impression: try Self.add(event.count, to: &impressions, named: "impressions")
        case .viewable: try Self.add(event.count, to: &viewable, named: "viewable")
        case .click: try Self.add(event.count, to: &clicks, named: "clicks")
        }
    }
}
