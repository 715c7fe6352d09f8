import Consent
import Foundation

/// `broadside consent decode`: the fields of consent strings.
extension Command {
    static let consent = Command(
        name: "consent", summary: "Decode TCF, GPP and US Privacy strings.",
        operands: "decode STRING|-", operandsMax: 2, options: [.config],
        discussion: """
            Prints the fields of a consent string as one line of JSON; with - one answer for each line of
            standard input. A string that is malformed gives its reason and the bit where it broke; for a
            single one the command then ends with 1.

            Example: broadside consent decode 1YNN
            """,
        run: { arguments in
            guard arguments.operands.count == 2, arguments.operands[0] == "decode" else {
                throw UsageError(message: "say: broadside consent decode STRING, or - for lines")
            }
            guard arguments.operands[1] == "-" else {
                let description = ConsentDecoding.describe(arguments.operands[1])
                print(description.line)
                return description.isValid ? .done : .negative
            }
            while let line = readLine() {
                print(ConsentDecoding.describe(line).line)
            }
            return .done
        })
}
