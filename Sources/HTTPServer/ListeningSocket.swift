internal import Glibc

/// A socket that accepts connections; several may share one port.
struct ListeningSocket {
    let descriptor: Int32
    let port: UInt16

    /// Binds and listens.
    ///
    /// - Parameter isShared: whether other sockets of this process may listen on the same port, so that the kernel spreads
    ///   connections over them. The first socket must be bound alone: sharing would also let in another process.
    /// - Throws: `HTTPServerError.badHost`, `.cannotListen`.
    init(host: String, port: UInt16, isShared: Bool) throws(HTTPServerError) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let address = host == "localhost" ? "127.0.0.1" : host
        guard getaddrinfo(address, "\(port)", &hints, &found) == 0, let found else {
            throw .badHost(host)
        }
        defer { freeaddrinfo(found) }
        let descriptor = Self.open(found.pointee, isShared: isShared)
        guard descriptor >= 0 else {
            throw .cannotListen(host: host, port: port, code: errno)
        }
        self.descriptor = descriptor
        self.port = Self.boundPort(descriptor)
    }

    /// The descriptor, or -1 with the reason in `errno`.
    private static func open(_ info: addrinfo, isShared: Bool) -> Int32 {
        let descriptor = socket(
            info.ai_family,
            info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
            info.ai_protocol)
        guard descriptor >= 0 else { return -1 }
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if isShared { set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1) }
        // The address `::` stands for all addresses, IPv4 too.
        if info.ai_family == AF_INET6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0,
            listen(descriptor, SOMAXCONN) == 0
        else {
            let code = errno
            close(descriptor)
            errno = code
            return -1
        }
        return descriptor
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length)
            }
            // The port lies at the same place in IPv4 and IPv6 addresses.
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }
}
