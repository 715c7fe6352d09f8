/// The width and height of a creative or a slot in CSS pixels.
package struct Size: Hashable, Sendable {
    /// 1...4096.
    package let width: Int
    /// 1...4096.
    package let height: Int

    package static let sideMax = 4096

    package init?(width: Int, height: Int) {
        guard (1...Self.sideMax).contains(width), (1...Self.sideMax).contains(height) else {
            return nil
        }
        self.width = width
        self.height = height
    }

    /// Reads `728x90`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Self.side(parts[0]), let height = Self.side(parts[1])
        else { return nil }
        self.init(width: width, height: height)
    }

    private static func side(_ text: some StringProtocol) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0"),
            text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// Pixels covered; from 242,500 on an ad counts as large for viewability.
    ///
    /// Source: MRC Viewable Ad Impression Measurement Guidelines, desktop display.
    package var pixels: Int { width * height }
}

extension Size: CustomStringConvertible {
    package var description: String { "\(width)x\(height)" }
}
