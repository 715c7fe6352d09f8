internal import Glibc

/// The methods that the server knows; method names are case-sensitive (RFC 9110 section 9.1).
package enum HTTPMethod: Sendable, Equatable {
    case get, head, post, options
    /// Refused before any handler sees it.
    case other

    init(_ name: UnsafePointer<CChar>) {
        if strcmp(name, "GET") == 0 {
            self = .get
        } else if strcmp(name, "POST") == 0 {
            self = .post
        } else if strcmp(name, "HEAD") == 0 {
            self = .head
        } else if strcmp(name, "OPTIONS") == 0 {
            self = .options
        } else {
            self = .other
        }
    }

    var mayHaveBody: Bool { self == .post }
}
