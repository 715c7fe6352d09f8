/// Why a text is not the JSON that is asked for, and where.
package struct JSONSyntaxError: Error, Equatable {
    package let problem: Problem
    /// Byte offset of the first byte that is wrong.
    package let start: Int
    /// Byte offset just past the last byte that is wrong; `start` at the end of the text.
    package let end: Int

    package enum Problem: Equatable, Sendable {
        case tooLarge(bytesMax: Int)
        case tooDeep(depthMax: Int)
        case tooManyValues(max: Int)
        case tooManyInContainer(max: Int)
        case stringTooLong(bytesMax: Int)
        case numberTooLong(digitsMax: Int)
        case numberOutOfRange
        case malformedNumber
        case unexpectedEnd(expected: String)
        case unexpectedByte(UInt8, expected: String)
        case textAfterValue
        case unknownLiteral(String)
        case duplicateName(String)
        case controlCharacter(UInt8)
        case nulCharacter
        case unknownEscape(UInt8)
        case malformedUnicodeEscape
        case loneSurrogate
        case invalidUTF8
        case unterminatedString
        case unterminatedComment
        case commentNotAllowed
        case trailingCommaNotAllowed
        case byteOrderMark
    }

    package init(_ problem: Problem, start: Int, end: Int) {
        self.problem = problem
        self.start = start
        self.end = end
    }
}

extension JSONSyntaxError {
    /// The problem in words, without its place.
    package var message: String {
        switch problem {
        case .tooLarge, .tooDeep, .tooManyValues, .tooManyInContainer, .stringTooLong,
            .numberTooLong:
            limitMessage
        case .numberOutOfRange: "the number is too large"
        case .malformedNumber: "this is not a number as JSON writes it"
        case .unexpectedEnd(let expected): "the file ends where \(expected) was expected"
        case .unexpectedByte(let byte, let expected):
            "expected \(expected), found \(Self.shown(byte))"
        case .textAfterValue: "there is more text after the value"
        case .unknownLiteral(let text): "\(Wording.quoted(text)) is no value"
        case .duplicateName(let name): "the key \(Wording.quoted(name)) stands here twice"
        case .controlCharacter(let byte):
            "a control character (\(Self.shown(byte))) stands in a string"
        case .nulCharacter: "a string holds the character NUL"
        case .unknownEscape(let byte): "\\ and \(Self.shown(byte)) is no escape sequence"
        case .malformedUnicodeEscape: "\\u must be followed by four hexadecimal digits"
        case .loneSurrogate: "half of a surrogate pair is no character"
        case .invalidUTF8: "the text is not UTF-8"
        case .unterminatedString: "the string does not end on its line"
        case .unterminatedComment: "the comment does not end"
        case .commentNotAllowed: "comments are not allowed here"
        case .trailingCommaNotAllowed: "a comma must not stand before the closing bracket"
        case .byteOrderMark: "a byte order mark is not allowed here"
        }
    }

    /// What to do about it; nil when the message says it all.
    package var hint: String? {
        switch problem {
        case .unknownLiteral(let text):
            switch text.lowercased() {
            case "true", "false", "null": "write \(text.lowercased())"
            case "yes", "no", "on", "off": "write true or false"
            case "none", "nil", "undefined": "write null, or leave the key out"
            case "nan", "inf", "infinity": "JSON has finite numbers only"
            default: "put text in double quotes: \(Wording.quoted(text))"
            }
        case .unexpectedByte(UInt8(ascii: "\""), let expected) where expected.contains("comma"):
            "a comma is missing before this"
        case .unexpectedByte(UInt8(ascii: "'"), _): "JSON has double quotes only"
        case .unexpectedByte(UInt8(ascii: "="), _): "JSON writes \"key\": value"
        case .unexpectedByte(UInt8(ascii: "#"), _): "comments begin with //"
        case .malformedNumber, .unexpectedByte(UInt8(ascii: "+"), _):
            "no leading zeros or plus sign; digits on both sides of the point"
        case .controlCharacter(10), .controlCharacter(13), .unterminatedString:
            "close the string with \", or write \\n for a new line"
        case .controlCharacter: "write it as an escape sequence such as \\t"
        case .duplicateName: "keep one of them"
        case .invalidUTF8: "save the file as UTF-8"
        case .unknownEscape: "a backslash itself is written \\\\"
        default: nil
        }
    }

    private var limitMessage: String {
        switch problem {
        case .tooLarge(let max): "more than \(max) bytes"
        case .tooDeep(let max): "nested more than \(max) deep"
        case .tooManyValues(let max): "more than \(max) values in all"
        case .tooManyInContainer(let max): "more than \(max) entries in one list or object"
        case .stringTooLong(let max): "a string of more than \(max) bytes"
        case .numberTooLong(let max): "a number of more than \(max) digits"
        default: "a limit is exceeded"
        }
    }

    private static func shown(_ byte: UInt8) -> String {
        switch byte {
        case 10: "the end of the line"
        case 0x21...0x7E: "\"\(Unicode.Scalar(byte))\""
        default: "byte \(byte)"
        }
    }
}
