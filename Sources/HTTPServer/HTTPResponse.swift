internal import CMicroHTTPD
internal import Glibc

/// A status, headers and a body, ready to be sent any number of times on any connection.
///
/// Every response says `X-Content-Type-Options: nosniff`, and every body has a `Content-Type`.
package final class HTTPResponse: Sendable {
    package let status: Int
    let bodyBytes: Int
    /// The library counts references to its responses under a lock of its own, and neither a response nor its body, which
    /// the library owns, is changed after `init`: sharing both pointers between threads is sound.
    private nonisolated(unsafe) let shared: (handle: OpaquePointer, body: UnsafeRawPointer)

    var handle: OpaquePointer { shared.handle }

    /// Makes a response; the body's bytes are copied once.
    ///
    /// - Parameter headers: no control characters in names and values, no empty values; only here a content type that is
    ///   not constant.
    /// - Complexity: O(bytes); allocates a piece of memory for the body and three for each header.
    package convenience init(
        status: Int, contentType: StaticString? = nil, headers: [(String, String)] = [],
        body: borrowing [UInt8] = []
    ) {
        let count = body.count
        let memory = Self.allocate(count)
        body.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { memory.copyMemory(from: base, byteCount: count) }
        }
        self.init(status, contentType, headers, memory, count)
    }

    /// Makes a response whose body is written where it will be sent from.
    ///
    /// - Parameters:
    ///   - bodyCapacity: bytes that the body has at the most.
    ///   - writeBody: appends the body.
    package convenience init(
        status: Int, contentType: StaticString? = nil, headers: [(String, String)] = [],
        bodyCapacity: Int, writeBody: (inout OutputSpan<UInt8>) -> Void
    ) {
        let memory = Self.allocate(bodyCapacity)
        // The memory is ours alone until the library gets it, and holds `bodyCapacity` bytes of no particular type.
        let buffer = UnsafeMutableBufferPointer(
            start: memory.bindMemory(to: UInt8.self, capacity: bodyCapacity), count: bodyCapacity)
        var span = OutputSpan(buffer: buffer, initializedCount: 0)
        writeBody(&span)
        self.init(status, contentType, headers, memory, span.finalize(for: buffer))
    }

    /// - Parameter memory: from `malloc`; the library frees it when the last connection has sent it.
    private init(
        _ status: Int, _ contentType: StaticString?, _ headers: [(String, String)],
        _ memory: UnsafeMutableRawPointer, _ count: Int
    ) {
        guard let handle = MHD_create_response_from_buffer(count, memory, .RESPMEM_MUST_FREE)
        else {
            preconditionFailure("no memory for a response of \(count) bytes")
        }
        self.status = status
        shared = (handle, UnsafeRawPointer(memory))
        bodyBytes = count
        if let contentType {
            add("Content-Type", contentType)
        } else if count > 0, !Self.hasContentType(headers) {
            add("Content-Type", "application/octet-stream")
        }
        for (name, value) in headers { add(name, value) }
        add("X-Content-Type-Options", "nosniff")
    }

    deinit {
        MHD_destroy_response(handle)
    }

    private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        guard let memory = malloc(max(1, count)) else {
            preconditionFailure("no memory for a body of \(count) bytes")
        }
        return memory
    }

    private static func hasContentType(_ headers: [(String, String)]) -> Bool {
        headers.contains { $0.0 == "Content-Type" || $0.0.lowercased() == "content-type" }
    }

    private func add(_ name: StaticString, _ value: StaticString) {
        // Static strings end in NUL.
        let isAdded = MHD_add_response_header(
            handle, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(value.utf8Start).assumingMemoryBound(to: CChar.self))
        precondition(isAdded == .YES, "the header \(name) cannot be sent")
    }

    private func add(_ name: String, _ value: String) {
        var (name, value) = (name, value)
        name.withUTF8 { name in
            value.withUTF8 { value in add(name, value) }
        }
    }

    private func add(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
        // A line feed in a value would begin a header of its own choosing, a NUL would cut the value short.
        precondition(
            HeaderBytes.areToken(UnsafeRawBufferPointer(name))
                && HeaderBytes.areFieldValue(UnsafeRawBufferPointer(value)),
            "a header that cannot be sent: \(String(decoding: name, as: UTF8.self))")
        // On the stack, because a string becomes a C string by way of the heap.
        let isAdded = withUnsafeTemporaryAllocation(
            of: UInt8.self, capacity: name.count + value.count + 2
        ) { texts in
            // Both texts and both of their NULs fill the buffer exactly, and the library copies them.
            let valueStart = name.count + 1
            _ = texts.initialize(from: name)
            texts.initializeElement(at: name.count, to: 0)
            _ = texts[valueStart...].initialize(from: value)
            texts.initializeElement(at: valueStart + value.count, to: 0)
            return texts.withMemoryRebound(to: CChar.self) { texts in
                MHD_add_response_header(
                    handle, texts.baseAddress, texts.baseAddress.map { $0 + valueStart })
            }
        }
        precondition(
            isAdded == .YES,
            "a header that cannot be sent: \(String(decoding: name, as: UTF8.self))")
    }

    /// The same answer, after which the connection ends.
    func closing() -> HTTPResponse {
        var headers: [(String, String)] = []
        withUnsafeMutablePointer(to: &headers) { headers in
            _ = MHD_get_response_headers(
                handle,
                { context, _, name, value in
                    // The context is the pointer of this very call.
                    let headers = context?.assumingMemoryBound(to: [(String, String)].self)
                    guard let headers, let name, let value else { return .NO }
                    headers.pointee.append((String(cString: name), String(cString: value)))
                    return .YES
                }, headers)
        }
        headers.removeAll { $0.0 == "Connection" || $0.0 == "X-Content-Type-Options" }
        headers.append(("Connection", "close"))
        let copy = Self.allocate(bodyBytes)
        copy.copyMemory(from: shared.body, byteCount: bodyBytes)
        return HTTPResponse(status, nil, headers, copy, bodyBytes)
    }
}
