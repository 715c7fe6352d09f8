internal import Glibc

/// A running `broadside serve` on a port of its own.
package final class ServerProcess: Sendable {
    package let program: Program
    package let port: UInt16

    /// Starts it and waits until it listens.
    ///
    /// - Throws: `Program.Failure.tookTooLong` with what it printed when it ends or does not listen in time.
    package init(_ site: TestSite, arguments: [String] = []) throws {
        let program = try Program(
            ["serve", "--listen", "127.0.0.1:0"] + site.options + arguments, in: site.folder)
        var port: UInt16?
        _ = Crowd.waits(seconds: 20) {
            port = Self.port(in: program.output)
            return port != nil || program.poll() != nil
        }
        guard let port else { throw Program.Failure.tookTooLong(program.output + program.errors) }
        self.program = program
        self.port = port
    }

    private static func port(in output: String) -> UInt16? {
        for line in output.split(separator: "\n") {
            guard let start = line.range(of: "listening on http://") else { continue }
            return line[start.upperBound...].split(separator: ":").last.flatMap { UInt16($0) }
        }
        return nil
    }

    package func client(timeoutSeconds: Int = 20) throws -> RawClient {
        try RawClient(port: port, timeoutSeconds: timeoutSeconds)
    }

    /// The answer to one request on a connection of its own.
    package func get(_ target: String, _ headers: [String] = [], method: String = "GET") throws
        -> HTTPReply
    {
        let client = try client()
        return try client.ask(method, target, headers)
    }

    package func post(
        _ target: String, _ body: String, _ headers: [String] = ["Content-Type: application/json"]
    ) throws -> HTTPReply {
        let client = try client()
        return try client.ask("POST", target, headers, body: body)
    }

    /// Asks it to end, and waits.
    package func stop() throws -> Program.Ending {
        program.send(signal: SIGTERM)
        return try program.wait()
    }
}

extension RawClient {
    /// One request on this connection, and its answer.
    package func ask(
        _ method: String, _ target: String, _ headers: [String] = [], body: String? = nil
    ) throws -> HTTPReply {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for header in headers { text += header + "\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        try send(text + "\r\n" + (body ?? ""))
        return try receive(isHead: method == "HEAD")
    }
}
