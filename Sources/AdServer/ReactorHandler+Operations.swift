internal import Catalog
internal import Chronology
internal import Decisioning
internal import HTTPServer
internal import JSON

extension ReactorHandler {
    /// `/readyz`: 200 while the log takes events and the newest campaign files are served, 503 with the reasons otherwise.
    func readiness() -> HTTPResponse {
        let status = parts.keeper.status
        let isHealthy = parts.recorder.isHealthy
        var json = JSONWriter()
        json.beginObject()
        // Old files are served on when new ones are broken, so pages are still answered: ready, with a warning.
        json.field("ready", isHealthy)
        json.field("log", isHealthy ? "ok" : "cannot be written")
        json.field(
            "campaign_files", status.isCurrent ? "ok" : "errors: the last good ones are served")
        json.field("catalog_hash", book.catalog.hash)
        json.field("line_items", book.catalog.lineItems.count)
        json.key("findings")
        json.beginArray()
        for finding in status.diagnostics.prefix(100) {
            json.value(
                "\(finding.file):\(finding.line):\(finding.column): \(finding.severity.rawValue): "
                    + finding.message)
        }
        json.endArray()
        json.endObject()
        return HTTPResponse(
            status: isHealthy ? 200 : 503, contentType: "application/json",
            headers: [("Cache-Control", "no-store")], body: json.bytes)
    }

    /// `/metrics`: Prometheus text format.
    func metricsPage() -> HTTPResponse {
        let text = parts.metrics.page(
            recorder: parts.recorder, keeper: parts.keeper.status, book: book)
        return HTTPResponse(
            status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8",
            headers: [("Cache-Control", "no-store")], body: Array(text.utf8))
    }

    /// `POST /demo/explain`: why each line item would win or lose now; only on a server that shows the demo.
    func explainDemo(_ exchange: HTTPExchange) {
        guard parts.demo != nil else {
            exchange.respond(constants.notFound)
            return
        }
        do throws(AdsFailure) {
            let question = try question(of: exchange)
            let now = parts.clock()
            let resolved = try resolve(question, exchange, now)
            exchange.respond(
                HTTPResponse(
                    status: 200, contentType: "application/json",
                    headers: [("Cache-Control", "no-store")],
                    body: explanation(of: question, resolved, now)))
        } catch {
            switch error {
            case .problem(let problem): refuse(exchange, problem)
            case .question(let problem): refuse(exchange, Problem(problem))
            }
        }
    }

    private func explanation(
        of question: AdQuestion, _ resolved: ResolvedQuestion, _ now: Instant
    ) -> [UInt8] {
        let snapshot = book.snapshot
        let counters = parts.ledger.counters
        let outcomes = decider.decide(
            resolved.request, snapshot, counters, at: now, isRehearsal: true)
        let explanations = Explainer(
            snapshot, counters, request: resolved.request, outcomes: outcomes, at: now
        ).explainAll()
        return ExplanationWriter(catalog: snapshot.catalog, slots: resolved.slots)
            .json(explanations, outcomes, ruling(on: question.consent))
    }
}
