/// Where the server listens and what it allows one client.
package struct HTTPServerConfiguration: Sendable {
    /// An IPv4 or IPv6 address, or `localhost`.
    package var host: String
    /// 0 lets the system choose.
    package var port: UInt16
    /// Threads that serve, each with its own connections; 1...`reactorsMax`.
    package var reactors: Int
    /// Open connections a reactor.
    package var connectionsMax: UInt32 = 10_000
    /// Open connections of one address on one reactor; generous, since a proxy is one address.
    package var connectionsPerAddressMax: UInt32 = 4096
    /// Bytes of a request body.
    package var bodyBytesMax = 1 << 20
    package var deadlines = Deadlines()

    package static let reactorsMax = 32
    /// Bytes of a body that is too large which are read and dropped, so that the client hears why.
    static let droppedBytesMax = 16 << 20
    /// Memory of one connection: request line and headers must fit.
    static let connectionMemory = 16_384

    /// Seconds in total, however little a client sends at a time.
    package struct Deadlines: Sendable {
        /// From the connection, or from the last answer, to the end of the next request's headers.
        package var headers: UInt32 = 15
        package var body: UInt32 = 10
        package var write: UInt32 = 10

        package init() {}
    }

    package init(host: String, port: UInt16, reactors: Int = 1) {
        self.host = host
        self.port = port
        self.reactors = reactors
    }
}

/// Why a server cannot listen.
package enum HTTPServerError: Error, Equatable {
    case badHost(String)
    /// `errno` of the failed call.
    case cannotListen(host: String, port: UInt16, code: Int32)
    case cannotStart
}

extension HTTPServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .badHost(let host): "\(host) is not an address of this machine"
        case .cannotListen(let host, let port, let code):
            "cannot listen on \(host):\(port): \(code == 98 ? "the address is in use" : "errno \(code)")"
        case .cannotStart: "the HTTP library could not be started"
        }
    }
}
