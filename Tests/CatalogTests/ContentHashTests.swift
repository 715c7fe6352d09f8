import Testing

@testable import Catalog

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
