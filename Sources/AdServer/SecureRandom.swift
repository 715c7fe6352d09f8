internal import CSodium

/// Random bytes that nobody can guess.
enum SecureRandom {
    /// Prepares the library; before anything else of it is used.
    ///
    /// - Throws: `ServerError.cryptography` when the system has no randomness to give.
    static func prepare() throws(ServerError) {
        guard sodium_init() >= 0 else { throw .cryptography }
    }

    static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    static func number() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
