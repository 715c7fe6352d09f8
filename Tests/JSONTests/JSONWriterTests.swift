import Foundation
import JSON
import TestSupport
import Testing

/// A JSON value in the making, written by our writer and read by Foundation.
private indirect enum Sample {
    case null
    case flag(Bool)
    case number(Int64)
    case text(String)
    case list([Sample])
    case object([(String, Sample)])

    static func random(_ random: inout SeededRandom, depth: Int = 0) -> Sample {
        switch Int.random(in: 0..<(depth < 4 ? 7 : 4), using: &random) {
        case 0: return .null
        case 1: return .flag(.random(using: &random))
        // Within what a double holds exactly, as some readers make doubles of all numbers.
        case 2: return .number(Int64.random(in: -(1 << 53)...1 << 53, using: &random))
        case 3: return .text(text(&random))
        case 4:
            return .list(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    Sample.random(&random, depth: depth + 1)
                })
        default:
            return .object(
                (0..<Int.random(in: 0...4, using: &random)).map { index in
                    ("\(index)" + text(&random), Sample.random(&random, depth: depth + 1))
                })
        }
    }

    /// Text of every kind of character: controls, quotes, separators, non-characters, and beyond the first plane.
    static func text(_ random: inout SeededRandom) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x1F, 0x20...0x7E, 0x22...0x22, 0x5C...0x5C, 0x7F...0xA0, 0x2028...0x2029,
            0x300...0x36F, 0xD7F0...0xD7FF, 0xE000...0xFFFF, 0x1_F600...0x1_F64F,
            0x10_FFFE...0x10_FFFF,
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let range = ranges.randomElement(using: &random) ?? 0x20...0x7E
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                text.append(scalar)
            }
        }
        return String(text)
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .flag(let flag): json.value(flag)
        case .number(let number): json.value(number)
        case .text(let text): json.value(text)
        case .list(let list):
            json.beginArray()
            for element in list { element.write(to: &json) }
            json.endArray()
        case .object(let members):
            json.beginObject()
            for (name, value) in members {
                json.key(name)
                value.write(to: &json)
            }
            json.endObject()
        }
    }

    func equals(_ read: Any?) -> Bool {
        switch self {
        case .null: return read is NSNull
        case .flag(let flag): return (read as? NSNumber)?.boolValue == flag
        case .number(let number): return (read as? NSNumber)?.int64Value == number
        case .text(let text): return scalars(read as? String) == scalars(text)
        case .list(let list):
            guard let read = read as? [Any] else { return false }
            return read.count == list.count && zip(list, read).allSatisfy { $0.equals($1) }
        case .object(let members):
            guard let read = read as? [String: Any] else { return false }
            return read.count == members.count && members.allSatisfy { $1.equals(read[$0]) }
        }
    }

    /// Strings compare equal when they only look alike; here every scalar counts.
    private func scalars(_ text: String?) -> [UInt32]? { text?.unicodeScalars.map(\.value) }
}

@Suite("The JSON writer")
struct JSONWriterTests {
    @Test(
        "writes what another reader reads back, whatever the texts hold", arguments: 0..<UInt64(300)
    )
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sample = Sample.random(&random)
        var json = JSONWriter()
        sample.write(to: &json)
        let read = try JSONSerialization.jsonObject(
            with: Data(json.bytes), options: [.fragmentsAllowed])
        #expect(sample.equals(read), "seed \(seed): \(json.text)")
    }

    @Test("lets no control character out, in texts or names", arguments: 0..<UInt64(100))
    func noControls(seed: UInt64) {
        var random = SeededRandom(seed: seed + 400)
        var json = JSONWriter()
        Sample.random(&random).write(to: &json)
        let isClean = json.text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)
        }
        #expect(isClean, "seed \(seed): \(json.text)")
    }

    @Test("writes members in the order in which they are told, with commas where they belong")
    func golden() {
        var json = JSONWriter()
        json.beginObject()
        json.field("text", "a\"b\\c\n\u{7F}é")
        json.field("none", orNull: nil)
        json.field("count", Int64.min)
        json.field("on", true)
        json.key("list")
        json.beginArray()
        json.value(UInt8(1))
        json.beginObject()
        json.endObject()
        json.value(joining: "/t=", Array("x_-9".utf8))
        json.value(verbatim: Array("[1,2]".utf8))
        json.endArray()
        json.endObject()
        let expected =
            #"{"text":"a\"b\\c\u000a\u007fé","none":null,"count":-9223372036854775808,"#
            + #""on":true,"list":[1,{},"/t=x_-9",[1,2]]}"#
        #expect(json.text == expected)
        json.removeAll()
        json.beginArray()
        json.endArray()
        #expect(json.text == "[]")
    }
}
