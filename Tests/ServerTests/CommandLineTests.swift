import Foundation
import TestSupport
import Testing

@Suite("The command line")
struct CommandLineTests {
    private static let commands = [
        "serve", "check", "report", "explain", "verify", "schema", "help", "version",
    ]

    private static func run(_ arguments: [String], environment: [String: String] = [:]) throws
        -> (ending: Program.Ending, output: String, errors: String)
    {
        try Program.run(arguments, in: TemporaryFolder(), environment: environment)
    }

    @Test("Every command has help, which names its options", arguments: commands)
    func help(_ command: String) throws {
        let long = try Self.run([command, "--help"])
        let asked = try Self.run(["help", command])
        #expect(long.ending == .exited(0))
        #expect(long.output == asked.output)
        #expect(long.output.contains("Usage: broadside \(command)"))
        #expect(long.errors == "")
        #expect(try Self.run(["help"]).output.contains("\n  \(command) "))
    }

    @Test("Commands and options that do not exist end with 2 and a hint")
    func usage() throws {
        for arguments in [
            [], ["sevre"], ["serve", "--port", "1"], ["serve", "--listen"], ["serve", "extra"],
            ["serve", "--listen", "here"], ["serve", "--threads", "0"],
            ["serve", "--threads", "many"], ["report", "revenue", "--format", "xml"],
            ["schema", "menu"], ["help", "sevre"], ["check", "--format", "xml"],
            ["explain", "--at", "yesterday"],
        ] {
            let run = try Self.run(arguments)
            #expect(run.ending == .exited(2), "\(arguments)")
            #expect(arguments.isEmpty || run.errors != "", "\(arguments)")
        }
        #expect(try Self.run(["serve", "--camp", "x"]).errors.contains("--campaigns"))
    }

    @Test("The version is one line; the schemas are JSON")
    func smallCommands() throws {
        let version = try Self.run(["version"])
        #expect(version.ending == .exited(0))
        #expect(version.output.hasPrefix("broadside "))
        #expect(version.output == (try Self.run(["--version"]).output))
        for name in ["site", "campaign"] {
            let schema = try Self.run(["schema", name])
            #expect(schema.ending == .exited(0))
            let json = try JSONSerialization.jsonObject(with: Data(schema.output.utf8))
            #expect((json as? [String: Any])?["$schema"] != nil)
        }
    }

    @Test("A folder without errors passes the check")
    func cleanCheck() throws {
        let site = try TestSite([.house("top"), .house("side")])
        let run = try Program.run(["check", "--campaigns", site.campaigns], in: site.folder)
        #expect(run.ending == .exited(0), "\(run.output)\(run.errors)")
        #expect(run.output.contains("no errors"))
    }

    @Test("Findings carry file, line, column, the text with a caret, and a hint; all in one run")
    func brokenCheck() throws {
        let site = try TestSite([.house("top")])
        try site.folder.write(
            """
            {
              "advertiser": "acme", "campaign": "tests",
              "line_items": [
                { "id": "a", "tier": "hose", "status": "active",
                  "flight": { "start": "2020-01-01", "end": "2020-02-01" },
                  "slots": ["topp"], "creatives": ["text"] }
              ],
              "creatives": [
                { "id": "text", "type": "image", "size": "728x90", "file": "none.png",
                  "alt": "x", "click_url": "https://acme.example/" }
              ]
            }
            """, to: "campaigns/acme/tests.json")
        let run = try Program.run(["check", "--campaigns", site.campaigns], in: site.folder)
        #expect(run.ending == .exited(1))
        let file = site.campaigns + "/acme/tests.json"
        let lines = run.output.split(separator: "\n")
        for (place, word, hint) in [
            ("4:26", "hose", "house"), ("6:17", "topp", "top"), ("9:64", "none.png", nil),
        ] {
            let index = try #require(
                lines.firstIndex { $0.hasPrefix("\(file):\(place): error: ") },
                "\(place) in \(run.output)")
            #expect(lines[index + 1].contains(word))
            let caret = try #require(lines[index + 2].firstIndex(of: "^"))
            let below = lines[index + 2].distance(from: lines[index + 2].startIndex, to: caret)
            let shown = lines[index + 1].range(of: word)
            let start = try #require(shown).lowerBound
            let column = lines[index + 1].distance(from: lines[index + 1].startIndex, to: start)
            // The caret stands at the quote before the word.
            #expect(below == column - 1, "\(place)")
            if let hint {
                #expect(lines[index + 3].contains("hint") && lines[index + 3].contains(hint))
            }
        }
        #expect(run.output.contains("errors"))
        let json = try Program.run(
            ["check", "--campaigns", site.campaigns, "--format", "json"], in: site.folder)
        #expect(json.ending == .exited(1))
        let findings = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        #expect((findings as? [[String: Any]])?.contains { $0["line"] as? Int == 4 } == true)
    }

    @Test("A server does not start with broken files, and prints why")
    func serveBroken() throws {
        let site = try TestSite([.house("top")])
        try site.folder.write("{", to: "campaigns/acme/tests.json")
        let run = try Program.run(
            ["serve", "--listen", "127.0.0.1:0"] + site.options, in: site.folder)
        #expect(run.ending == .exited(1))
        #expect(run.errors.contains("acme/tests.json:1:"))
    }

    @Test("Options come from flags before variables before the file")
    func precedence() throws {
        let site = try TestSite([.house("top")])
        try site.folder.write("# where\ncampaigns = /nowhere\n", to: "broadside.conf")
        let file = ["--config", site.folder.path + "/broadside.conf"]
        let right = ["BROADSIDE_CAMPAIGNS": site.campaigns]
        #expect(try Self.run(["check"] + file).ending == .exited(1))
        #expect(try Self.run(["check"] + file, environment: right).ending == .exited(0))
        #expect(
            try Self.run(["check", "--campaigns", "/none"], environment: right).ending == .exited(1)
        )
        try site.folder.write("colour = red\n", to: "odd.conf")
        #expect(
            try Self.run(["check", "--config", site.folder.path + "/odd.conf"]).ending == .exited(2)
        )
    }

    @Test("A report of a folder without events says so; verify too")
    func noEvents() throws {
        let site = try TestSite([.house("top")])
        for command in [["report", "revenue", "--reports", RevenueReport.definitions], ["verify"]] {
            let data = command[0] == "verify" ? ["--data", site.data] : site.options
            let run = try Program.run(command + data, in: site.folder)
            #expect(run.ending == .exited(1) || run.ending == .exited(2), "\(command)")
            #expect(run.errors != "", "\(command)")
        }
    }

    @Test("A page can be explained beside a running server: who wins, who loses, and why")
    func explain() throws {
        let site = try TestSite([
            TestLineItem(
                "paid", "remnant", slots: ["top"],
                rate: "{ \"model\": \"cpm\", \"price\": \"3.00\" }"), .house("top"),
        ])
        let server = try ServerProcess(site)
        _ = try server.ad("top")
        let run = try Program.run(
            ["explain", "--slot", "top", "--section", "News/Local", "--format", "json"]
                + site.options, in: site.folder)
        #expect(run.ending == .exited(0), "\(run.errors)")
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["outcome"] as? String } == ["chosen", "lost"])
        #expect(rows.first?["line_item"] as? String == "acme/tests/paid")
        #expect(rows.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
        let unknown = try Program.run(
            ["explain", "--slot", "nowhere"] + site.options, in: site.folder)
        #expect(unknown.ending == .exited(2))
    }

    @Test("Every format of a report says the same")
    func formats() throws {
        let item = TestLineItem(
            "paid", "remnant", slots: ["top"], rate: "{ \"model\": \"cpm\", \"price\": \"3.00\" }")
        let site = try TestSite([item])
        let server = try ServerProcess(site)
        for _ in 0..<7 { _ = try server.get(server.ad("top").url("impression")) }
        let report = ["report", "revenue", "--reports", RevenueReport.definitions] + site.options
        #expect(try RevenueReport(site).row(item)?.revenueMicros == 21_000)
        let csv = try Program.run(report + ["--format", "csv"], in: site.folder)
        #expect(csv.output.contains("0.021"))
        let table = try Program.run(report, in: site.folder)
        #expect(table.output.contains("paid") && table.output.contains("0.02"))
        let out = site.folder.path + "/report.json"
        let written = try Program.run(report + ["--format", "json", "--out", out], in: site.folder)
        #expect(written.ending == .exited(0))
        #expect(FileManager.default.fileExists(atPath: out))
    }
}
