import Testing

@testable import Catalog

@Suite("Picture headers")
struct PictureHeaderTests {
    private static func problem(_ bytes: [UInt8]) -> PictureHeader.Problem? {
        do throws(PictureHeader.Problem) {
            _ = try PictureHeader(bytes)
            return nil
        } catch {
            return error
        }
    }

    static let makers: [(PictureHeader.Format, @Sendable (Int, Int) -> [UInt8])] = [
        (.png, { SamplePicture.png(width: $0, height: $1) }),
        (.jpeg, { SamplePicture.jpeg(width: $0, height: $1) }),
        (.gif, { SamplePicture.gif(width: $0, height: $1) }),
        (.webp, { SamplePicture.webPExtended(width: $0, height: $1) }),
        (.webp, { SamplePicture.webPLossless(width: $0, height: $1) }),
        (.webp, { SamplePicture.webPLossy(width: $0, height: $1) }),
    ]

    @Test("Type and size are read from every format", arguments: makers.indices)
    func sizes(_ index: Int) throws {
        let (format, make) = Self.makers[index]
        for (width, height) in [(1, 1), (728, 90), (1456, 180), (16_000, 3)] {
            let header = try PictureHeader(make(width, height))
            #expect(header.format == format)
            #expect(header.width == width)
            #expect(header.height == height)
        }
    }

    @Test("No beginning of a picture is a picture", arguments: makers.indices)
    func prefixes(_ index: Int) {
        let bytes = Self.makers[index].1(728, 90)
        for count in 0..<bytes.count {
            #expect(Self.problem(Array(bytes[..<count])) != nil, "\(count) of \(bytes.count)")
        }
    }

    @Test("Mutated pictures are refused or read, and never crash", arguments: makers.indices)
    func mutations(_ index: Int) {
        var random = SeededRandom(seed: UInt64(index))
        let original = Self.makers[index].1(728, 90)
        var refused = 0
        for _ in 0..<5000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Self.problem(bytes) != nil { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test("A changed bit anywhere in a PNG is noticed")
    func checksums() {
        let original = SamplePicture.png(width: 30, height: 40)
        for place in original.indices {
            for bit in 0..<8 {
                var bytes = original
                bytes[place] ^= 1 << UInt8(bit)
                #expect(Self.problem(bytes) != nil, "bit \(bit) of byte \(place)")
            }
        }
    }

    @Test("A picture without size, data or frame is damaged")
    func damaged() {
        #expect(Self.problem(SamplePicture.png(width: 0, height: 1)) == .damaged(.png))
        let signature = Array(SamplePicture.png(width: 1, height: 1)[..<8])
        #expect(Self.problem(signature + SamplePicture.chunk("IEND", [])) == .damaged(.png))
        let headless: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9]
        #expect(Self.problem(headless) == .damaged(.jpeg))
        #expect(Self.problem(Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B]) == .damaged(.gif))
        let unknown = Array("RIFF".utf8) + [12, 0, 0, 0] + Array("WEBPABCD".utf8) + [0, 0, 0, 0]
        #expect(Self.problem(unknown) == .damaged(.webp))
    }

    @Test("SVG is told apart from what is no picture at all")
    func others() {
        #expect(Self.problem(Array("  <svg xmlns=''>".utf8)) == .svg)
        #expect(Self.problem(Array("<!DOCTYPE svg PUBLIC>".utf8)) == .svg)
        #expect(Self.problem(Array("%PDF-1.7".utf8)) == .notAPicture)
        #expect(Self.problem([]) == .notAPicture)
    }

    @Test("The table-driven checksum is the polynomial division")
    func crc() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        var random = SeededRandom(seed: 7)
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(CRC32.of(bytes) == Int(SamplePicture.crc(bytes)))
        }
    }
}
