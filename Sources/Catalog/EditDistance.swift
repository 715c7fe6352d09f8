/// How alike two names are, for "did you mean".
enum EditDistance {
    /// Insertions, deletions, replacements and swaps of neighbors that turn one text into the other.
    ///
    /// Source: the optimal string alignment distance (Damerau 1964, restricted).
    /// - Complexity: O(first.count x second.count); callers bound both.
    static func between(_ first: String, _ second: String) -> Int {
        let left = Array(first.unicodeScalars)
        let right = Array(second.unicodeScalars)
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1)
                cost = min(cost, last[column] + (scalar == other ? 0 : 1))
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }

    /// Scalars of a text beyond which nothing is compared.
    static let scalarsMax = 100

    /// The candidates that a misspelled text may stand for, nearest first; case, hyphens and underscores weigh nothing.
    static func nearest(to text: String, among candidates: some Sequence<String>, max: Int = 3)
        -> [String]
    {
        let wanted = comparable(text)
        let length = wanted.unicodeScalars.count
        guard (1...scalarsMax).contains(length) else { return [] }
        let distanceMax = Swift.min(3, Swift.max(1, length / 3))
        var found: [(distance: Int, name: String)] = []
        for candidate in candidates {
            let other = comparable(candidate)
            let otherLength = other.unicodeScalars.count
            guard otherLength <= scalarsMax, abs(otherLength - length) <= distanceMax else {
                continue
            }
            let distance = between(wanted, other)
            if distance <= distanceMax, distance < Swift.max(length, otherLength) {
                found.append((distance, candidate))
            }
        }
        guard let best = found.map(\.distance).min() else { return [] }
        return found.filter { $0.distance <= best + (best == 0 ? 0 : 1) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(max).map(\.name)
    }

    /// `did you mean "a" or "b"?`; nil when nothing is near.
    static func hint(for text: String, among candidates: some Sequence<String>) -> String? {
        let names = nearest(to: text, among: candidates)
        return names.isEmpty
            ? nil : "did you mean \(Wording.alternatives(names.map { Wording.quoted($0) }))?"
    }

    private static func comparable(_ text: String) -> String {
        TextFolding.folded(text).filter { $0 != "_" && $0 != "-" }
    }
}
