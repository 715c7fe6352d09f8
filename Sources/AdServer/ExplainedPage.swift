package import Catalog
package import Chronology
internal import Decisioning
internal import EventLog
internal import JSON
internal import Pacing

/// A page as a person describes it, to be explained.
package struct PageQuestion: Sendable {
    let slots, sections, tags, regions, flags: [String]
    let language, device: String

    package init(
        slots: [String], sections: [String], tags: [String], regions: [String], flags: [String],
        language: String, device: String
    ) {
        self.slots = slots
        self.sections = sections
        self.tags = tags
        self.regions = regions
        self.flags = flags
        self.language = language
        self.device = device
    }

    /// Why the description does not fit the site.
    package struct Problem: Error {
        package let message: String
    }
}

/// Why one line item wins or loses a page, in words.
package struct ExplainedLineItem: Sendable {
    /// `chosen` or `lost`.
    package let outcome: String
    package let lineItem: String
    package let tier: String
    package let rate: String
    package let reason: String
}

/// Explains a page without a running server, from the campaign files and the event log.
package enum ExplainedPage {
    /// One row a line item, the chosen ones first.
    ///
    /// - Throws: `PageQuestion.Problem` when the description does not fit the site, `ServerError.log` when the log cannot be read.
    package static func explain(
        _ question: PageQuestion, catalog: Catalog, dataDirectory: String, at now: Instant
    ) throws -> [ExplainedLineItem] {
        let resolved = try resolve(question, catalog, now)
        let ledger = DeliveryLedger()
        guard let pacers = ledger.adopt(catalog.lineItems) else {
            throw ServerError.tooManyLineItems
        }
        let configuration = EventLog.Configuration(
            directory: dataDirectory, site: catalog.site.name, zone: catalog.site.timeZone)
        do throws(EventLogError) {
            let recovery = try Recovery(configuration, tokenLife: TokenLife.ofLog, at: now)
            _ = DeliveryAccounts(
                recovery: recovery, ledger: ledger, zone: catalog.site.timeZone, epoch: 0, at: now)
        } catch {
            throw ServerError.log(error)
        }
        let snapshot = ServingSnapshot(catalog: catalog, pacers: pacers, now: now)
        var decider = Decider(seed: 1)
        let outcomes = decider.decide(
            resolved.request, snapshot, ledger.counters, at: now, isRehearsal: true)
        let explanations = Explainer(
            snapshot, ledger.counters, request: resolved.request, outcomes: outcomes, at: now
        ).explainAll()
        let rows = explanations.map { explanation in
            let item = catalog.lineItems[explanation.lineItem]
            var outcome = "lost"
            if case .chosen = explanation.outcome { outcome = "chosen" }
            return ExplainedLineItem(
                outcome: outcome, lineItem: item.id, tier: item.tier.name,
                rate: ExplanationWriter.rate(item.rate, catalog.site.currency),
                reason: explanation.text(in: catalog, slots: resolved.slots))
        }
        return rows.filter { $0.outcome == "chosen" } + rows.filter { $0.outcome != "chosen" }
    }

    private static func resolve(
        _ page: PageQuestion, _ catalog: Catalog, _ now: Instant
    ) throws(PageQuestion.Problem) -> ResolvedQuestion {
        var question = AdQuestion()
        question.slots = page.slots.map { AdQuestion.SlotQuestion(slot: $0, sizes: nil) }
        question.sections = page.sections
        question.tags = page.tags
        question.regions = page.regions
        question.flags = page.flags
        question.language = page.language
        question.device = page.device
        do throws(QuestionProblem) {
            return try ResolvedQuestion(question, in: catalog, userAgent: "", at: now)
        } catch {
            let problem = AdServer.Problem(error)
            throw PageQuestion.Problem(
                message: problem.title + (problem.detail.map { " \($0)" } ?? ""))
        }
    }

    /// The rows as one JSON array.
    package static func json(_ rows: [ExplainedLineItem]) -> String {
        var json = JSONWriter()
        json.beginArray()
        for row in rows {
            json.beginObject()
            json.field("line_item", row.lineItem)
            json.field("outcome", row.outcome)
            json.field("tier", row.tier)
            json.field("rate", row.rate)
            json.field("reason", row.reason)
            json.endObject()
        }
        json.endArray()
        return json.text
    }
}
