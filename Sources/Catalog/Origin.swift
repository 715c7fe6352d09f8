/// Origins of pages as browsers send them: scheme, host, and the port unless it is the scheme's own.
package enum Origin {
    /// The origin in the form of the `Origin` header; nil unless the text is an http or https origin without a path.
    ///
    /// Source: RFC 6454 section 6.2.
    package static func normalized(_ text: String) -> String? {
        let lower = text.lowercased()
        guard text.utf8.allSatisfy({ $0 < 0x80 }), lower.utf8.count <= Limits.urlBytesMax,
            let scheme = ["https", "http"].first(where: { lower.hasPrefix("\($0)://") })
        else { return nil }
        let authority = Array(lower.utf8.dropFirst(scheme.utf8.count + 3))
        let colon = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        guard ClickURL.isHost(authority[..<colon]) else { return nil }
        let host = String(decoding: authority[..<colon], as: UTF8.self)
        guard colon < authority.endIndex else { return "\(scheme)://\(host)" }
        let port = authority[(colon + 1)...]
        guard ClickURL.isPort(port) else { return nil }
        let digits = String(decoding: port, as: UTF8.self)
        let isOwn = digits == (scheme == "https" ? "443" : "80")
        return isOwn ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(digits)"
    }
}
