import Catalog
import Chronology
import Foundation
import TestSupport
import Testing

@testable import EventLog

/// One log in a folder of its own, and everything that was committed to it.
final class LogFixture {
    struct Committed {
        let at: Instant
        let day: CivilDate
        let batch: LogBatch
    }

    static let tokenLife = EventLog.TokenLife(view: 3_600_000, click: 90_000_000)

    let folder: TemporaryFolder
    let configuration: EventLog.Configuration
    var log: EventLog
    var now: Instant
    private(set) var committed: [Committed] = []

    init(zone: String = "America/Los_Angeles", at start: String = "2026-11-24T20:00:00Z") throws {
        folder = try TemporaryFolder()
        now = try #require(Instant(rfc3339: start))
        configuration = EventLog.Configuration(
            directory: folder.path, site: "example-news",
            zone: try #require(SystemTimeZones.rules(named: zone)))
        try FileManager.default.createDirectory(
            atPath: DataDirectory.eventsPath(folder.path), withIntermediateDirectories: true)
        log = try EventLog(configuration, tokenLife: Self.tokenLife, at: now, carried: [:])
    }

    var zone: TimeZoneRules { configuration.zone }

    func commit(_ batch: LogBatch) throws {
        try log.commit(batch, at: now)
        committed.append(Committed(at: now, day: log.day, batch: batch))
    }

    /// Starts over as a new process would: what the log tells is all that is known.
    func restart() throws {
        let recovery = try Recovery(configuration, tokenLife: Self.tokenLife, at: now)
        log = try EventLog(
            configuration, tokenLife: Self.tokenLife, at: now, carried: recovery.totals)
    }

    /// What every line item delivered, by the batches alone.
    func delivered(where isCounted: (Committed) -> Bool = { _ in true }) -> [String:
        DeliveredTotals]
    {
        var totals: [String: DeliveredTotals] = [:]
        for commit in committed where isCounted(commit) {
            for entry in commit.batch.entries where entry.invalid == nil {
                guard let lineItem = entry.lineItem else { continue }
                var total = totals[lineItem] ?? DeliveredTotals()
                switch entry.kind {
                case .impression: total.impressions += 1
                case .viewable: total.viewables += 1
                case .click: total.clicks += 1
                case .request, .served: break
                }
                total.spendMicros += entry.revenueMicros
                totals[lineItem] = total
            }
        }
        return totals
    }

    func connection(_ day: CivilDate) throws -> SQLiteConnection {
        try SQLiteConnection(
            path: DataDirectory.dayPath(folder.path, day), access: .readWrite,
            busyTimeoutMilliseconds: 0)
    }

    var days: [CivilDate] { DataDirectory.days(folder.path) }

    /// The rows of a query with all columns as text.
    func rows(_ sql: String, columns: Int, day: CivilDate) throws -> [[String]] {
        let statement = try connection(day).prepare(sql)
        var rows: [[String]] = []
        while try statement.step() {
            rows.append((0..<Int32(columns)).map { statement.text($0) })
        }
        return rows
    }
}

extension DeliveredTotals {
    var isZero: Bool { self == DeliveredTotals() }
}

/// Random batches of events of every kind, class and validity.
struct BatchSource {
    var random: SeededRandom
    let lineItems = ["a/b/one", "a/b/two", "c/d/three"]

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func entry() -> LogEntry {
        let kinds: [EventKind] = [.request, .impression, .viewable, .click]
        let kind = kinds.randomElement(using: &random) ?? .request
        let consent = RecordClass.allCases.randomElement(using: &random) ?? .counts
        let isEmpty = kind == .request && random.chance(30)
        let lineItem = isEmpty ? nil : lineItems.randomElement(using: &random)
        let invalid =
            kind != .request && random.chance(25)
            ? InvalidReason.allCases.randomElement(using: &random) : nil
        let sections: [String?] = ["USA", "Culture/Café", nil, ""]
        let regions: [String?] = ["US", "US-OR/Portland", nil]
        return LogEntry(
            kind: kind, consent: consent, slot: random.chance(50) ? "leaderboard" : "sidebar",
            lineItem: lineItem, creative: lineItem.map { _ in random.chance(50) ? "x" : "y" },
            section: sections.randomElement(using: &random) ?? nil,
            region: regions.randomElement(using: &random) ?? nil,
            device: random.chance(50) ? "desktop" : "mobile", invalid: invalid,
            pages: kind == .request && random.chance(50) ? 1 : 0,
            revenueMicros: kind == .request || invalid != nil
                ? 0 : Int64.random(in: 0...3, using: &random) * 1250,
            request: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) },
            viewer: random.chance(50) ? "reader-1" : nil)
    }

    mutating func batch(at now: Instant, entries: ClosedRange<Int> = 0...12) -> LogBatch {
        var batch = LogBatch()
        batch.entries = (0..<Int.random(in: entries, using: &random)).map { _ in entry() }
        if random.chance(60) {
            batch.spentTokens = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                SpentToken(
                    issuedHour: now.milliseconds / Instant.millisecondsPerHour
                        - Int64.random(in: 0...24, using: &random),
                    serial: Int64.random(in: 0...20, using: &random),
                    kinds: 1 << Int64.random(in: 3...5, using: &random))
            }
        }
        if random.chance(60) {
            batch.reservations = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                ReservationChange(
                    lineItem: lineItems.randomElement(using: &random) ?? "a/b/one",
                    issuedMinute: now.milliseconds / Instant.millisecondsPerMinute
                        - Int64.random(in: 0...55, using: &random),
                    impressions: Int64.random(in: -2...3, using: &random),
                    viewables: Int64.random(in: -2...3, using: &random),
                    spendMicros: Int64.random(in: -2...3, using: &random) * 1250)
            }
        }
        return batch
    }
}
