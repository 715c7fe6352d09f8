import Foundation

/// The figures of a run as the repository keeps them: ratios to the anchor, never absolute times alone.
struct BenchmarkTable {
    let rounds: [ServerBenchmark.Round]
    let bodyBytes: Int
    let settings: Settings

    var text: String {
        let rows: [(String, (ServerBenchmark.Round) -> LoadGenerator.Result)] = [
            ("nginx, static answer of \(bodyBytes) bytes", { $0.anchor }),
            ("decision for two slots (GET)", { $0.decisions }),
            ("beacon, answered after its commit (FULL)", { $0.beacons }),
        ]
        let lines = rows.map { name, pick in
            let ratios = rounds.map { pick($0).requestsPerSecond / $0.anchor.requestsPerSecond }
            let efforts = rounds.map { pick($0).processorMicroseconds }
            let errors = rounds.reduce(0) { $0 + pick($1).errors }
            return "| \(name) | \(number(median(ratios), 2)) "
                + "[\(number(ratios.min() ?? 0, 2))..\(number(ratios.max() ?? 0, 2))] "
                + "| \(number(median(efforts), 1)) | \(errors) |"
        }
        return """
            | one core, \(settings.connections) connections, \(settings.rounds) rounds of \
            \(settings.seconds) s | ratio to nginx, median [range] | CPU us a request | rounds with errors |
            | --- | --- | --- | --- |
            \(lines.joined(separator: "\n"))
            """
    }

    private func median(_ values: [Double]) -> Double {
        values.sorted()[values.count / 2]
    }

    private func number(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
}

/// The file of all runs that were kept.
enum BenchmarkRecord {
    static func append(_ table: String, to path: String) throws {
        let old = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "# Benchmarks\n"
        let day = ISO8601DateFormatter().string(from: Date()).prefix(10)
        try (old + "\n## \(day), commit \(commit())\n\n\(table)\n")
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func commit() -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "rev-parse", "--short", "HEAD"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return "unknown" }
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
