package import Catalog
internal import Consent
internal import Decisioning
internal import JSON

/// Writes why each line item won or lost, for people and for programs.
package struct ExplanationWriter {
    let catalog: Catalog
    /// Ids of the requested slots.
    let slots: [String]

    func json(
        _ explanations: [Explanation], _ outcomes: [SlotOutcome], _ ruling: ConsentRuling
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("consent")
        json.beginObject()
        json.field("class", ruling.recordClass.letter)
        json.field("code", ruling.reason.rawValue)
        json.field("reason", ruling.explanation)
        json.endObject()
        json.key("slots")
        json.beginArray()
        for (slot, outcome) in zip(slots, outcomes) {
            json.beginObject()
            json.field("slot", slot)
            switch outcome {
            case .filled(let placement):
                let item = catalog.lineItems[placement.lineItem]
                json.field("chosen", item.id)
                json.field("tier", item.tier.name)
                json.field("rate", Self.rate(item.rate, catalog.site.currency))
                json.field("reason", Self.reason(item))
            case .empty(let reason):
                json.key("chosen")
                json.null()
                json.field("reason", Self.words(reason))
            }
            json.endObject()
        }
        json.endArray()
        json.key("line_items")
        json.beginArray()
        for explanation in explanations { write(explanation, to: &json) }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private func write(_ explanation: Explanation, to json: inout JSONWriter) {
        let item = catalog.lineItems[explanation.lineItem]
        json.beginObject()
        json.field("line_item", item.id)
        json.field("tier", item.tier.name)
        json.field("rate", Self.rate(item.rate, catalog.site.currency))
        if case .chosen(let slot) = explanation.outcome {
            json.field("outcome", "chosen")
            json.field("slot", slots[slot])
        } else {
            json.field("outcome", "lost")
            json.key("slot")
            json.null()
        }
        json.field("reason", explanation.text(in: catalog, slots: slots))
        json.endObject()
    }

    /// A rate as people say it: `CPM 12.00 USD`.
    package static func rate(_ rate: LineItem.Rate, _ currency: String) -> String {
        switch rate {
        case .cpm(let price): "CPM \(price) \(currency)"
        case .vcpm(let price): "vCPM \(price) \(currency)"
        case .cpc(let price): "CPC \(price) \(currency)"
        case .flat(let price, let per): "\(price) \(currency) a \(per.rawValue)"
        case .free: "free"
        }
    }

    private static func reason(_ item: LineItem) -> String {
        switch item.tier {
        case .sponsorship:
            if case .share = item.goal {
                "a sponsorship whose share of these page views is still owed"
            } else {
                "a sponsorship of this page"
            }
        case .guaranteed: "guaranteed, and the furthest behind its delivery curve"
        case .remnant: "the best paid of what remains"
        case .house: "nothing paid was due: the newsroom's own ad"
        }
    }

    private static func words(_ reason: EmptyReason) -> String {
        switch reason {
        case .noMatch: "no line item is meant for this page and slot"
        case .blocked: "the article's flags block every line item that matches"
        case .capped: "every line item that matches has reached its goal, budget or cap"
        case .paced: "every line item that matches is ahead of its delivery curve"
        case .competing: "every line item that matches fills another slot or is excluded"
        }
    }
}
