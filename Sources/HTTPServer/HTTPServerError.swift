internal import Glibc

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
        case .cannotListen(let host, let port, EADDRINUSE):
            "cannot listen on \(host):\(port): the address is in use"
        case .cannotListen(let host, let port, let code):
            "cannot listen on \(host):\(port): errno \(code)"
        case .cannotStart: "the HTTP library could not be started"
        }
    }
}
