/// Where the server listens and what it allows one client.
package struct HTTPServerConfiguration: Sendable {
    /// An IPv4 or IPv6 address, or `localhost` for 127.0.0.1.
    package var host: String
    /// 0 lets the system choose.
    package var port: UInt16
    /// Threads that serve, each with its own connections; 1...`reactorsMax`.
    package var reactors: Int
    /// Open connections a reactor; fewer where the process may not open as many files.
    package var connectionsMax: UInt32 = 10_000
    /// Open connections of one address on one reactor, 0 for no limit; generous, since a proxy is one address.
    package var connectionsPerAddressMax: UInt32 = 4096
    /// Bytes of a request body.
    package var bodyBytesMax = 1 << 20
    package var deadlines = Deadlines()

    package static let reactorsMax = Limits.reactorsMax

    /// Seconds in total, however little a client sends at a time; at least 1.
    package struct Deadlines: Sendable {
        /// From the connection, or from the end of a later request's first line, to the end of the headers.
        package var headers: UInt32 = 5
        /// From the end of the headers to the end of the body.
        package var body: UInt32 = 10
        /// To take an answer; a second more for every 64 KiB of it.
        package var write: UInt32 = 10
        /// From an answer to the end of the next request's first line.
        package var idle: UInt32 = 15
        /// To give a deferred answer; 503 after that.
        package var answer: UInt32 = 30

        package init() {}
    }

    package init(host: String, port: UInt16, reactors: Int = 1) {
        self.host = host
        self.port = port
        self.reactors = reactors
    }
}
