import Foundation
import TestSupport
import Testing

@testable import AdServer

enum KeyFile {
    static func read(_ folder: TemporaryFolder) throws -> String {
        try String(contentsOfFile: folder.path + "/keys", encoding: .utf8)
    }

    static func write(_ text: String, _ folder: TemporaryFolder, mode: Int = 0o600) throws {
        try folder.write(text, to: "keys")
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: folder.path + "/keys")
    }
}

@Suite("The file of signing keys")
struct SigningKeysTests {
    private static let key = String(repeating: "0123456789abcdef", count: 4)

    @Test("is made at the first start, for its owner only, and read at the next")
    func firstStart() throws {
        let folder = try TemporaryFolder()
        let made = try SigningKeys(directory: folder.path)
        let path = folder.path + "/keys"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let read = try SigningKeys(directory: folder.path)
        #expect(read.current.bytes == made.current.bytes)
        #expect(read.current.number == 1)
        #expect(made.current.bytes.count == 32)
        let other = try TemporaryFolder()
        #expect(try SigningKeys(directory: other.path).current.bytes != made.current.bytes)
    }

    @Test(
        "is refused when others may read or write it",
        arguments: [0o640, 0o604, 0o644, 0o620, 0o602, 0o610, 0o777])
    func mode(mode: Int) throws {
        let folder = try TemporaryFolder()
        try KeyFile.write("1 \(Self.key)\n", folder, mode: mode)
        #expect(throws: ServerError.self) { _ = try SigningKeys(directory: folder.path) }
    }

    @Test("may be read-only for its owner", arguments: [0o600, 0o400])
    func ownerOnly(mode: Int) throws {
        let folder = try TemporaryFolder()
        try KeyFile.write("1 \(Self.key)\n", folder, mode: mode)
        #expect(try SigningKeys(directory: folder.path).current.number == 1)
    }

    static let malformed = [
        "", "\n", "1\n", key, "1 \(key.dropLast())\n", "1 \(key)0\n", "256 \(key)\n",
        "-1 \(key)\n", "1 \(key) more\n", "1 \(key.dropLast())g\n", "1 \(key)\r\n",
        "1 \(key)\n2\n", "3 \(key)\n2 \(key)\n1 \(key)\n", "one \(key)\n",
        "1 \(key.dropLast(2))１１\n",
    ]

    @Test("is refused when it does not follow the form", arguments: malformed)
    func form(text: String) throws {
        let folder = try TemporaryFolder()
        try KeyFile.write(text, folder)
        #expect(throws: ServerError.self) { _ = try SigningKeys(directory: folder.path) }
    }

    @Test("is refused when it is a link")
    func link() throws {
        let folder = try TemporaryFolder()
        try KeyFile.write("1 \(Self.key)\n", folder)
        try FileManager.default.moveItem(
            atPath: folder.path + "/keys", toPath: folder.path + "/elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/keys", withDestinationPath: folder.path + "/elsewhere")
        #expect(throws: ServerError.self) { _ = try SigningKeys(directory: folder.path) }
    }

    @Test("has the newest key first; keys are found by number")
    func numbers() throws {
        let folder = try TemporaryFolder()
        let other = String(repeating: "FF", count: 32)
        try KeyFile.write("9 \(Self.key)\n8 \(other)\n", folder)
        let keys = try SigningKeys(directory: folder.path)
        #expect(keys.current.number == 9)
        #expect(keys.key(numbered: 8)?.bytes == [UInt8](repeating: 0xFF, count: 32))
        #expect(keys.key(numbered: 9)?.bytes.prefix(2) == [0x01, 0x23])
        #expect(keys.key(numbered: 7) == nil)
    }

    @Test("is refused when both keys have one number")
    func equalNumbers() throws {
        let folder = try TemporaryFolder()
        let other = String(repeating: "ff", count: 32)
        try KeyFile.write("9 \(Self.key)\n9 \(other)\n", folder)
        do {
            #expect(throws: ServerError.self) { _ = try SigningKeys(directory: folder.path) }
        }
    }
}
