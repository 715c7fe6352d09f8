/// Pictures made for tests: right in their structure, with data that no decoder is asked to read.
enum SamplePicture {
    static func png(width: Int, height: Int) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", bigEndian(width, 4) + bigEndian(height, 4) + [8, 2, 0, 0, 0])
            + chunk("IDAT", [1, 2, 3, 4]) + chunk("IEND", [])
    }

    static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return bigEndian(data.count, 4) + body + bigEndian(Int(crc(body)), 4)
    }

    static func jpeg(width: Int, height: Int) -> [UInt8] {
        let quantization: [UInt8] = [0xFF, 0xDB, 0, 5, 0, 1, 2]
        let frame: [UInt8] =
            [0xFF, 0xC2, 0, 11, 8] + bigEndian(height, 2) + bigEndian(width, 2) + [1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xFF, 0, 0x34]
        return [0xFF, 0xD8] + quantization + frame + scan + [0xFF, 0xD9]
    }

    static func gif(width: Int, height: Int) -> [UInt8] {
        let head = Array("GIF89a".utf8) + littleEndian(width, 2) + littleEndian(height, 2)
        let palette: [UInt8] = [0x80, 0, 0, 0, 0, 0, 255, 255, 255]
        let control: [UInt8] = [0x21, 0xF9, 4, 0, 0, 0, 0, 0]
        let image: [UInt8] = [0x2C, 0, 0, 0, 0] + littleEndian(width, 2) + littleEndian(height, 2)
        return head + palette + control + image + [0, 2, 2, 0x4C, 1, 0, 0x3B]
    }

    static func webPExtended(width: Int, height: Int) -> [UInt8] {
        riff("VP8X", [0, 0, 0, 0] + littleEndian(width - 1, 3) + littleEndian(height - 1, 3))
    }

    static func webPLossless(width: Int, height: Int) -> [UInt8] {
        riff("VP8L", [0x2F] + littleEndian((width - 1) | (height - 1) << 14, 4) + [0, 0, 0])
    }

    static func webPLossy(width: Int, height: Int) -> [UInt8] {
        riff(
            "VP8 ",
            [0, 0, 0, 0x9D, 0x01, 0x2A] + littleEndian(width, 2) + littleEndian(height, 2))
    }

    private static func riff(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array("WEBP".utf8) + Array(type.utf8) + littleEndian(data.count, 4) + data
        return Array("RIFF".utf8) + littleEndian(body.count, 4) + body
    }

    static func bigEndian(_ value: Int, _ count: Int) -> [UInt8] {
        littleEndian(value, count).reversed()
    }

    static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// The polynomial division itself, bit by bit.
    static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
