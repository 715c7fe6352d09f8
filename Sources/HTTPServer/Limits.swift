/// The bounds of what one client may send and keep.
package enum Limits {
    /// Threads that serve.
    package static let reactorsMax = 32
    /// Memory of one connection: request line, headers and the head of the answer must fit.
    static let connectionMemoryBytes = 16_384
    /// Path and query.
    static let targetBytesMax = 8192
    /// Request line and headers; leaves room in the connection's memory for the head of the answer.
    static let headBytesMax = 12_288
    static let headerLinesMax = 100
    /// Bytes of a body over the limit that are read, as a multiple of the limit, only to be able to say so.
    static let discardedBodies = 16
    /// A body's buffer that is kept for the connection's next request.
    static let keptBodyBytes = 65_536
    /// A slow reader gets a second more for each so many bytes of its answer.
    static let slowestBytesPerSecond = 65_536
    /// Parameters in one query.
    package static let queryParametersMax = 256
    /// Descriptors that are left to the rest of the process: log, campaign files, reports.
    static let sparedDescriptors = 256
    /// Descriptors that the process asks the system for at the most.
    static let descriptorsMax = 1 << 20
    /// How often deadlines are looked at.
    static let sweepMilliseconds = 250
    /// How long a stopping server waits for the owners of deferred answers, and then for slow readers.
    static let stopGraceMilliseconds = 2000
}
