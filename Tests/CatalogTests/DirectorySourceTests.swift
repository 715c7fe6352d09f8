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
