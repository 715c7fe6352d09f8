/// Why the event log cannot do what was asked.
package enum EventLogError: Error, Equatable {
    /// SQLite's extended result code and its message.
    case sqlite(code: Int32, message: String, path: String)
    /// A call of the operating system failed.
    case system(operation: String, path: String, code: Int32)
    /// Another process holds the data directory.
    case locked(path: String)
    /// The file was written by another version or for another site.
    case foreign(path: String, message: String)
    /// A figure does not fit 64 bits.
    case overflow(path: String)
}

extension EventLogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sqlite(let code, let message, let path): "\(path): \(message) (SQLite \(code))"
        case .system(let operation, let path, let code):
            "\(path): \(operation) failed (errno \(code))"
        case .locked(let path): "\(path): another process is using this data directory"
        case .foreign(let path, let message): "\(path): \(message)"
        case .overflow(let path): "\(path): a sum does not fit 64 bits"
        }
    }
}
