internal import Glibc

/// One connection to a server, byte for byte as the test wants it.
///
/// Every wait ends after `timeoutSeconds`, so that a server that hangs is a failed test and not a hanging one.
package final class RawClient {
    package enum Failure: Error, Equatable {
        case refused(Int32)
        /// The server ended the connection before the answer was complete.
        case closed
        case timedOut
        case malformed(String)
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isOpen = true

    package init(port: UInt16, timeoutSeconds: Int = 20) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure.refused(errno) }
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(4))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            let reason = errno
            close()
            throw Failure.refused(reason)
        }
    }

    deinit {
        close()
    }

    package func close() {
        if isOpen { Glibc.close(descriptor) }
        isOpen = false
    }

    /// Ends the sending half only.
    package func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Ends the connection with a reset, as a client does that crashes.
    package func reset() {
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                throw errno == EAGAIN ? Failure.timedOut : Failure.closed
            }
            sent += count
        }
    }

    /// The next answer; interim ones (`100 Continue`) are passed over.
    ///
    /// - Parameter isHead: whether the request was HEAD, whose answer has no body.
    package func receive(isHead: Bool = false) throws -> HTTPReply {
        while true {
            let head = try readHead()
            var reply = try HTTPReply(head: head)
            if (100..<200).contains(reply.status) { continue }
            guard !isHead, reply.status != 204, reply.status != 304 else { return reply }
            if let length = reply["content-length"].flatMap({ Int($0) }) {
                while buffer.count < length { try fill() }
                reply.body = Array(buffer.prefix(length))
                buffer.removeFirst(length)
            } else {
                while (try? fill()) != nil {}
                reply.body = buffer
                buffer = []
            }
            return reply
        }
    }

    private func readHead() throws -> [UInt8] {
        var searched = 0
        while true {
            if let end = Self.endOfHead(buffer, from: searched) {
                defer { buffer.removeFirst(end) }
                return Array(buffer.prefix(end))
            }
            searched = max(0, buffer.count - 3)
            try fill()
        }
    }

    private static func endOfHead(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 3 < bytes.count {
            if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13,
                bytes[index + 3] == 10
            {
                return index + 4
            }
            index += 1
        }
        return nil
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else {
            throw count < 0 && errno == EAGAIN ? Failure.timedOut : Failure.closed
        }
        buffer.append(contentsOf: chunk.prefix(count))
    }

    /// Whether the server ends the connection without sending anything more.
    ///
    /// A second copy of an answer that the HTTP library sends before it closes is passed over.
    package func isClosedByServer() -> Bool {
        do {
            while true { try fill() }
        } catch {
            return error as? Failure == .closed
        }
    }
}

/// What a server answered.
package struct HTTPReply: Sendable {
    package let status: Int
    /// Names in lower case.
    package let headers: [(name: String, value: String)]
    package var body: [UInt8] = []

    package var text: String { String(decoding: body, as: UTF8.self) }

    package subscript(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    init(head: [UInt8]) throws {
        let lines = String(decoding: head, as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: true)
        guard let first = lines.first, first.hasPrefix("HTTP/1."),
            let status = Int(first.dropFirst(9).prefix(3))
        else { throw RawClient.Failure.malformed(lines.first.map(String.init) ?? "") }
        self.status = status
        headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (
                line[..<colon].lowercased(),
                line[colon...].dropFirst().drop { $0 == " " }.description
            )
        }
    }
}
