package import Catalog
package import EventLog

/// Why a report or a verification cannot be made.
package enum ReportingError: Error, Equatable {
    /// The event log could not be read.
    case log(EventLogError)
    /// The directory that should hold the day files does not exist.
    case noEventLog(path: String)
    /// A file or a directory cannot be read.
    case unreadable(path: String)
    /// A file is no day file of this version, or belongs to another site.
    case foreign(path: String, detail: String)
    /// A day file contradicts itself.
    case damaged(path: String, detail: String)
    /// No definition has this name.
    case unknownReport(name: String, known: [String])
    /// A definition breaks its rules: where and how.
    case invalidDefinition([Diagnostic])
    /// A word that is not on the closed list of an option.
    case unknownWord(option: String, word: String, known: [String])
    /// A filter value that neither the campaign files nor the events know.
    case unknownValue(dimension: String, value: String, near: String?)
    /// A section name that stands under several parents.
    case ambiguous(dimension: String, value: String, candidates: [String])
    /// A date or another value does not have the form that its option asks for.
    case malformed(option: String, text: String, form: String)
    /// The first day lies after the last.
    case emptyPeriod(from: String, to: String)
    /// More than a limit allows.
    case tooMany(what: String, limit: Int)
    /// A combination that has no meaning, such as a goal without its line item.
    case contradiction(detail: String)
    /// A sum does not fit 64 bits.
    case overflow(what: String)
    /// The report took longer than it may.
    case deadlineExceeded(seconds: Int64)

    /// Whether the command line was wrong rather than the data.
    package var isUsage: Bool {
        switch self {
        case .unknownReport, .unknownWord, .unknownValue, .ambiguous, .malformed, .emptyPeriod,
            .contradiction, .tooMany:
            true
        case .log, .noEventLog, .unreadable, .foreign, .damaged, .invalidDefinition, .overflow,
            .deadlineExceeded:
            false
        }
    }
}

extension ReportingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .log(let error): "\(error)"
        case .noEventLog(let path): "\(path): no such directory; is this the data directory?"
        case .unreadable(let path): "\(path): cannot be read"
        case .foreign(let path, let detail), .damaged(let path, let detail): "\(path): \(detail)"
        case .unknownReport(let name, let known):
            "no report \(shown(name))" + hint(for: name, in: known)
        case .invalidDefinition(let findings): DiagnosticRenderer.text(findings)
        case .unknownWord(let option, let word, let known):
            "\(option): unknown \(shown(word))" + hint(for: word, in: known)
        case .unknownValue(let dimension, let value, let near):
            "no \(dimension) \(shown(value)) in the campaign files or the events"
                + (near.map { "; did you mean \(shown($0))?" } ?? "")
        case .ambiguous(let dimension, let value, let candidates):
            "\(dimension) \(shown(value)) stands for several: "
                + candidates.map(shown).joined(separator: ", ")
        case .malformed(let option, let text, let form):
            "\(option): \(shown(text)) is not \(form)"
        case .emptyPeriod(let from, let to): "the period from \(from) to \(to) has no day"
        case .tooMany(let what, let limit): "more than \(limit) \(what)"
        case .contradiction(let detail): detail
        case .overflow(let what): "\(what): the sum does not fit 64 bits"
        case .deadlineExceeded(let seconds):
            "stopped after \(seconds) s; ask for a shorter period"
        }
    }

    private func hint(for word: String, in known: [String]) -> String {
        if let near = NearName.closest(to: word, in: known) {
            return "; did you mean \(shown(near))?"
        }
        return known.isEmpty
            ? "" : "; known: " + known.map(TerminalText.shown).joined(separator: ", ")
    }

    private func shown(_ text: String) -> String { "\"\(TerminalText.shown(text))\"" }
}
