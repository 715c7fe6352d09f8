package import EventLog

/// Why a server does not start.
package enum ServerError: Error {
    case campaigns(findings: String)
    case keyFile(path: String, problem: String)
    case log(EventLogError)
    case listen(String)
    case folder(path: String, problem: String)
    case tooManyLineItems
    case cryptography
}

extension ServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .campaigns(let findings): findings
        case .keyFile(let path, let problem): "\(path): \(problem)"
        case .log(let error): error.description
        case .listen(let problem): problem
        case .folder(let path, let problem): "\(path): \(problem)"
        case .tooManyLineItems: "more line items than one process can hold"
        case .cryptography: "libsodium could not be initialized"
        }
    }
}
