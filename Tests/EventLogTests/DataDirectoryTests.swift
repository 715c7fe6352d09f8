import Chronology
import Foundation
import TestSupport
import Testing

@testable import EventLog

@Suite("The data directory")
struct DataDirectoryTests {
    @Test("is held by one process at a time")
    func lock() throws {
        let folder = try TemporaryFolder()
        do {
            let held = try DataDirectory(opening: folder.path)
            #expect(throws: EventLogError.locked(path: folder.path)) {
                _ = try DataDirectory(opening: folder.path)
            }
            #expect(held.epoch == 1)
        }
        #expect(try DataDirectory(opening: folder.path).epoch == 2)
    }

    @Test("counts its starts, and a refused start is none")
    func epoch() throws {
        let folder = try TemporaryFolder()
        for start in 1...5 {
            let directory = try DataDirectory(opening: folder.path)
            #expect(directory.epoch == Int64(start))
            #expect(throws: EventLogError.self) { _ = try DataDirectory(opening: folder.path) }
        }
    }

    @Test(
        "refuses a count of starts that it cannot read",
        arguments: ["", "x\n", "-1\n", "1 2\n", "1048575\n", "9223372036854775808\n"])
    func badEpoch(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "epoch")
        let error = #expect(throws: EventLogError.self) {
            _ = try DataDirectory(opening: folder.path)
        }
        guard case .foreign = error else {
            Issue.record("\(String(describing: error)) does not name the file")
            return
        }
        try folder.write("41\n", to: "epoch")
        #expect(try DataDirectory(opening: folder.path).epoch == 42)
    }

    @Test("does not start counting anew when the count is there but is no text")
    func unreadableEpoch() throws {
        let folder = try TemporaryFolder()
        try folder.write([0xFF, 0xFE, 0x00], to: "epoch")
        #expect(throws: EventLogError.self) { _ = try DataDirectory(opening: folder.path) }
    }

    @Test("lists the days that have a file, in order, and nothing else")
    func days() throws {
        let folder = try TemporaryFolder()
        #expect(DataDirectory.days(folder.path) == [])
        for name in [
            "2026-11-24.sqlite", "2026-02-28.sqlite", "2026-02-30.sqlite", "2026-11-24.sqlite-wal",
            "notes.sqlite", "2025-12-31.sqlite",
        ] { try folder.write("", to: "events/\(name)") }
        #expect(
            DataDirectory.days(folder.path).map(\.description)
                == ["2025-12-31", "2026-02-28", "2026-11-24"])
    }

    @Test("replaces a file whole, for its owner only")
    func replacesFiles() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        for text in ["first", "", "a longer second"] {
            try DataDirectory.replaceFile(path, with: Array(text.utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
        #expect(throws: EventLogError.self) {
            try DataDirectory.replaceFile(folder.path + "/missing/file", with: [1])
        }
    }
}
