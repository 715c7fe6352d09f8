internal import Glibc

/// A network address without its port.
package struct PeerAddress: Sendable, Hashable {
    package enum Family: Sendable { case ipv4, ipv6, unknown }

    package let family: Family
    /// The address as a number: 32 bits of IPv4, 128 of IPv6. IPv4 in an IPv6 address counts as IPv4.
    package let number: UInt128

    /// In network byte order: 4 bytes of IPv4, 16 of IPv6, none of other families.
    package var bytes: [UInt8] {
        let count = family == .ipv4 ? 4 : family == .ipv6 ? 16 : 0
        return (0..<count).map {
            UInt8(truncatingIfNeeded: number >> UInt128(8 * (count - 1 - $0)))
        }
    }

    init(_ address: UnsafePointer<sockaddr>?) {
        switch address.map({ Int32($0.pointee.sa_family) }) {
        case AF_INET:
            // The family says that this is the whole structure.
            let number = UnsafeRawPointer(address)?.loadUnaligned(as: sockaddr_in.self).sin_addr
                .s_addr
            self.init(.ipv4, UInt128(UInt32(bigEndian: number ?? 0)))
        case AF_INET6:
            let inner = UnsafeRawPointer(address)?.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            let number = inner.map {
                UInt128(bigEndian: withUnsafeBytes(of: $0) { $0.loadUnaligned(as: UInt128.self) })
            }
            self.init(v6: number ?? 0)
        default: self.init(.unknown, 0)
        }
    }

    private init(v6 number: UInt128) {
        // ::ffff:0:0/96 (RFC 4291 section 2.5.5.2).
        if number >> 32 == 0xFFFF {
            self.init(.ipv4, number & 0xFFFF_FFFF)
        } else {
            self.init(.ipv6, number)
        }
    }

    private init(_ family: Family, _ number: UInt128) {
        self.family = family
        self.number = number
    }
}
