/// The smallest picture files that are right in every part: one color, no compression.
///
/// Source: PNG specification, third edition, sections 5 and 11; RFC 1950 and RFC 1951 section 3.2.4.
package enum TinyPNG {
    package static func bytes(width: Int, height: Int) -> [UInt8] {
        // One bit a pixel, all of them 0; each row begins with its filter type.
        let rows = [UInt8](repeating: 0, count: height * (1 + (width + 7) / 8))
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", big(width) + big(height) + [1, 0, 0, 0, 0])
            + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = data[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for word in [count, ~count] { stream += [UInt8(word & 255), UInt8(word >> 8)] }
            stream += block
        } while !rest.isEmpty
        var (first, second): (Int, Int) = (1, 0)
        for byte in data {
            first = (first + Int(byte)) % 65_521
            second = (second + first) % 65_521
        }
        return stream + big(second << 16 | first)
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        var crc = ~UInt32(0)
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        return big(data.count) + body + big(Int(~crc))
    }

    private static func big(_ value: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
