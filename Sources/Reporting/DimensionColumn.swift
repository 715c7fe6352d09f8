internal import Chronology
internal import EventLog

/// The values of one dimension as small numbers, over all day files of a query.
struct DimensionColumn {
    /// A value's number: 0 for none, -1 for flat rates, from 1 for texts.
    typealias Symbol = Int32

    static let none: Symbol = 0
    static let flatRate: Symbol = -1
    private static let unresolved = Symbol.min

    let dimension: Dimension
    /// Each must be met; those of the definition and those of the caller are kept apart.
    private let matchers: [ConditionMatcher]
    private let lookup: CatalogLookup
    private(set) var texts: [String] = [""]
    private var symbols: [String: Symbol] = [:]
    private var accepted: [Bool]
    /// Symbols by the number that the current file gives the value.
    private var resolved: [Symbol] = []

    init(_ dimension: Dimension, matchers: [ConditionMatcher], lookup: CatalogLookup) {
        self.dimension = dimension
        self.matchers = matchers
        self.lookup = lookup
        accepted = [matchers.allSatisfy { $0.matches(nil) }]
    }

    /// Forgets the numbers of the last file.
    mutating func begin(_ file: DayFileReader) {
        let count =
            switch dimension {
            case .day, .week, .month, .hour: file.hours.count
            case .consent, .validity: 16
            default: file.names.count
            }
        resolved = Array(repeating: Self.unresolved, count: count)
    }

    @inline(__always)
    mutating func symbol(of event: DayFileReader.Cell, in file: DayFileReader) -> Symbol {
        let number = number(in: event)
        guard number >= 0, number < Int64(resolved.count) else { return Self.none }
        let known = resolved[Int(number)]
        if known != Self.unresolved { return known }
        let symbol = text(of: number, in: file).map { self.symbol(for: $0) } ?? Self.none
        resolved[Int(number)] = symbol
        return symbol
    }

    mutating func symbol(for text: String) -> Symbol {
        if let known = symbols[text] { return known }
        let symbol = Symbol(texts.count)
        texts.append(text)
        symbols[text] = symbol
        accepted.append(matchers.allSatisfy { $0.matches(text) })
        return symbol
    }

    /// Whether the conditions let a value through; flat rates meet none of a dimension that they have not.
    func accepts(_ symbol: Symbol) -> Bool {
        symbol >= 0 ? accepted[Int(symbol)] : matchers.isEmpty
    }

    var isFilter: Bool { !matchers.isEmpty }

    /// Whether the conditions let a path of the tree through.
    func covers(_ path: String) -> Bool { matchers.allSatisfy { $0.matches(path) } }

    /// - Throws: `ReportingError.unknownValue` when a condition names what nobody knows.
    func checkConditions() throws(ReportingError) {
        let seen = Array(texts.dropFirst())
        for matcher in matchers {
            guard let value = matcher.unknownValue(seen: seen) else { continue }
            throw .unknownValue(
                dimension: dimension.rawValue, value: value,
                near: matcher.nearest(to: value, seen: seen))
        }
    }

    @inline(__always)
    private func number(in event: DayFileReader.Cell) -> Int64 {
        switch dimension {
        case .day, .week, .month, .hour: Int64(event.hour)
        case .advertiser, .campaign, .lineItem, .tier, .goalKind: event.lineItem
        case .creative: event.creative
        case .section: event.section
        case .region: event.region
        case .slot: event.slot
        case .device: event.device
        case .consent: event.consent
        case .validity: event.invalid
        }
    }

    private func text(of number: Int64, in file: DayFileReader) -> String? {
        let name = number < Int64(file.names.count) ? file.names[Int(number)] : nil
        switch dimension {
        case .hour: return String(file.hours[Int(number)].hour)
        case .day, .week, .month: return Self.text(of: file.hours[Int(number)].date, dimension)
        case .advertiser: return file.lineItems[number]?.advertiser
        case .campaign: return file.lineItems[number].map { "\($0.advertiser)/\($0.campaign)" }
        case .tier: return file.lineItems[number]?.tier
        case .goalKind: return name.flatMap { lookup.goalKind(ofLineItem: $0) }
        case .section, .region: return name.map { lookup.canonicalPath($0, dimension) }
        case .lineItem, .creative, .slot, .device: return name
        case .consent: return [1: "A", 2: "B", 3: "C"][number]
        case .validity:
            if number == 0 { return "valid" }
            return InvalidReason(rawValue: Int(number))?.name
        }
    }

    /// A local date as a day, a week or a month.
    static func text(of date: CivilDate, _ dimension: Dimension) -> String {
        switch dimension {
        case .week: date.isoWeek
        case .month: date.yearMonth
        default: "\(date)"
        }
    }
}
