import Foundation

/// One run of wrk, pinned to the other core.
struct LoadGenerator {
    struct Result {
        let requestsPerSecond: Double
        let errors: Int
        /// Microseconds of the server's processor time a request.
        let processorMicroseconds: Double
    }

    let seconds: Int
    let connections: Int

    /// Loads an address and measures the processor time of the serving processes meanwhile.
    func run(_ url: String, script: String? = nil, arguments: [String] = [], server: [Int32]) throws
        -> Result
    {
        let before = ChildProcess.processorSeconds(server)
        let words =
            ["-t1", "-c\(connections)", "-d\(seconds)s"]
            + (script.map { ["-s", $0] } ?? []) + [url]
            + (arguments.isEmpty ? [] : ["--"] + arguments)
        let text = try ChildProcess(core: 1, "/usr/bin/wrk", words, readsOutput: true).readAll()
        let used = ChildProcess.processorSeconds(server) - before
        guard let rate = Self.number(after: "Requests/sec:", in: text),
            let total = text.split(separator: "\n").first(where: { $0.contains("requests in") })
                .flatMap({ Double($0.split(separator: " ")[0]) }), total > 0
        else { throw Settings.Problem(description: "wrk printed no rate: \(text)") }
        let failures = text.split(separator: "\n")
            .filter { $0.contains("Non-2xx") || $0.contains("Socket errors") }
        return Result(
            requestsPerSecond: rate, errors: failures.count,
            processorMicroseconds: used / total * 1_000_000)
    }

    private static func number(after label: String, in text: String) -> Double? {
        text.range(of: label).flatMap { range in
            Double(
                text[range.upperBound...].prefix { $0 != "\n" }
                    .trimmingCharacters(in: .whitespaces))
        }
    }
}
