import Chronology
import Testing

@testable import EventLog

/// What the views `events` and `hourly` must show, worked out from the committed batches alone.
extension LogFixture {
    /// Everything of an event but its time, as the view's columns say it; "" for null.
    private func words(_ entry: LogEntry, _ event: String, withRequest: Bool) -> [String] {
        let isRequest = event == "request"
        let isKept = entry.consent != .counts
        var words = [
            event, entry.slot, isRequest ? "" : entry.lineItem ?? "",
            isRequest ? "" : entry.creative ?? "", entry.section ?? "", entry.region ?? "",
            entry.device, ["", "A", "B", "C"][entry.consent.rawValue], entry.invalid?.name ?? "",
        ]
        if withRequest {
            let digits = (entry.request ?? []).map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0" + text : text
            }
            words += [isKept ? digits.joined() : "", entry.viewer ?? ""]
        }
        return words
    }

    private func events(_ entry: LogEntry) -> [(name: String, pages: Int64)] {
        let name = entry.kind.name
        return entry.kind == .request && entry.lineItem != nil
            ? [(name, entry.pages), ("served", 0)] : [(name, entry.pages)]
    }

    /// Rows as (time, count, pages, revenue, words), each as often as it must occur.
    func expectedEvents(_ day: CivilDate) -> [[String]: Int] {
        var rows: [[String]: Int] = [:]
        for commit in committed where commit.day == day {
            let minute = commit.at.milliseconds / 60_000 * 60_000
            let hour = zone.startOfHour(containing: commit.at).milliseconds
            var merged: [LogEntry: Int64] = [:]
            for entry in commit.batch.entries {
                guard entry.consent != .counts else {
                    merged[entry, default: 0] += 1
                    continue
                }
                for (event, pages) in events(entry) {
                    let row =
                        ["\(minute)", "1", "\(pages)", "\(entry.revenueMicros)"]
                        + words(entry, event, withRequest: true)
                    rows[row, default: 0] += 1
                }
            }
            for (entry, count) in merged {
                for (event, pages) in events(entry) {
                    let row =
                        [
                            "\(hour)", "\(count)", "\(pages * count)",
                            "\(entry.revenueMicros * count)",
                        ]
                        + words(entry, event, withRequest: true)
                    rows[row, default: 0] += 1
                }
            }
        }
        return rows
    }

    /// Cells as (hour, date, hour of day, words) to count, pages and revenue.
    func expectedHours(_ day: CivilDate) -> [[String]: [Int64]] {
        var cells: [[String]: [Int64]] = [:]
        for commit in committed where commit.day == day {
            let hour = zone.startOfHour(containing: commit.at)
            let local = zone.local(at: hour)
            for entry in commit.batch.entries {
                for (event, pages) in events(entry) {
                    let key =
                        ["\(hour.milliseconds)", "\(local.date)", "\(local.hour)"]
                        + words(entry, event, withRequest: false)
                    let sums = cells[key] ?? [0, 0, 0]
                    cells[key] = [sums[0] + 1, sums[1] + pages, sums[2] + entry.revenueMicros]
                }
            }
        }
        return cells
    }

    func checkViews(_ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) throws {
        for day in days {
            var events: [[String]: Int] = [:]
            for row in try rows(
                """
                SELECT at_ms, count, pages, revenue_micros, event, slot, line_item, creative,
                       section, region, device, consent, invalid_reason, request_id, viewer
                FROM events
                """, columns: 15, day: day)
            { events[row, default: 0] += 1 }
            #expect(events == expectedEvents(day), comment, sourceLocation: sourceLocation)
            var hours: [[String]: [Int64]] = [:]
            for row in try rows(
                """
                SELECT hour_ms, local_date, local_hour, event, slot, line_item, creative, section,
                       region, device, consent, invalid_reason, count, pages, revenue_micros
                FROM hourly
                """, columns: 15, day: day)
            { hours[Array(row[..<12])] = row[12...].compactMap { Int64($0) } }
            #expect(hours == expectedHours(day), comment, sourceLocation: sourceLocation)
        }
    }
}
