import Catalog
import Chronology

@testable import EventLog
@testable import Reporting

/// The twin of `ReportQuery`: walks all rows for each report, with no roll-up, hours or numbers of names.
struct BruteForceReport {
    let rows: [FixtureRow]
    let lineItems: [LineItem]
    let zone: TimeZoneRules
    let from, to, today: CivilDate
    /// Decides by a row's values whether it is counted.
    var filter: ([Dimension: DimensionValue]) -> Bool = { _ in true }

    func sums(by dimensions: [Dimension]) -> [[DimensionValue]: Tally] {
        var sums: [[DimensionValue]: Tally] = [:]
        func add(_ values: [Dimension: DimensionValue], _ change: (inout Tally) -> Void) {
            guard filter(values) else { return }
            change(&sums[dimensions.map { values[$0] ?? .none }, default: Tally()])
        }
        for row in rows {
            let local = zone.local(at: Instant(milliseconds: row.at))
            guard local.date >= from, local.date <= to else { continue }
            for (kind, lineItem, creative) in events(of: row) {
                let isFirst = kind == row.kind
                add(values(row, local, lineItem, creative)) { tally in
                    if isFirst { tally.revenue += row.revenue }
                    if row.invalid != 0 {
                        tally.invalid += row.count
                        return
                    }
                    if isFirst { tally.pageViews += row.pages }
                    switch kind {
                    case .request: tally.requests += row.count
                    case .served: tally.served += row.count
                    case .impression: tally.impressions += row.count
                    case .viewable: tally.viewable += row.count
                    case .click: tally.clicks += row.count
                    }
                }
            }
        }
        for item in lineItems {
            for (date, amount) in accruals(item) where amount != 0 {
                add(values(item, date)) { $0.revenue += amount }
            }
        }
        return sums.filter { $0.value != Tally() }
    }

    private func events(of row: FixtureRow) -> [(EventKind, String?, String?)] {
        guard row.kind == .request else { return [(row.kind, row.lineItem, row.creative)] }
        let request: (EventKind, String?, String?) = (.request, nil, nil)
        return row.lineItem == nil
            ? [request] : [request, (.served, row.lineItem, row.creative)]
    }

    private func values(
        _ row: FixtureRow, _ local: LocalTime, _ lineItem: String?, _ creative: String?
    ) -> [Dimension: DimensionValue] {
        func value(_ text: String?) -> DimensionValue { text.map { .text($0) } ?? .none }
        let item = lineItem.flatMap { id in lineItems.first { $0.id == id } }
        let reasons = [
            "valid", "late", "out_of_order", "prefetch", "over_goal", "over_budget", "bot",
        ]
        return [
            .day: .text("\(local.date)"), .week: .text(week(local.date)),
            .month: .text(String("\(local.date)".prefix(7))), .hour: .text("\(local.hour)"),
            .advertiser: value(item?.advertiser), .campaign: value(item?.campaign),
            .lineItem: value(lineItem), .creative: value(creative), .tier: value(item?.tier.name),
            .section: value(row.section), .region: value(row.region), .slot: value(row.slot),
            .device: value(row.device), .consent: .text(["", "A", "B", "C"][row.consent]),
            .validity: .text(reasons[row.invalid]), .goalKind: goalKind(item),
        ]
    }

    private func values(_ item: LineItem, _ date: CivilDate) -> [Dimension: DimensionValue] {
        var values: [Dimension: DimensionValue] = [
            .day: .text("\(date)"), .week: .text(week(date)),
            .month: .text(String("\(date)".prefix(7))), .advertiser: .text(item.advertiser),
            .campaign: .text(item.campaign), .lineItem: .text(item.id),
            .tier: .text(item.tier.name), .goalKind: goalKind(item),
        ]
        for dimension in Dimension.allCases where values[dimension] == nil {
            values[dimension] = .flatRate
        }
        return values
    }

    private func goalKind(_ item: LineItem?) -> DimensionValue {
        switch item?.goal {
        case .impressions: .text("impressions")
        case .viewable: .text("viewable")
        case .clicks: .text("clicks")
        case .share: .text("share")
        case nil: .none
        }
    }

    /// The week number by counting Mondays from the week of 4 January, as ISO 8601 defines the first.
    private func week(_ date: CivilDate) -> String {
        for year in [date.components.year + 1, date.components.year, date.components.year - 1] {
            guard let fourth = CivilDate(year: year, month: 1, day: 4) else { continue }
            let monday = fourth.advanced(byDays: -fourth.weekday)
            if date >= monday {
                let week = (date.dayNumber - monday.dayNumber) / 7 + 1
                return "\(year)-W\(week < 10 ? "0" : "")\(week)"
            }
        }
        return "?"
    }

    /// Each day's part of the price: what is due by its end, less what was due by its beginning.
    private func accruals(_ item: LineItem) -> [(CivilDate, Int64)] {
        guard case .flat(let price, let per) = item.rate else { return [] }
        let flight = daysTouched(by: item.flight)
        guard let start = flight.first else { return [] }
        return flight.filter { $0 >= from && $0 <= min(to, today) }.map { date in
            let (year, month, day) = date.components
            let (elapsed, length): (Int, Int) =
                switch per {
                case .day: (1, 1)
                case .week: (date.weekday + 1, 7)
                case .month: (day, CivilDate.days(inMonth: month, of: year))
                case .flight: (date.dayNumber - start.dayNumber + 1, flight.count)
                }
            let due = { (days: Int) in price.value * Int64(days) / Int64(length) }
            return (date, due(elapsed) - due(elapsed - 1))
        }
    }

    /// By asking every day whether any of its hours lies in the flight.
    private func daysTouched(by flight: Range<Instant>) -> [CivilDate] {
        guard !flight.isEmpty else { return [] }
        let first = flight.lowerBound.utcDate.advanced(byDays: -2)
        let last = flight.upperBound.utcDate.advanced(byDays: 2)
        return (first.dayNumber...last.dayNumber).map(CivilDate.init(dayNumber:)).filter { date in
            (zone.startOfDay(date)..<zone.startOfDay(date.advanced(byDays: 1))).overlaps(flight)
        }
    }
}
