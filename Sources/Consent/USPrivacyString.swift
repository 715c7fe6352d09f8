/// A US Privacy string: "1" and three letters.
///
/// Source: IAB Tech Lab, "US Privacy String". Upper case only; nothing is trimmed.
package struct USPrivacyString: Equatable, Hashable, Sendable {
    /// An answer of one letter.
    package enum Answer: UInt8, CaseIterable, Sendable {
        /// Y
        case yes = 0x59
        /// N
        case no = 0x4E
        /// -, the law does not apply
        case notApplicable = 0x2D

        /// The letter.
        package var letter: String { String(Unicode.Scalar(rawValue)) }
    }

    /// Whether notice and a chance to opt out were given.
    package let notice: Answer
    /// Whether the reader opted out of the sale of data.
    package let optOutSale: Answer
    /// Whether the limited service provider agreement covers the transaction.
    package let lspaCovered: Answer

    /// A string of three answers.
    package init(notice: Answer, optOutSale: Answer, lspaCovered: Answer) {
        self.notice = notice
        self.optOutSale = optOutSale
        self.lspaCovered = lspaCovered
    }

    /// Reads the four characters.
    ///
    /// Throws: `.length`, `.version`, `.letter`.
    package init(decoding input: borrowing Span<UInt8>) throws(ConsentStringError) {
        try checkLength(input.count)
        try self.init(decoding: input, 0..<input.count)
    }

    /// Reads the four characters.
    ///
    /// Throws: `.length`, `.version`, `.letter`.
    package init(_ text: String) throws(ConsentStringError) {
        try self.init(decoding: text.utf8.span)
    }

    init(
        decoding input: borrowing Span<UInt8>, _ range: Range<Int>
    ) throws(ConsentStringError) {
        let start = range.lowerBound
        guard range.count == 4 else {
            throw ConsentStringError(reason: .length(range.count), bit: start * 6)
        }
        guard input[start] == UInt8(ascii: "1") else {
            throw ConsentStringError(reason: .version(UInt64(input[start])), bit: start * 6)
        }
        var answers: [Answer] = []
        for index in start + 1..<start + 4 {
            guard let answer = Answer(rawValue: input[index]) else {
                throw ConsentStringError(reason: .letter(input[index]), bit: index * 6)
            }
            answers.append(answer)
        }
        self.init(notice: answers[0], optOutSale: answers[1], lspaCovered: answers[2])
    }

    /// The four characters.
    package var encoded: String {
        "1" + notice.letter + optOutSale.letter + lspaCovered.letter
    }

    /// Whether the reader opted out: "Y", or "-" beside letters, which contradicts the text.
    package var isOptedOut: Bool {
        switch optOutSale {
        case .yes: true
        case .no: false
        case .notApplicable: notice != .notApplicable || lspaCovered != .notApplicable
        }
    }
}
