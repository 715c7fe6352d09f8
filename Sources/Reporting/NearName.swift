/// Finds the word that was probably meant.
enum NearName {
    /// The candidate with the fewest edits; nil when none is near enough to be a slip of the pen.
    ///
    /// - Complexity: O(candidates x length squared), with both lengths cut at 64.
    static func closest(to word: String, in candidates: some Sequence<String>) -> String? {
        let typed = Array(word.lowercased().unicodeScalars.prefix(64))
        let allowance = max(1, typed.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            let known = Array(candidate.lowercased().unicodeScalars.prefix(64))
            guard abs(known.count - typed.count) <= allowance else { continue }
            let distance = edits(from: typed, to: known)
            guard distance <= allowance else { continue }
            if let best, (best.distance, best.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// The Levenshtein distance.
    private static func edits(from left: [Unicode.Scalar], to right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let substitution = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
