import Foundation
import Testing

@testable import Catalog

/// A folder that is deleted with its last reference.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "broadside-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ files: [String: [UInt8]]) throws {
        for (name, bytes) in files {
            let url = URL(filePath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/\(name)", withDestinationPath: target)
    }
}

@Suite("Folders as sources")
struct DirectorySourceTests {
    @Test("A folder answers as the same files in memory do")
    func twins() throws {
        let folder = try TemporaryFolder()
        let files: [String: [UInt8]] = ["a": [1, 2, 3], "b/c.json": [], "b/d": [9], "b/e/f": [7]]
        try folder.write(files)
        let disk = DirectorySource(folder.path)
        let memory = MemorySource(files)
        for path in ["", "b", "b/e", "x", "a"] {
            func sorted(_ source: some CatalogSource) -> [String]? {
                source.entries(in: path)?.map { "\($0.name) \($0.isFolder)" }.sorted()
            }
            // A file is no folder on disk; in memory nothing lies below it.
            #expect(sorted(disk) == sorted(memory), "\(path)")
        }
        for path in ["a", "b", "b/c.json", "b/d", "b/e", "b/e/f", "x", "b/x"] {
            for max in [0, 2, 3, 100] {
                #expect(
                    disk.read(path, bytesMax: max) == memory.read(path, bytesMax: max),
                    "\(path) \(max)")
            }
        }
    }

    @Test("Names are shown below the folder as the user wrote it")
    func names() {
        #expect(DirectorySource("Campaigns").displayName(of: "a/b") == "Campaigns/a/b")
        #expect(DirectorySource("Campaigns/").displayName(of: "a") == "Campaigns/a")
        #expect(DirectorySource("").displayName(of: "a") == "a")
        #expect(DirectorySource(".").displayName(of: "a") == "./a")
        #expect(DirectorySource("/").displayName(of: "a") == "/a")
    }

    @Test("Links are followed inside the folder and refused where they lead out of it")
    func links() throws {
        let outside = try TemporaryFolder()
        try outside.write(["secret": [1]])
        let folder = try TemporaryFolder()
        try folder.write(["data/real": [5]])
        try folder.link("good", to: "data/real")
        try folder.link("bad", to: "\(outside.path)/secret")
        try folder.link("folder", to: outside.path)
        try folder.link("dangling", to: "nowhere")
        let source = DirectorySource(folder.path)
        #expect(source.read("good", bytesMax: 10) == .bytes([5]))
        #expect(source.read("bad", bytesMax: 10) == .outside)
        #expect(source.read("folder/secret", bytesMax: 10) == .outside)
        #expect(source.read("dangling", bytesMax: 10) == .missing)
        #expect(
            source.read("../\(URL(filePath: outside.path).lastPathComponent)/secret", bytesMax: 10)
                == .outside)
    }

    @Test("A named pipe is refused without waiting for a writer")
    func pipe() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        #expect(DirectorySource(folder.path).read("pipe", bytesMax: 10) == .notAFile)
    }

    @Test("The change mark stays while nothing changes, and moves when anything does")
    func changeMark() throws {
        let folder = try TemporaryFolder()
        try folder.write(["site.json": [1], "a/b.json": [1], "a/c.png": [1]])
        func mark() -> UInt64 { CatalogLoader.changeMark(directory: folder.path) }
        var seen = [mark()]
        #expect(mark() == seen[0])
        try folder.write(["a/b.json": [1, 2]])
        seen.append(mark())
        try folder.write(["a/new.json": []])
        seen.append(mark())
        try FileManager.default.removeItem(atPath: "\(folder.path)/a/c.png")
        seen.append(mark())
        try FileManager.default.moveItem(
            atPath: "\(folder.path)/a/new.json", toPath: "\(folder.path)/a/other.json")
        seen.append(mark())
        #expect(Set(seen).count == seen.count)
    }
}

@Suite("Zone files of the system")
struct SystemTimeZonesTests {
    @Test("Zones are found by their name")
    func found() throws {
        let names = SystemTimeZones.names()
        #expect(names.count > 200)
        for name in names { #expect(SystemTimeZones.rules(named: name)?.identifier == name) }
        #expect(SystemTimeZones.rules(named: "UTC")?.identifier == "UTC")
        #expect(SystemTimeZones.rules(named: "Etc/GMT+12") != nil)
    }

    @Test(
        "Names that are no zones, or lead elsewhere, are refused",
        arguments: [
            "", "Europe", "Europe/", "/Europe/Berlin", "Europe//Berlin", "../zoneinfo/UTC",
            "Europe/../UTC",
            "Europe/Berlin\u{0}", "zone1970.tab", "Mars/Base", "Europe/Berlin ", "a/b/c/d/e", ".",
            "..",
        ])
    func refused(_ name: String) {
        #expect(SystemTimeZones.rules(named: name) == nil)
    }
}

@Suite("Content hashes")
struct ContentHashTests {
    @Test("The hash is BLAKE2b with 128 bits")
    func vectors() {
        // Computed by Python's hashlib.blake2b(digest_size=16).
        #expect(ContentHash.hex([]) == "cae66941d9efbd404e4d88758ea67670")
        #expect(ContentHash.hex(Array("abc".utf8)) == "cf4ab791c62b8d2b2109c90275287816")
    }

    @Test("The hash of files depends on names, contents, their order and their borders")
    func files() {
        func hash(_ files: [(String, [UInt8])]) -> String {
            var hash = ContentHash.Files()
            for (name, bytes) in files { hash.add(name: name, bytes: bytes) }
            return hash.hex
        }
        let all = [
            hash([]), hash([("a", [1])]), hash([("a", [2])]), hash([("b", [1])]),
            hash([("a", [1]), ("b", [2])]), hash([("b", [2]), ("a", [1])]), hash([("ab", [1])]),
        ]
        #expect(Set(all).count == all.count)
        #expect(hash([("a", [1])]) == all[1])
    }
}

@Suite("Schemas")
struct SchemasTests {
    /// The folder of the sample site, found from this file's place in the package.
    static let campaigns = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Campaigns")

    @Test("The schemas in the program are those beside the campaign files")
    func equal() throws {
        for (name, text) in [("site", Schemas.site), ("campaign", Schemas.campaign)] {
            let file = Self.campaigns.appending(path: "\(name).schema.json")
            #expect(try String(contentsOf: file, encoding: .utf8) == text)
        }
    }

    @Test("The schemas are JSON, and explain every key of the files' top level")
    func described() throws {
        for text in [Schemas.site, Schemas.campaign] {
            let schema = try JSONReader.read(Array(text.utf8), options: .requestBody)
            #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
            for member in try #require(schema["properties"]?.members) {
                #expect(member.value["description"]?.string?.isEmpty == false, "\(member.name)")
            }
        }
    }

    @Test("The schema and the loader know the same keys")
    func sameKeys() throws {
        let schema = try JSONReader.read(Array(Schemas.campaign.utf8), options: .requestBody)
        func keys(_ value: JSONValue?) -> [String] {
            value?["properties"]?.members?.map(\.name) ?? []
        }
        let definitions = try #require(schema["$defs"])
        // Each key with a value that no key takes: the loader may call the value wrong, but not the key.
        for (part, old) in [
            ("line_item", "\"id\": \"europe\","),
            ("targeting", "\"sections\": [\"USA/International\"],"),
            ("creative", "\"id\": \"banner\","),
        ] {
            let known = keys(definitions[part])
            #expect(known.count > 8)
            for key in known + ["no_such_key"] {
                // A key that stands there already is duplicated otherwise.
                guard !Sample.campaign.contains("\"\(key)\":") || key == "no_such_key" else {
                    continue
                }
                let campaign = Sample.campaign.replacing(old, with: "\(old) \"\(key)\": {},")
                let messages = Sample.load(campaign: campaign).diagnostics.map(\.message)
                let isUnknown = messages.contains { $0.hasPrefix("unknown key \"\(key)\"") }
                #expect(isUnknown == (key == "no_such_key"), "\(part) \(key): \(messages)")
            }
        }
    }
}
