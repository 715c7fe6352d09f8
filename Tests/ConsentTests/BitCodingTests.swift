import Testing

@testable import Consent

@Suite("Bits, Fibonacci integers and sets of ids")
struct BitCodingTests {
    private let seed = UInt64.random(in: 0...UInt64.max)

    @Test("The alphabet has 64 characters, and its table inverts it")
    func alphabet() {
        #expect(
            String(decoding: SextetAlphabet.characters, as: UTF8.self)
                == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        #expect(SextetAlphabet.values.filter { $0 != SextetAlphabet.invalid }.count == 64)
        for (value, character) in SextetAlphabet.characters.enumerated() {
            #expect(Int(SextetAlphabet.values[Int(character)]) == value)
        }
    }

    @Test("Numbers of all widths are read as a list of single bits reads them")
    func readsLikeBits() throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let bits = (0..<random.number(1...600)).map { _ in random.chance(0.5) }
            var writer = BitWriter()
            for bit in bits { try writer.writeBit(bit) }
            let characters = Array(writer.finish(.sextet).utf8)
            var reader = BitReader()
            try reader.load(characters.span, 0..<characters.count)
            var position = 0
            while position < bits.count {
                let count = min(random.number(0...64), bits.count - position)
                let expected = bits[position..<position + count].reduce(UInt64(0)) {
                    $0 << 1 | ($1 ? 1 : 0)
                }
                #expect(try reader.read(count) == expected, "seed \(seed)")
                position += count
            }
            #expect(reader.isRestZero && reader.remaining < 6, "seed \(seed)")
            let left = reader.remaining
            #expect(throws: ConsentStringError.self) { try reader.read(left + 1) }
        }
    }

    @Test("Numbers of all widths are written as single bits are")
    func writesLikeBits() throws {
        var random = SeededGenerator(seed: seed)
        for padding in BitPadding.allCases {
            var whole = BitWriter()
            var single = BitWriter()
            for _ in 0..<200 {
                let width = random.number(0...64)
                let value = width == 0 ? 0 : random.next() >> UInt64(64 - width)
                try whole.write(value, width)
                for bit in stride(from: width - 1, through: 0, by: -1) {
                    try single.writeBit(value >> UInt64(bit) & 1 == 1)
                }
            }
            let length = whole.bitCount
            let text = whole.finish(padding)
            #expect(text == single.finish(padding), "seed \(seed)")
            #expect(text.utf8.count * 6 - length < padding.rawValue + 6, "seed \(seed)")
        }
    }

    @Test("The Fibonacci integers of the specification")
    func fibonacciExamples() throws {
        for (value, word) in [
            (1, "11"), (2, "011"), (3, "0011"), (4, "1011"), (5, "00011"), (6, "10011"),
            (7, "01011"),
        ] {
            var writer = BitWriter()
            try writer.writeFibonacci(value)
            var bits = BitWriter()
            for bit in word.utf8 { try bits.writeBit(bit == UInt8(ascii: "1")) }
            #expect(writer.bitCount == word.utf8.count)
            #expect(writer.finish(.sextet) == bits.finish(.sextet))
        }
    }

    @Test("Fibonacci integers come back, in order of length, up to the longest word allowed")
    func fibonacciRoundTrip() throws {
        var length = 2
        for value in Array(1...5_000) + [46_366, 75_023, 75_024] {
            var writer = BitWriter()
            try writer.writeFibonacci(value)
            #expect(writer.bitCount >= length && writer.bitCount <= Limits.fibonacciBitsMax)
            length = writer.bitCount
            let characters = Array(writer.finish(.sextet).utf8)
            var reader = BitReader()
            try reader.load(characters.span, 0..<characters.count)
            #expect(try reader.readFibonacci() == value)
            #expect(reader.position == length)
        }
        for value in [0, -1, 75_025, Int.max] {
            #expect(throws: ConsentStringError.self) {
                var writer = BitWriter()
                try writer.writeFibonacci(value)
            }
        }
    }

    @Test("A header's ids are written as the specification writes them")
    func headers() throws {
        for (ids, text) in [([2], "DBABM"), ([2, 6], "DBACNY"), ([5, 6], "DBABjw")] {
            let sections = ids.map {
                GPPString.Section(id: UInt16($0), content: .raw("x"))
            }
            let encoded = try GPPString(sections: sections).encoded(
                ConsentEncoding(padding: .sextet))
            #expect(encoded.split(separator: "~").first.map(String.init) == text)
        }
    }

    @Test("Sets of flags agree with sets of numbers")
    func flagSets() {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let a = Set((0..<random.number(0...64)).map { _ in random.number(1...64) })
            let b = Set((0..<random.number(0...64)).map { _ in random.number(1...64) })
            #expect(FlagSet(a).ids == a.sorted(), "seed \(seed)")
            #expect(FlagSet(a).intersection(FlagSet(b)).ids == a.intersection(b).sorted())
            #expect(FlagSet(a).subtracting(FlagSet(b)).ids == a.subtracting(b).sorted())
            #expect((-1...70).filter(FlagSet(a).contains) == a.sorted(), "seed \(seed)")
        }
    }
}
