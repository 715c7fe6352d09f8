import AdServer
import Catalog
import Chronology
import Foundation
import HTTPServer

extension Command {
    private static let listen = CommandLineOption(
        "listen", "HOST:PORT", fallback: "127.0.0.1:8080",
        help: "Address to listen on; port 0 lets the system choose.")
    private static let demo = CommandLineOption(
        "demo", "DIR", help: "Show the demo news site of this folder at /demo/.")
    private static let threads = CommandLineOption(
        "threads", "N", fallback: "1", help: "Threads that serve, one a core at the most.")

    static let serve = Command(
        name: "serve", summary: "Run the ad server.", operands: "", operandsMax: 0,
        options: [.campaigns, .data, listen, demo, threads, .config],
        discussion: """
            Serves the campaign files and logs every event. Changed files are loaded by themselves, at
            once on SIGHUP; files with an error change nothing. SIGTERM and SIGINT end the server after
            every event is written.

            Example: broadside serve --campaigns Campaigns --data data --listen 127.0.0.1:8080
            """,
        run: { arguments in
            let (host, port) = try address(arguments[listen] ?? "")
            var configuration = Server.Configuration(
                campaigns: arguments[.campaigns] ?? "", data: arguments[.data] ?? "",
                http: HTTPServerConfiguration(host: host, port: port))
            configuration.http.reactors =
                try arguments.number(threads, in: 1...HTTPServerConfiguration.reactorsMax) ?? 1
            configuration.demo = arguments[demo]
            return try runServer(configuration)
        })

    /// Splits `HOST:PORT`; an IPv6 address stands in brackets.
    private static func address(_ text: String) throws -> (host: String, port: UInt16) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw UsageError(message: "--listen: \(text) is not of the form HOST:PORT") }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard !host.isEmpty else {
            throw UsageError(message: "--listen: \(text) names no host; 0.0.0.0 means all")
        }
        return (host, port)
    }
}

private func runServer(_ configuration: Server.Configuration) throws -> ExitStatus {
    // Blocked before any thread starts, so that all of them leave the signals to the loop below.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGHUP, SIGTERM, SIGINT] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)

    let server: Server
    do {
        server = try Server(configuration, clock: { SystemClock.now() })
    } catch {
        throw CommandFailure(message: "broadside serve: \(error)")
    }
    report(server, configuration)
    var pollTime = timespec(tv_sec: configuration.pollSeconds, tv_nsec: 0)
    while true {
        switch sigtimedwait(&signals, nil, &pollTime) {
        case SIGTERM, SIGINT:
            log("stopping")
            let lost = server.stop()
            guard lost == 0 else {
                log("stopped: the log could not be written; \(lost) records of decisions are lost")
                return .negative
            }
            log("stopped: every event is written")
            return .done
        case SIGHUP: reload(server, force: true)
        default: reload(server, force: false)
        }
    }
}

private func report(_ server: Server, _ configuration: Server.Configuration) {
    let catalog = server.keeper.shelf.current.catalog
    let host = configuration.http.host
    let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(server.http.port)"
    log(
        "site \(catalog.site.name): \(catalog.lineItems.count) line items, \(catalog.creatives.count) creatives"
    )
    for finding in server.keeper.status.diagnostics {
        printError(DiagnosticRenderer.text(finding))
    }
    log("listening on \(address)")
    if configuration.demo != nil { log("open \(address)/demo/ to see the demo news site") }
}

private func reload(_ server: Server, force: Bool) {
    let failures = server.keeper.status.failures
    if server.reload(force: force) {
        let catalog = server.keeper.shelf.current.catalog
        log("campaign files loaded: \(catalog.lineItems.count) line items, catalog \(catalog.hash)")
        for finding in server.keeper.status.diagnostics {
            printError(DiagnosticRenderer.text(finding))
        }
    } else if server.keeper.status.failures > failures {
        log("campaign files have errors; the last good ones are served on")
        printError(DiagnosticRenderer.text(server.keeper.status.diagnostics))
    }
}

/// One line on standard output, at once also when it is a pipe.
private func log(_ text: String) {
    FileHandle.standardOutput.write(Data("\(SystemClock.now()) \(text)\n".utf8))
}
