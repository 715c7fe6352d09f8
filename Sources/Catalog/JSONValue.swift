/// A JSON value and where it stood in its text.
package struct JSONValue: Sendable {
    package let content: Content
    /// Byte offset of the value's first byte.
    package let start: UInt32
    /// Byte offset just past the value's last byte.
    package let end: UInt32

    package enum Content: Sendable {
        case null
        case bool(Bool)
        /// A number without fraction and exponent.
        case integer(Int64)
        /// A number with a fraction or an exponent; always finite.
        case decimal(Double)
        case string(String)
        case array([JSONValue])
        /// In the order of the text; names are unique.
        case object([Member])
    }

    /// One name of an object and its value.
    package struct Member: Sendable {
        package let name: String
        /// Byte offset of the name's opening quote.
        package let nameStart: UInt32
        /// Byte offset just past the name's closing quote.
        package let nameEnd: UInt32
        package let value: JSONValue

        package init(name: String, nameStart: UInt32, nameEnd: UInt32, value: JSONValue) {
            self.name = name
            self.nameStart = nameStart
            self.nameEnd = nameEnd
            self.value = value
        }
    }

    package init(_ content: Content, start: UInt32 = 0, end: UInt32 = 0) {
        self.content = content
        self.start = start
        self.end = end
    }

    /// The value of a member; nil when this is no object or has no such member.
    ///
    /// - Complexity: O(members).
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var isNull: Bool {
        if case .null = content { true } else { false }
    }

    package var bool: Bool? {
        if case .bool(let flag) = content { flag } else { nil }
    }

    /// The number, if it was written without fraction and exponent: `1.0` is no integer.
    package var integer: Int64? {
        if case .integer(let number) = content { number } else { nil }
    }

    /// Any number, as a floating-point value.
    package var number: Double? {
        switch content {
        case .integer(let number): Double(number)
        case .decimal(let number): number
        default: nil
        }
    }

    package var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let values) = content { values } else { nil }
    }

    package var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }
}

extension JSONValue: Equatable {
    /// Values are equal when their contents are, wherever they stood; the order of members counts.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        left.content == right.content
    }
}

extension JSONValue.Content: Equatable {}

extension JSONValue.Member: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.value == right.value
    }
}
