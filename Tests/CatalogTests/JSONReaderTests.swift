import Foundation
import Testing

@testable import Catalog

@Suite("JSON reader")
struct JSONReaderTests {
    private static func read(_ text: String, _ options: JSONReader.Options = .requestBody)
        -> Result<JSONValue, JSONSyntaxError>
    {
        Result { () throws(JSONSyntaxError) in
            try JSONReader.read(Array(text.utf8), options: options)
        }
    }

    private static func failure(_ bytes: [UInt8], _ options: JSONReader.Options)
        -> JSONSyntaxError?
    {
        do throws(JSONSyntaxError) {
            _ = try JSONReader.read(bytes, options: options)
            return nil
        } catch {
            return error
        }
    }

    @Test("Each kind of value is read as itself, with its place")
    func kinds() throws {
        let text = #" [null, true, false, -12, 1.5e1, "a\u00e9\ud83d\ude00\n", {"k": []}] "#
        let value = try Self.read(text).get()
        let entries = try #require(value.array)
        #expect(
            entries.map(\.content) == [
                .null, .bool(true), .bool(false), .integer(-12), .decimal(15),
                .string("aé😀\n"),
                .object([.init(name: "k", nameStart: 0, nameEnd: 0, value: JSONValue(.array([])))]),
            ])
        let places = entries.map {
            String(text.utf8.dropFirst(Int($0.start)).prefix(Int($0.end - $0.start)))
        }
        #expect(
            places == [
                "null", "true", "false", "-12", "1.5e1", #""a\u00e9\ud83d\ude00\n""#, #"{"k": []}"#,
            ])
        let member = try #require(entries[6].members?.first)
        #expect(member.nameStart == member.nameEnd - 3)
    }

    @Test("Accessors answer for their own kind only")
    func accessors() throws {
        let value = try Self.read(#"{"i": 1, "d": 1.0, "s": "x", "b": true, "n": null, "a": [1]}"#)
            .get()
        #expect(value["i"]?.integer == 1)
        #expect(value["i"]?.number == 1)
        #expect(value["d"]?.integer == nil)
        #expect(value["d"]?.number == 1)
        #expect(value["s"]?.string == "x")
        #expect(value["s"]?.number == nil)
        #expect(value["b"]?.bool == true)
        #expect(value["n"]?.isNull == true)
        #expect(value["a"]?.array?.count == 1)
        #expect(value["a"]?.string == nil)
        #expect(value["missing"] == nil)
        #expect(value["a"]?["i"] == nil)
        #expect(value.members?.count == 6)
    }

    @Test("The integers of 64 bits are read exactly, and the next ones are refused")
    func integerBounds() throws {
        #expect(try Self.read("9223372036854775807").get().integer == .max)
        #expect(try Self.read("-9223372036854775808").get().integer == .min)
        for text in ["9223372036854775808", "-9223372036854775809", "1e999", "-1e999"] {
            #expect(Self.failure(Array(text.utf8), .requestBody)?.problem == .numberOutOfRange)
        }
    }

    @Test("Every breach of the grammar is refused at its place", arguments: MalformedJSON.all)
    func breach(_ item: MalformedJSON) throws {
        let parts = item.text.utf8.split(omittingEmptySubsequences: false) { $0 == 0xC2 }
        // « is C2 AB and » is C2 BB: the marks' second bytes are dropped here.
        #expect(parts.count == 3)
        let bytes = Array(parts[0]) + parts[1].dropFirst() + parts[2].dropFirst()
        let error = try #require(Self.failure(bytes, item.options))
        #expect(error.problem == item.problem)
        #expect(error.start == parts[0].count)
        #expect(error.end == parts[0].count + parts[1].count - 1)
        #expect(!error.message.isEmpty)
    }

    @Test("Bytes that are not UTF-8 are refused at the first of them, in strings and in comments")
    func invalidUTF8() throws {
        let broken: [[UInt8]] = [
            [0x80], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xFF],
        ]
        for bytes in broken {
            let string = Array("[\"ab".utf8) + bytes + Array("\"]".utf8)
            let inString = try #require(Self.failure(string, .requestBody))
            #expect(inString.problem == .invalidUTF8)
            #expect(inString.start == 4)
            let comment = Array("// ab".utf8) + bytes + Array("\n1".utf8)
            let inComment = try #require(Self.failure(comment, .campaignFile))
            #expect(inComment.problem == .invalidUTF8)
            #expect(inComment.start == 5)
        }
    }

    @Test("Files may hold comments, commas before a bracket and a byte order mark")
    func conveniences() throws {
        let text = "\u{FEFF}// one\n{ /* two */ \"a\": [1, /* é */ 2,], // three\n }/**/"
        let value = try Self.read(text, .campaignFile).get()
        #expect(value["a"]?.array?.compactMap(\.integer) == [1, 2])
        #expect(try Self.read("[] // at the end", .campaignFile).get().array?.isEmpty == true)
    }

    @Test("What is as large as allowed is read, and one more is refused")
    func limits() throws {
        func problem(_ text: String, _ options: JSONReader.Options = .campaignFile)
            -> JSONSyntaxError.Problem?
        {
            Self.failure(Array(text.utf8), options)?.problem
        }
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(problem(nested(32)) == nil)
        #expect(problem(nested(33)) == .tooDeep(depthMax: 32))
        #expect(problem(nested(500_000)) == .tooDeep(depthMax: 32))

        func list(_ count: Int, of entry: String = "1") -> String {
            "[" + Array(repeating: entry, count: count).joined(separator: ",") + "]"
        }
        #expect(problem(list(10_000)) == nil)
        #expect(problem(list(10_001)) == .tooManyInContainer(max: 10_000))
        #expect(problem(list(10_000), .requestBody) == .tooManyValues(max: 10_000))
        #expect(problem(list(9_999), .requestBody) == nil)
        // 20 lists of 9,999 numbers and the list around them hold 200,001 values.
        #expect(problem(list(20, of: list(9_998))) == nil)
        #expect(problem(list(20, of: list(9_999))) == .tooManyValues(max: 200_000))

        func string(_ count: Int) -> String { "\"" + String(repeating: "a", count: count) + "\"" }
        #expect(problem(string(4096)) == nil)
        #expect(problem(string(4097)) == .stringTooLong(bytesMax: 4096))
        let escaped = "\"" + String(repeating: "\\u00e9", count: 2048) + "\""
        #expect(problem(escaped) == nil)
        #expect(problem("\"a" + escaped.dropFirst()) == .stringTooLong(bytesMax: 4096))

        let padded = "1" + String(repeating: " ", count: 1_048_575)
        #expect(problem(padded) == nil)
        #expect(problem(padded + " ") == .tooLarge(bytesMax: 1_048_576))
        let members = (0..<300).map { "\"k\($0)\": 1" }.joined(separator: ",")
        #expect(problem("{\(members)}") == nil)
        #expect(problem("{\(members), \"k7\": 1}") == .duplicateName("k7"))
    }

    @Test("Leading zeros of a decimal do not count as digits")
    func smallDecimals() throws {
        #expect(try Self.read("0.00012345678901234567").get().number == 0.00012345678901234567)
    }

    // MARK: Laws

    @Test("A random value that is written in any way is read back as itself", arguments: 0..<40)
    func roundTrip(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        for _ in 0..<50 {
            let value = RandomJSON.value(depth: 4, &random)
            let text = RandomJSON.text(value, conveniences: true, &random)
            let read = try Self.read(text, .campaignFile).get()
            #expect(read == value, "seed \(seed): \(text)")
        }
    }

    @Test("A random document means the same as to Foundation", arguments: 0..<40)
    func agreesWithFoundation(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(1000 + seed))
        for _ in 0..<50 {
            let value = RandomJSON.value(depth: 4, &random)
            let text = RandomJSON.text(value, conveniences: false, &random)
            let theirs = try JSONSerialization.jsonObject(
                with: Data(text.utf8), options: .fragmentsAllowed)
            let ours = try Self.read(text).get()
            #expect(RandomJSON.equals(ours, theirs), "seed \(seed): \(text)")
        }
    }

    @Test("A mutated document that is accepted is accepted by Foundation too", arguments: 0..<40)
    func mutations(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(2000 + seed))
        var accepted = 0
        for _ in 0..<200 {
            let value = RandomJSON.value(depth: 3, &random)
            var bytes = Array(RandomJSON.text(value, conveniences: false, &random).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1:
                    bytes[place] =
                        Array("{}[]\",:0e.-\\u \n\u{7F}".utf8).randomElement(using: &random) ?? 0
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            guard (try? JSONReader.read(bytes, options: .requestBody)) != nil else { continue }
            accepted += 1
            let theirs = try? JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)
            #expect(theirs != nil, "seed \(seed): only we accept \(bytes)")
        }
        #expect(accepted > 0)
    }
}

/// A text that breaks the grammar between `«` and `»`.
struct MalformedJSON: CustomTestStringConvertible, Sendable {
    /// With the place between `«` and `»`.
    let text: String
    let problem: JSONSyntaxError.Problem
    var options = JSONReader.Options.requestBody

    var testDescription: String { text }

    static let all: [MalformedJSON] = [
        .init(text: "«»", problem: .unexpectedEnd(expected: "a value")),
        .init(text: "{} «x»", problem: .textAfterValue),
        .init(text: "[1 «2»]", problem: .unexpectedByte(50, expected: "a comma or ]")),
        .init(text: "[1,«,»2]", problem: .unexpectedByte(44, expected: "a value")),
        .init(text: "[1«,»]", problem: .trailingCommaNotAllowed),
        .init(
            text: "[«,»]", problem: .unexpectedByte(44, expected: "a value"), options: .campaignFile
        ),
        .init(text: "{«a»: 1}", problem: .unexpectedByte(97, expected: "a key in double quotes")),
        .init(text: "{\"a\" «1»}", problem: .unexpectedByte(49, expected: "a colon after the key")),
        .init(text: "{\"a\": 1, \"b\": 2, «\"a\"»: 3}", problem: .duplicateName("a")),
        .init(text: "{\"a\": 1, «\"\\u0061\"»: 3}", problem: .duplicateName("a")),
        .init(text: "[«tru»]", problem: .unknownLiteral("tru")),
        .init(text: "[«NaN»]", problem: .unknownLiteral("NaN")),
        .init(text: "[«'»a']", problem: .unexpectedByte(39, expected: "a value")),
        .init(text: "[«+»1]", problem: .unexpectedByte(43, expected: "a value")),
        .init(text: "[«01»]", problem: .malformedNumber),
        .init(text: "[«-»]", problem: .malformedNumber),
        .init(text: "[«1.»]", problem: .malformedNumber),
        .init(text: "[«1e»]", problem: .malformedNumber),
        .init(text: "[«1e+»]", problem: .malformedNumber),
        .init(text: "[«.»5]", problem: .unexpectedByte(46, expected: "a value")),
        .init(text: "[«12345678901234567890»]", problem: .numberTooLong(digitsMax: 19)),
        .init(text: "[«0.12345678901234567890»]", problem: .numberTooLong(digitsMax: 19)),
        .init(text: "«\"abc»", problem: .unterminatedString),
        .init(text: "\"abc«\\»", problem: .unterminatedString),
        .init(text: "\"a«\n»b\"", problem: .controlCharacter(10)),
        .init(text: "\"a«\t»b\"", problem: .controlCharacter(9)),
        .init(text: "\"a«\u{0}»b\"", problem: .nulCharacter),
        .init(text: "{\"a«\\u0000»b\": 1}", problem: .nulCharacter),
        .init(text: "\"a«\\x»b\"", problem: .unknownEscape(120)),
        .init(text: "\"«\\u12G»4\"", problem: .malformedUnicodeEscape),
        .init(text: "\"«\\ud800» \"", problem: .loneSurrogate),
        .init(text: "\"«\\udc00»\"", problem: .loneSurrogate),
        .init(text: "\"«\\ud800»\\u0041\"", problem: .loneSurrogate),
        .init(text: "«//» x\n1", problem: .commentNotAllowed),
        .init(text: "«/*» x */ 1", problem: .commentNotAllowed),
        .init(text: "1 «/*» x", problem: .unterminatedComment, options: .campaignFile),
        .init(
            text: "1 «/»x", problem: .unexpectedByte(47, expected: "a value, a comma or a bracket"),
            options: .campaignFile),
        .init(text: "«\u{FEFF}»1", problem: .byteOrderMark),
        .init(text: "[1, 2«»", problem: .unexpectedEnd(expected: "a comma or ]")),
        .init(text: "{\"a\": 1«»", problem: .unexpectedEnd(expected: "a comma or }")),
        .init(text: "{\"a\"«»", problem: .unexpectedEnd(expected: "a colon after the key")),
        .init(text: "{\"a\": 1,«»", problem: .unexpectedEnd(expected: "a value")),
    ]
}
