internal import CSodium
internal import EventLog
internal import Glibc

/// The secret keys that tokens are signed with: the newest signs, the one before it is still believed.
package struct SigningKeys: Sendable {
    struct Key: Sendable {
        /// 0...255, one more for each new key.
        let number: UInt8
        /// 32 random bytes.
        let bytes: [UInt8]
    }

    /// Newest first, one or two.
    private let keys: [Key]

    var current: Key { keys[0] }

    func key(numbered number: UInt8) -> Key? { keys.first { $0.number == number } }

    /// Keys for tests and the simulator, the same for the same seed.
    package init(seed: UInt8) {
        keys = [Key(number: 1, bytes: [UInt8](repeating: seed, count: Self.keyBytes))]
    }

    private init(keys: [Key]) {
        self.keys = keys
    }

    private static let keyBytes = Int(crypto_auth_hmacsha256_KEYBYTES)
    private static let fileBytesMax = 4096

    /// Reads the keys of a data directory; makes the first one when there is none.
    ///
    /// The file has a line `number hexadecimal-key` for each key, newest first.
    ///
    /// - Throws: `ServerError.keyFile` when others may read the file or it does not follow the form.
    package init(directory: String) throws(ServerError) {
        let path = directory + "/keys"
        if access(path, F_OK) != 0 {
            var key = [UInt8](repeating: 0, count: Self.keyBytes)
            randombytes_buf(&key, key.count)
            do throws(EventLogError) {
                try DataDirectory.replaceFile(path, with: Array("1 \(Self.hex(key))\n".utf8))
            } catch {
                throw .keyFile(path: path, problem: error.description)
            }
        }
        keys = try Self.read(path)
    }

    private static func read(_ path: String) throws(ServerError) -> [Key] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            throw .keyFile(path: path, problem: "cannot be opened (errno \(errno))")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw .keyFile(path: path, problem: "must be readable by its owner only: chmod 600")
        }
        var bytes = [UInt8](repeating: 0, count: fileBytesMax)
        let count = Glibc.read(file, &bytes, bytes.count)
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .split(separator: "\n")
        let keys = lines.map { line -> Key? in
            let parts = line.split(separator: " ")
            guard parts.count == 2, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
                let number = UInt8(parts[0]), let bytes = unhex(parts[1])
            else {
                return nil
            }
            return Key(number: number, bytes: bytes)
        }
        let known = keys.compactMap { $0 }
        guard (1...2).contains(known.count), known.count == keys.count,
            Set(known.map(\.number)).count == known.count
        else {
            throw .keyFile(
                path: path, problem: "must hold one or two lines of different number and key")
        }
        return known
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func unhex(_ text: Substring) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == keyBytes * 2, text.utf8.count == digits.count else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }
}
