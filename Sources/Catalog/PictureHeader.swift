/// The type and pixel size of a picture, read from its bytes and not from its name.
package struct PictureHeader: Equatable, Sendable {
    package let format: Format
    /// In pixels.
    package let width: Int
    /// In pixels.
    package let height: Int

    package enum Format: String, Sendable, CaseIterable {
        case png, jpeg, gif, webp

        /// Endings of file names that promise this format.
        var endings: [String] {
            self == .jpeg ? ["jpg", "jpeg"] : [rawValue]
        }

        var ending: String { endings[0] }
        var contentType: String { "image/\(rawValue)" }
        var name: String { self == .webp ? "WebP" : rawValue.uppercased() }
    }

    /// Why bytes are not a whole picture.
    package enum Problem: Error, Equatable {
        case notAPicture
        case svg
        case truncated(Format)
        case damaged(Format)
    }

    /// Reads the header, and walks through the file's blocks to its end.
    ///
    /// - Throws: `Problem` when the bytes are none of the four formats, end early or contradict themselves.
    /// - Complexity: O(bytes).
    package init(_ bytes: [UInt8]) throws(Problem) {
        let reader = PictureBytes(bytes: bytes)
        if reader.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = try Self.png(reader)
        } else if reader.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = try Self.jpeg(reader)
        } else if reader.starts(with: Array("GIF87a".utf8))
            || reader.starts(with: Array("GIF89a".utf8))
        {
            self = try Self.gif(reader)
        } else if reader.starts(with: Array("RIFF".utf8)), reader.ascii(8, 4) == "WEBP" {
            self = try Self.webP(reader)
        } else if Self.looksLikeSVG(bytes) {
            throw .svg
        } else {
            throw .notAPicture
        }
    }

    private init(_ format: Format, _ width: Int, _ height: Int) throws(Problem) {
        guard width > 0, height > 0 else { throw .damaged(format) }
        self.format = format
        self.width = width
        self.height = height
    }

    private static func looksLikeSVG(_ bytes: [UInt8]) -> Bool {
        let head = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
        return head.contains("<svg") || head.contains("<!doctype svg")
    }

    /// Source: PNG specification, third edition, sections 5.2 to 5.6.
    private static func png(_ reader: PictureBytes) throws(Problem) -> PictureHeader {
        var size: (Int, Int)?
        var hasData = false
        var position = 8
        while true {
            guard let length = reader.bigEndian(position, 4),
                let type = reader.ascii(position + 4, 4),
                let checksum = reader.bigEndian(position + 8 + length, 4)
            else { throw .truncated(.png) }
            guard CRC32.of(reader.bytes[(position + 4)..<(position + 8 + length)]) == checksum
            else { throw .damaged(.png) }
            switch type {
            case "IHDR":
                guard position == 8, length == 13, let width = reader.bigEndian(16, 4),
                    let height = reader.bigEndian(20, 4)
                else { throw .damaged(.png) }
                size = (width, height)
            case "IDAT": hasData = true
            case "IEND":
                guard let size, hasData else { throw .damaged(.png) }
                return try PictureHeader(.png, size.0, size.1)
            default: break
            }
            position += 12 + length
        }
    }

    /// Source: ITU-T T.81 annex B; frame headers are SOF0 to SOF15 without DHT, JPG and DAC.
    private static func jpeg(_ reader: PictureBytes) throws(Problem) -> PictureHeader {
        var size: (Int, Int)?
        var position = 2
        while true {
            guard let marker = reader.bigEndian(position, 2),
                let length = reader.bigEndian(position + 2, 2)
            else { throw .truncated(.jpeg) }
            guard marker >= 0xFF01, marker != 0xFFFF || length > 0 else { throw .damaged(.jpeg) }
            if marker == 0xFFFF {
                position += 1
                continue
            }
            guard length >= 2, position + 2 + length <= reader.bytes.count else {
                throw .truncated(.jpeg)
            }
            let isFrame =
                (0xFFC0...0xFFCF).contains(marker) && ![0xFFC4, 0xFFC8, 0xFFCC].contains(marker)
            if isFrame, let height = reader.bigEndian(position + 5, 2),
                let width = reader.bigEndian(position + 7, 2)
            {
                size = (width, height)
            }
            position += 2 + length
            if marker == 0xFFDA { break }
        }
        guard let size else { throw .damaged(.jpeg) }
        // Inside the coded data FF is followed by 00 or a restart marker, so FF D9 is the end.
        let data = reader.bytes[position...]
        guard zip(data, data.dropFirst()).contains(where: { $0 == 0xFF && $1 == 0xD9 }) else {
            throw .truncated(.jpeg)
        }
        return try PictureHeader(.jpeg, size.0, size.1)
    }

    /// Source: GIF89a specification, sections 18 to 27.
    private static func gif(_ reader: PictureBytes) throws(Problem) -> PictureHeader {
        guard let width = reader.littleEndian(6, 2), let height = reader.littleEndian(8, 2),
            let flags = reader.littleEndian(10, 1)
        else { throw .truncated(.gif) }
        var position = 13 + (flags & 0x80 == 0 ? 0 : 3 << (flags & 7 + 1))
        var hasImage = false
        while true {
            guard let introducer = reader.littleEndian(position, 1) else { throw .truncated(.gif) }
            switch introducer {
            case 0x3B:
                guard hasImage else { throw .damaged(.gif) }
                return try PictureHeader(.gif, width, height)
            case 0x21: position += 2
            case 0x2C:
                guard let local = reader.littleEndian(position + 9, 1) else {
                    throw .truncated(.gif)
                }
                hasImage = true
                position += 11 + (local & 0x80 == 0 ? 0 : 3 << (local & 7 + 1))
            default: throw .damaged(.gif)
            }
            while true {
                guard let length = reader.littleEndian(position, 1) else { throw .truncated(.gif) }
                position += 1 + length
                if length == 0 { break }
            }
        }
    }

    /// Source: RFC 9649 section 2; RFC 6386 section 9.1 for the lossy frame header.
    private static func webP(_ reader: PictureBytes) throws(Problem) -> PictureHeader {
        guard let length = reader.littleEndian(4, 4), length + 8 <= reader.bytes.count,
            let chunkLength = reader.littleEndian(16, 4), chunkLength + 20 <= reader.bytes.count
        else { throw .truncated(.webp) }
        switch reader.ascii(12, 4) {
        case "VP8X":
            guard let width = reader.littleEndian(24, 3), let height = reader.littleEndian(27, 3)
            else { throw .truncated(.webp) }
            return try PictureHeader(.webp, width + 1, height + 1)
        case "VP8L":
            guard reader.littleEndian(20, 1) == 0x2F, let bits = reader.littleEndian(21, 4) else {
                throw .damaged(.webp)
            }
            return try PictureHeader(.webp, bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        case "VP8 ":
            guard reader.littleEndian(23, 3) == 0x2A019D, let width = reader.littleEndian(26, 2),
                let height = reader.littleEndian(28, 2)
            else { throw .damaged(.webp) }
            return try PictureHeader(.webp, width & 0x3FFF, height & 0x3FFF)
        default: throw .damaged(.webp)
        }
    }
}

/// Bounded access to a file's bytes: a read beyond the end is nil.
private struct PictureBytes {
    let bytes: [UInt8]

    func starts(with prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }

    func ascii(_ offset: Int, _ count: Int) -> String? {
        guard offset + count <= bytes.count else { return nil }
        return String(decoding: bytes[offset..<(offset + count)], as: UTF8.self)
    }

    func bigEndian(_ offset: Int, _ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }

    func littleEndian(_ offset: Int, _ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

/// The checksum of PNG chunks.
///
/// Source: PNG specification, third edition, annex D.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }

    static func of(_ bytes: some Sequence<UInt8>) -> Int {
        Int(
            ~bytes.reduce(~UInt32(0)) { crc, byte in
                table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8)
            })
    }
}
