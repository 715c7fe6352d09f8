internal import Chronology

/// Reads what was agreed about a line item: goal, rate, budget and caps, and whether they fit together.
struct TermsFile {
    let findings: FileFindings

    struct Terms {
        var goal: LineItem.Goal?
        var rate: LineItem.Rate?
        var budget: Micros?
        var caps = LineItem.Caps()
    }

    func read(_ reader: ObjectReader, tier: LineItem.Tier?, flight: Range<Instant>?) -> Terms {
        var terms = Terms()
        terms.goal = goal(reader, tier)
        terms.budget = positiveMoney(reader.optional("budget"), for: "budget", reader)?.value
        terms.caps = caps(reader)
        terms.rate = rate(reader, tier)
        checkBudget(reader, terms)
        checkCaps(reader, terms, flight)
        return terms
    }

    // MARK: Goal

    /// Rules: a guaranteed line item promises a count; only a sponsorship may promise a share, and
    /// without a goal it takes every page view that it fits; remnant and house may stop at a count.
    private func goal(_ reader: ObjectReader, _ tier: LineItem.Tier?) -> LineItem.Goal? {
        let kinds = ["impressions", "viewable", "clicks", "share"]
        guard let value = reader.optional("goal") else {
            if tier == .guaranteed {
                findings.error(
                    at: reader.place, "a guaranteed line item needs a goal",
                    hint: "such as \"goal\": { \"impressions\": 200000 }")
            }
            return nil
        }
        guard let object = ObjectReader(value, what: "the goal", findings: findings) else {
            return nil
        }
        let range = 1...Limits.countMax
        let impressions = object.integer(
            object.optional("impressions"), for: "impressions", in: range)
        let viewable = object.integer(object.optional("viewable"), for: "viewable", in: range)
        let clicks = object.integer(object.optional("clicks"), for: "clicks", in: range)
        let share = share(object, tier)
        object.finish()
        let given = kinds.filter(object.has)
        guard given.count == 1 else {
            // An object with only unknown keys has been reported for those.
            if given.count > 1 || value.members?.isEmpty == true {
                findings.error(
                    at: value.pointed,
                    given.isEmpty
                        ? "the goal is empty"
                        : "a goal counts one thing, not \(Wording.enumeration(given))",
                    hint: "one of \(Wording.alternatives(kinds))")
            }
            return nil
        }
        return impressions.map { .impressions($0) } ?? viewable.map { .viewable($0) }
            ?? clicks.map { .clicks($0) } ?? share.map { .share(millionths: $0) }
    }

    private func share(_ goal: ObjectReader, _ tier: LineItem.Tier?) -> Int64? {
        guard let value = goal.optional("share"),
            let share = goal.number(value, for: "share", in: 0...1)
        else { return nil }
        if let tier, tier != .sponsorship {
            findings.error(
                at: goal.place(ofKey: "share"), "only a sponsorship can have a share as its goal",
                hint: tier == .guaranteed
                    ? "a guaranteed line item counts impressions, viewable or clicks" : nil)
            return nil
        }
        let millionths = Int64((share * 1_000_000).rounded())
        guard millionths > 0 else {
            findings.error(at: value.range, "a share of nothing is no goal")
            return nil
        }
        return millionths
    }

    // MARK: Rate

    private enum Model: String, CaseIterable {
        case cpm, vcpm, cpc, flat, free
    }

    /// Rules: a house line item is free, which may be left unsaid; every other model has a price above
    /// zero; only a flat price is `per` something, and must say what; prices per thousand are whole
    /// thousandths, so that one impression is a whole number of micros.
    private func rate(_ reader: ObjectReader, _ tier: LineItem.Tier?) -> LineItem.Rate? {
        let hint = "such as { \"model\": \"cpm\", \"price\": \"12.00\" }"
        guard
            let value = tier == .house
                ? reader.optional("rate") : reader.required("rate", hint: hint)
        else { return tier == .house ? .free : nil }
        guard let object = ObjectReader(value, what: "the rate", findings: findings) else {
            return nil
        }
        let model = object.choice(object.required("model"), for: "model", of: Model.self)
        let rate = model.flatMap { self.rate($0, object) }
        if model == nil {
            for key in ["price", "per"] { _ = object.optional(key) }
        }
        object.finish { key in
            guard let model, ["price", "per"].contains(key) else { return nil }
            return "the rate model \(model.rawValue) has no \(Wording.quoted(key))"
        }
        if tier == .house, let model, model != .free {
            findings.error(
                at: object.place(ofKey: "model"), "a house line item is free",
                hint: "write { \"model\": \"free\" }, or choose another tier")
        }
        return rate
    }

    private func rate(_ model: Model, _ object: ObjectReader) -> LineItem.Rate? {
        switch model {
        case .free: return .free
        case .cpc:
            return positiveMoney(object.required("price"), for: "price", object)
                .map { .cpc($0.value) }
        case .cpm: return pricePerThousand(object).map { .cpm($0) }
        case .vcpm: return pricePerThousand(object).map { .vcpm($0) }
        case .flat:
            let price = positiveMoney(object.required("price"), for: "price", object)
            let periods = LineItem.Rate.Period.allCases.map(\.rawValue)
            let per = object.choice(
                object.required("per", hint: "it can be \(Wording.alternatives(periods))"),
                for: "per", of: LineItem.Rate.Period.self)
            guard let price, let per else { return nil }
            return .flat(price.value, per: per)
        }
    }

    private func pricePerThousand(_ object: ObjectReader) -> Micros? {
        guard let price = positiveMoney(object.required("price"), for: "price", object) else {
            return nil
        }
        guard price.value.value % Limits.pricePerThousandStep == 0 else {
            let down = price.value.value / Limits.pricePerThousandStep * Limits.pricePerThousandStep
            let near = Micros(max(down, Limits.pricePerThousandStep))
            findings.error(
                at: price.range, "a price per thousand has at most three decimals",
                hint: "such as \"\(near)\"; one impression is then a whole number of micros")
            return nil
        }
        return price.value
    }

    private func positiveMoney(_ value: JSONValue?, for key: String, _ reader: ObjectReader)
        -> Located<Micros>?
    {
        guard let amount = reader.money(value, for: key) else { return nil }
        if amount.value > .zero { return amount }
        findings.error(
            at: amount.range, "\(Wording.quoted(key)) is zero",
            hint: key == "price" ? "choose the model \"free\"" : "leave the key out")
        return nil
    }

    // MARK: Caps

    private func caps(_ reader: ObjectReader) -> LineItem.Caps {
        guard let value = reader.optional("caps"),
            let object = ObjectReader(value, what: "caps", findings: findings)
        else { return LineItem.Caps() }
        let range = 1...Limits.countMax
        let caps = LineItem.Caps(
            dailyImpressions: object.integer(
                object.optional("daily_impressions"), for: "daily_impressions", in: range),
            dailyBudget: positiveMoney(
                object.optional("daily_budget"), for: "daily_budget", object)?.value,
            lifetimeImpressions: object.integer(
                object.optional("lifetime_impressions"), for: "lifetime_impressions", in: range))
        object.finish()
        return caps
    }

    // MARK: What does not fit together

    /// Money that is spent by events needs a price for an event, and a goal must be payable.
    private func checkBudget(_ reader: ObjectReader, _ terms: Terms) {
        let key = reader.has("budget") ? "budget" : "caps"
        switch terms.rate {
        case .free, .flat:
            guard terms.budget != nil || terms.caps.dailyBudget != nil else { return }
            findings.warning(
                at: reader.place(ofKey: key),
                "no event of this line item costs anything, so the budget is never used up",
                hint: "a budget goes with the models cpm, vcpm and cpc")
        case .cpm(let price): check(terms, reader, price, perEvents: 1000, "impressions")
        case .vcpm(let price): check(terms, reader, price, perEvents: 1000, "viewable")
        case .cpc(let price): check(terms, reader, price, perEvents: 1, "clicks")
        case nil: return
        }
    }

    /// Warns when the budget cannot pay for the goal, where both count the same events.
    private func check(
        _ terms: Terms, _ reader: ObjectReader, _ price: Micros, perEvents: Int64, _ events: String
    ) {
        guard let budget = terms.budget, let goal = terms.goal else { return }
        let wanted: Int64
        switch (goal, events) {
        case (.impressions(let count), "impressions"), (.viewable(let count), "viewable"),
            (.clicks(let count), "clicks"):
            wanted = count
        default: return
        }
        let payable = Int128(budget.value) * Int128(perEvents) / Int128(price.value)
        guard payable < Int128(wanted) else { return }
        findings.warning(
            at: reader.place(ofKey: "budget"),
            "the budget pays for \(payable) \(events) of the goal of \(wanted)")
    }

    /// Warns when the caps keep the line item below its goal.
    private func checkCaps(_ reader: ObjectReader, _ terms: Terms, _ flight: Range<Instant>?) {
        guard case .impressions(let goal) = terms.goal else { return }
        if let most = terms.caps.lifetimeImpressions, most < goal {
            findings.warning(
                at: reader.place(ofKey: "caps"),
                "the cap of \(most) impressions is below the goal of \(goal)")
        }
        guard let daily = terms.caps.dailyImpressions, let flight else { return }
        // A flight of n started days touches at most n + 1 dates; days may have 25 hours.
        let length = flight.upperBound.milliseconds(since: flight.lowerBound)
        let days = length / Instant.millisecondsPerDay + 2
        guard Int128(daily) * Int128(days) < Int128(goal) else { return }
        findings.warning(
            at: reader.place(ofKey: "caps"),
            "\(daily) impressions a day over the flight are below the goal of \(goal)")
    }
}
