internal import CMicroHTTPD
internal import Glibc

/// A status, headers and a body, ready to be sent any number of times on any connection.
package final class HTTPResponse: Sendable {
    package let status: Int
    /// The library counts references to its responses under a lock of its own, and nothing changes them after `init`:
    /// sharing the pointer between threads is sound.
    nonisolated(unsafe) let handle: OpaquePointer

    /// Makes a response; the body's bytes are copied once.
    ///
    /// - Parameter headers: names and values without control characters; `X-Content-Type-Options: nosniff` comes on top.
    package init(
        status: Int, contentType: StaticString? = nil, headers: [(String, String)] = [],
        body: borrowing [UInt8] = []
    ) {
        self.status = status
        handle = Self.make(body)
        if let contentType {
            contentType.withUTF8Buffer { text in
                text.withMemoryRebound(to: CChar.self) { characters in
                    _ = MHD_add_response_header(
                        handle, "Content-Type", characters.baseAddress)
                }
            }
        }
        for (name, value) in headers {
            let isAdded = MHD_add_response_header(handle, name, value)
            precondition(isAdded == .YES, "the header \(name) cannot be sent")
        }
        MHD_add_response_header(handle, "X-Content-Type-Options", "nosniff")
    }

    deinit {
        MHD_destroy_response(handle)
    }

    private static func make(_ body: borrowing [UInt8]) -> OpaquePointer {
        // The library frees this memory when the last connection has sent it.
        guard let memory = malloc(max(1, body.count)) else {
            preconditionFailure("no memory for a body of \(body.count) bytes")
        }
        body.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { memcpy(memory, base, bytes.count) }
        }
        guard let handle = MHD_create_response_from_buffer(body.count, memory, .RESPMEM_MUST_FREE)
        else {
            preconditionFailure("no memory for a response")
        }
        return handle
    }
}
