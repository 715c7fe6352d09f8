internal import Catalog
internal import Chronology
internal import Consent
internal import Decisioning
internal import EventLog
internal import HTTPServer
internal import JSON
internal import Pacing

extension ReactorHandler {
    /// `POST /v1/ads` and `GET /v1/ads`: the ads of a page.
    func ads(_ exchange: HTTPExchange) {
        if exchange.method == .options {
            preflight(exchange, methods: "GET, POST")
            return
        }
        do throws(AdsFailure) {
            let question = try question(of: exchange)
            let now = parts.clock()
            let resolved = try resolve(question, exchange, now)
            guard parts.recorder.isHealthy else { throw .problem(.logUnavailable) }
            try decide(question, resolved, exchange, now)
        } catch {
            switch error {
            case .problem(let problem): refuse(exchange, problem)
            case .question(let problem): refuse(exchange, Problem(problem))
            }
        }
    }

    enum AdsFailure: Error {
        case problem(Problem)
        case question(QuestionProblem)
    }

    func question(of exchange: HTTPExchange) throws(AdsFailure) -> AdQuestion {
        var question: AdQuestion
        do throws(QuestionProblem) {
            switch exchange.method {
            case .get:
                guard let parameters = QueryParameters.decode(exchange.query) else {
                    throw .badQuery
                }
                question = try AdQuestion(query: parameters)
            case .post:
                question = AdQuestion()
                if isJSON(exchange.header("Content-Type")) {
                    question = try AdQuestion(json: exchange.body)
                }
            default: question = AdQuestion()
            }
        } catch {
            throw .question(error)
        }
        switch exchange.method {
        case .get: break
        case .post:
            guard isJSON(exchange.header("Content-Type")) else {
                throw .problem(.unsupportedMediaType)
            }
        default: throw .problem(.methodNotAllowed)
        }
        if exchange.header("Sec-GPC") == "1" || exchange.header("DNT") == "1" {
            question.consent.optOutHeader = true
        }
        return question
    }

    private func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let type = contentType.prefix { $0 != ";" && $0 != " " }
        return type.lowercased() == "application/json"
    }

    func resolve(_ question: AdQuestion, _ exchange: HTTPExchange, _ now: Instant)
        throws(AdsFailure) -> ResolvedQuestion
    {
        do throws(QuestionProblem) {
            return try ResolvedQuestion(
                question, in: book.catalog, userAgent: exchange.header("User-Agent") ?? "", at: now)
        } catch {
            throw .question(error)
        }
    }

    func ruling(on signals: ConsentSignals) -> ConsentRuling {
        ConsentPolicy(requiresOptIn: book.catalog.site.consentDefault == .optIn).rule(on: signals)
    }

    private func decide(
        _ question: AdQuestion, _ resolved: ResolvedQuestion, _ exchange: HTTPExchange,
        _ now: Instant
    ) throws(AdsFailure) {
        let snapshot = book.snapshot
        let ruling = ruling(on: question.consent)
        let outcomes = decider.decide(
            resolved.request, snapshot, parts.ledger.counters, at: now)
        let request = SecureRandom.bytes(16)
        var page = DecidedPage(entries: [], promises: [])
        answer.begin(request: request, consent: ruling.recordClass.publicName)
        for (index, outcome) in outcomes.enumerated() {
            let slot = resolved.slots[index]
            var item: LineItem?
            var creative: Creative?
            switch outcome {
            case .empty(let reason):
                answer.empty(slot: slot, reason: reason.rawValue)
            case .filled(let placement):
                let ad = snapshot.catalog.lineItems[placement.lineItem]
                let shown = snapshot.catalog.creatives[placement.creative]
                (item, creative) = (ad, shown)
                let served = ServedAd(
                    serial: takeSerial(), issued: now, consent: ruling.recordClass,
                    price: ServedAd.PricePoint(ad.rate), request: request,
                    site: snapshot.catalog.site.name, slot: slot, lineItem: ad.id,
                    creative: shown.fullID, section: resolved.section, region: resolved.region,
                    device: resolved.device.name,
                    viewer: viewer(question, ruling.recordClass))
                answer.filled(
                    slot: slot, item: ad, creative: book.ads.creatives[placement.creative],
                    token: parts.codec.token(for: served))
                let pacer = snapshot.pacers[placement.lineItem]
                page.promises.append(
                    DecidedPage.Promise(
                        lineItem: ad.id, slot: pacer.slot,
                        issuedMinute: now.milliseconds / Instant.millisecondsPerMinute,
                        spendMicros: pacer.limits.reservedPrice))
            }
            page.entries.append(
                LogEntry(
                    kind: .request, consent: RecordClass(ruling.recordClass), slot: slot,
                    lineItem: item?.id, creative: creative?.fullID, section: resolved.section,
                    region: resolved.region, device: resolved.device.name,
                    pages: index == 0 ? 1 : 0, request: request,
                    viewer: viewer(question, ruling.recordClass)))
        }
        answer.end()
        guard inbox.push(.decided(page)) else {
            // Nothing was handed out yet, so the promises can simply be taken back.
            for case .filled(let placement) in outcomes {
                snapshot.pacers[placement.lineItem].cancel(parts.ledger.counters)
            }
            throw .problem(.overloaded)
        }
        parts.metrics.countDecision(ruling)
        exchange.respond(
            HTTPResponse(
                status: 200, contentType: "application/json",
                headers: crossOrigin(exchange) + [("Cache-Control", "no-store")],
                body: answer.bytes))
    }

    /// The reader's pseudonymous id where the class of record allows one.
    private func viewer(_ question: AdQuestion, _ recordClass: ConsentClass) -> String {
        guard recordClass == .identified, let viewer = question.viewer,
            (1...64).contains(viewer.utf8.count),
            viewer.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || byte == 45
                    || byte == 46 || byte == 95
            })
        else { return "" }
        return viewer
    }
}
