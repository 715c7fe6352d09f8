internal import Catalog
internal import Consent
internal import Synchronization

/// What the server did since it started, as Prometheus reads it.
package final class ServerMetrics: Sendable {
    private struct Values {
        var decisions: [String: Int64] = [:]
        var problems: [String: Int64] = [:]
    }

    private let values = Mutex(Values())

    package init() {}

    func countDecision(_ ruling: ConsentRuling) {
        let key = "class=\"\(ruling.recordClass.letter)\",reason=\"\(ruling.reason.rawValue)\""
        values.withLock { $0.decisions[key, default: 0] += 1 }
    }

    func count(_ problem: Problem) {
        values.withLock { $0.problems[problem.code, default: 0] += 1 }
    }

    func page(recorder: Recorder, keeper: BookKeeper.Status, book: ServingBook) -> String {
        let values = values.withLock { $0 }
        let written = recorder.metrics.current
        var page = Page()
        page.family("broadside_decisions_total", "counter", "Pages answered, by consent class.")
        for (labels, count) in values.decisions.sorted(by: { $0.key < $1.key }) {
            page.sample("broadside_decisions_total", labels, count)
        }
        page.family("broadside_problems_total", "counter", "Requests refused, by code.")
        for (code, count) in values.problems.sorted(by: { $0.key < $1.key }) {
            page.sample("broadside_problems_total", "code=\"\(code)\"", count)
        }
        page.family("broadside_events_total", "counter", "Beacons judged, by validity.")
        for (event, validities) in written.events.sorted(by: { $0.key < $1.key }) {
            for (validity, count) in validities.sorted(by: { $0.key < $1.key }) {
                page.sample(
                    "broadside_events_total", "event=\"\(event)\",validity=\"\(validity)\"", count)
            }
        }
        for (name, type, help, value) in [
            (
                "broadside_log_failures_total", "counter", "Writes of the log that failed.",
                written.failures
            ),
            (
                "broadside_log_dropped_records_total", "counter",
                "Records of decisions lost because the log could not be written.",
                written.droppedRecords
            ),
            (
                "broadside_log_healthy", "gauge", "1 while the log takes events.",
                recorder.isHealthy ? 1 : 0
            ),
            (
                "broadside_campaigns_current", "gauge",
                "1 while the newest campaign files are served.", keeper.isCurrent ? 1 : 0
            ),
            (
                "broadside_campaign_loads_total", "counter", "Campaign folders taken over.",
                Int64(keeper.loads)
            ),
            (
                "broadside_campaign_failures_total", "counter", "Campaign folders refused.",
                Int64(keeper.failures)
            ),
            (
                "broadside_line_items", "gauge", "Line items in the catalog.",
                Int64(book.catalog.lineItems.count)
            ),
        ] {
            page.family(name, type, help)
            page.sample(name, "", value)
        }
        return page.text
    }

    private struct Page {
        var text = ""

        mutating func family(_ name: String, _ type: String, _ help: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        }

        mutating func sample(_ name: String, _ labels: String, _ value: Int64) {
            text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
        }
    }
}
