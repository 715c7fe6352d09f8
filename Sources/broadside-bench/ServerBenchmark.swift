import AdServer
import Chronology
import Foundation
import FoundationNetworking
import Synchronization

/// Decisions and durable beacons over HTTP on one core, with nginx's static answer as the anchor in each round.
struct ServerBenchmark {
    private let settings: Settings
    private let folder: String

    init(_ settings: Settings) throws {
        self.settings = settings
        folder = NSTemporaryDirectory() + "broadside-bench-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private static let question =
        "/v1/ads?slot=sidebar&slot=footer&section=USA/International/Europe&tag=Diplomacy&region=TR"

    func run() throws -> String {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try startServer()
        defer { server.process.stop() }
        let size = try answerSize(server.address)
        let nginx = try startNginx(bodyBytes: size)
        defer { nginx.stop() }
        let anchors = ChildProcess.family(of: nginx.identifier)
        let load = LoadGenerator(seconds: settings.seconds, connections: settings.connections)

        var rounds: [Round] = []
        var token = 0
        for round in 1...settings.rounds {
            let anchor = try load.run("http://127.0.0.1:\(Self.nginxPort)/", server: anchors)
            let decisions = try load.run(
                server.address + Self.question, server: [server.process.identifier])
            let tokens = folder + "/tokens"
            let count = Int(anchor.requestsPerSecond) * (settings.seconds + 1)
            try TokenFile.write(
                count: count, first: token, data: folder + "/data", site: "example-news",
                to: tokens, now: Self.now())
            token += count
            let beacons = try load.run(
                server.address, script: try beaconScript(), arguments: [tokens],
                server: [server.process.identifier])
            let result = Round(anchor: anchor, decisions: decisions, beacons: beacons)
            FileHandle.standardError.write(
                Data("round \(round) of \(settings.rounds): \(result.line)\n".utf8))
            rounds.append(result)
        }
        return BenchmarkTable(rounds: rounds, bodyBytes: size, settings: settings).text
    }

    struct Round {
        let anchor, decisions, beacons: LoadGenerator.Result

        var line: String {
            func rate(_ result: LoadGenerator.Result) -> String {
                "\(Int(result.requestsPerSecond))/s" + (result.errors > 0 ? " (errors)" : "")
            }
            return "nginx \(rate(anchor)), decisions \(rate(decisions)), beacons \(rate(beacons))"
        }
    }

    private static func now() -> Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    private func startServer() throws -> (process: ChildProcess, address: String) {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("broadside").path
        let process = try ChildProcess(
            core: 0, program,
            [
                "serve", "--campaigns", settings.campaigns, "--data", folder + "/data",
                "--listen", "127.0.0.1:0",
            ], readsOutput: true)
        let line = try process.readLine(containing: "listening on ")
        guard let address = line.split(separator: " ").last else {
            throw Settings.Problem(description: "no address in: \(line)")
        }
        return (process, String(address))
    }

    private func answerSize(_ address: String) throws -> Int {
        guard let url = URL(string: address + Self.question) else {
            throw Settings.Problem(description: "no address: \(address)")
        }
        let answered = DispatchSemaphore(value: 0)
        let size = Mutex(0)
        let task = URLSession.shared.dataTask(with: url) { data, _, _ in
            size.withLock { $0 = data?.count ?? 0 }
            answered.signal()
        }
        task.resume()
        answered.wait()
        return size.withLock { $0 }
    }

    private static let nginxPort = 8191

    private func startNginx(bodyBytes: Int) throws -> ChildProcess {
        let body = String(repeating: "x", count: bodyBytes)
        let configuration = """
            worker_processes 1; daemon off; pid \(folder)/nginx.pid; error_log /dev/null crit;
            events { worker_connections 4096; }
            http {
                access_log off; keepalive_requests 1000000000;
                client_body_temp_path \(folder)/a; proxy_temp_path \(folder)/b;
                fastcgi_temp_path \(folder)/c; uwsgi_temp_path \(folder)/d; scgi_temp_path \(folder)/e;
                server {
                    listen 127.0.0.1:\(Self.nginxPort) reuseport;
                    default_type application/json; add_header Cache-Control no-store;
                    location / { return 200 '\(body)'; }
                }
            }
            """
        let path = folder + "/nginx.conf"
        try configuration.write(toFile: path, atomically: true, encoding: .utf8)
        let process = try ChildProcess(core: 0, "/usr/sbin/nginx", ["-c", path, "-p", folder])
        Thread.sleep(forTimeInterval: 0.5)
        return process
    }

    /// Each request takes the next token of the file.
    private func beaconScript() throws -> String {
        let path = folder + "/beacons.lua"
        try """
        local paths = {}
        local next_path = 0
        function init(args)
            for line in io.lines(args[1]) do paths[#paths + 1] = line end
        end
        function request()
            next_path = next_path + 1
            return wrk.format("GET", paths[next_path])
        end
        """.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
