/// What the command line asks for.
struct Settings {
    var seconds = 6
    var rounds = 3
    var connections = 64
    var campaigns = "Campaigns"
    var out: String?

    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    init(_ words: [String]) throws {
        var rest = words[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else {
                throw Problem(description: "\(name) needs a value")
            }
            switch name {
            case "--seconds": seconds = try Self.number(value, name)
            case "--rounds": rounds = try Self.number(value, name)
            case "--connections": connections = try Self.number(value, name)
            case "--campaigns": campaigns = value
            case "--out": out = value
            default:
                throw Problem(
                    description: "unknown option \(name); there are --seconds, --rounds, "
                        + "--connections, --campaigns and --out")
            }
        }
    }

    private static func number(_ text: String, _ name: String) throws -> Int {
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw Problem(description: "\(name): \(text) is not a number from 1 to 10000")
        }
        return number
    }
}
