internal import Chronology
internal import EventLog
internal import HTTPServer

extension ReactorHandler {
    /// `/v1/impression` and `/v1/viewable`: counts once, answers when the event is durable.
    func beacon(_ kind: EventKind, _ exchange: HTTPExchange) {
        switch exchange.method {
        case .options: preflight(exchange, methods: "GET, POST")
        case .get, .head, .post:
            guard let ad = servedAd(exchange) else { return }
            let wantsImage = exchange.header("Accept")?.hasPrefix("image/") ?? false
            let headers = crossOrigin(exchange) + [("Cache-Control", "no-store")]
            let answer =
                wantsImage
                ? HTTPResponse(
                    status: 200, contentType: "image/gif", headers: headers,
                    body: TransparentPixel.gif)
                : HTTPResponse(status: 204, headers: headers)
            record(kind, ad, exchange, answer)
        case .other: exchange.respond(constants.methodNotAllowed)
        }
    }

    /// `GET /v1/click`: counts once and leads on to the landing page.
    func click(_ exchange: HTTPExchange) {
        guard exchange.method == .get || exchange.method == .head else {
            exchange.respond(constants.methodNotAllowed)
            return
        }
        guard let ad = servedAd(exchange) else { return }
        guard let destination = book.clickURLs[ad.creative] else {
            // The creative has left the catalog; where it led is not in the token, so that no link can be forged.
            refuse(exchange, .notFound)
            return
        }
        let answer = HTTPResponse(
            status: 302,
            headers: [
                ("Location", destination), ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
            ])
        record(.click, ad, exchange, answer)
    }

    /// The ad of the request's token; answers with a problem and returns nil when it is not ours or too old.
    private func servedAd(_ exchange: HTTPExchange) -> ServedAd? {
        let prefix = "t="
        let parameter = exchange.query.split(separator: "&").first { $0.hasPrefix(prefix) }
        guard let token = parameter?.dropFirst(prefix.count).utf8,
            let ad = parts.codec.ad(of: token), ad.site == book.catalog.site.name
        else {
            refuse(exchange, .badToken)
            return nil
        }
        guard parts.clock().milliseconds(since: ad.issued) <= TokenLife.remembered else {
            refuse(exchange, .expiredToken)
            return nil
        }
        return ad
    }

    private func record(
        _ kind: EventKind, _ ad: ServedAd, _ exchange: HTTPExchange, _ response: HTTPResponse
    ) {
        guard parts.recorder.isHealthy else {
            refuse(exchange, .logUnavailable)
            return
        }
        let refusal = Self.response(.logUnavailable, headers: crossOrigin(exchange))
        let invalid: InvalidReason? = isPrefetch(exchange) ? .prefetch : nil
        let deferred = exchange.deferAnswer()
        let beacon = Beacon(
            ad: ad, kind: kind, invalid: invalid,
            answer: HTTPPendingAnswer(
                deferred: deferred, confirmation: response, refusal: refusal))
        guard inbox.push(.beacon(beacon)) else {
            parts.metrics.count(.overloaded)
            deferred.resume(
                with: Self.response(.overloaded, headers: []))
            return
        }
    }

    /// Whether no reader has seen or asked for anything yet: loading ahead, or only asking for headers.
    private func isPrefetch(_ exchange: HTTPExchange) -> Bool {
        if exchange.method == .head { return true }
        for value in [
            exchange.header("Sec-Purpose"), exchange.header("Purpose"),
            exchange.header("X-Purpose"), exchange.header("X-Moz"),
        ] {
            guard let value = value?.lowercased() else { continue }
            if value.contains("prefetch") || value.contains("prerender")
                || value.contains("preview")
            {
                return true
            }
        }
        return false
    }
}

/// A beacon's answer that waits in the HTTP layer.
private struct HTTPPendingAnswer: PendingAnswer {
    let deferred: DeferredAnswer
    let confirmation: HTTPResponse
    let refusal: HTTPResponse

    func confirm() { deferred.resume(with: confirmation) }
    func refuse() { deferred.resume(with: refusal) }
}

enum TransparentPixel {
    /// A GIF of one transparent pixel (GIF89a, 43 bytes).
    static let gif: [UInt8] =
        Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
        + [0x21, 0xF9, 4, 1, 0, 0, 0, 0] + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0]
        + [2, 2, 0x44, 1, 0] + [0x3B]
}
