internal import Catalog
internal import HTTPServer

extension ReactorHandler {
    /// `/creatives/NAME`: an ad's file, named by its content and so never changing.
    func creative(_ exchange: HTTPExchange, _ name: String) {
        read(exchange) {
            guard let asset = book.assets[name] else { return constants.notFound }
            var headers = [
                ("Cache-Control", "public, max-age=31536000, immutable"),
                ("Cross-Origin-Resource-Policy", "cross-origin"),
            ]
            if asset.contentType.hasPrefix("text/html") {
                headers.append(("Content-Security-Policy", Self.sandbox))
            }
            return Self.respond(asset.contentType, asset.bytes, headers)
        }
    }

    /// HTML from an advertiser: scripts and styles of its own file only, no origin, nothing loaded from elsewhere.
    private static let sandbox =
        "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        + "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"

    /// `/demo/...`: the demo news site.
    func demo(_ exchange: HTTPExchange, _ path: Substring) {
        read(exchange) {
            guard let file = parts.demo?.file(at: path) else { return constants.notFound }
            return Self.respond(
                file.contentType, file.bytes,
                [
                    ("Cache-Control", "no-cache"), ("Referrer-Policy", "same-origin"),
                    ("Content-Security-Policy", Self.demoPolicy),
                ])
        }
    }

    /// The demo holds itself to what a careful publisher asks of a page: nothing from elsewhere, no inline script.
    private static let demoPolicy =
        "default-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

    private static func respond(
        _ contentType: String, _ bytes: [UInt8], _ headers: [(String, String)]
    ) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: [("Content-Type", contentType)] + headers, body: bytes)
    }
}
