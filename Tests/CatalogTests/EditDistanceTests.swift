import Testing

@testable import Catalog

@Suite("Edit distance")
struct EditDistanceTests {
    /// The definition itself, without a table.
    private func bruteForce(_ left: Substring, _ right: Substring) -> Int {
        guard let first = left.first, let other = right.first else {
            return max(left.count, right.count)
        }
        let (leftRest, rightRest) = (left.dropFirst(), right.dropFirst())
        var best = bruteForce(leftRest, rightRest) + (first == other ? 0 : 1)
        best = min(best, bruteForce(leftRest, right) + 1, bruteForce(left, rightRest) + 1)
        if let second = leftRest.first, let otherSecond = rightRest.first, first == otherSecond,
            second == other
        {
            best = min(best, bruteForce(leftRest.dropFirst(), rightRest.dropFirst()) + 1)
        }
        return best
    }

    @Test("The distance is that of its definition, and symmetric")
    func definition() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<300 {
            func word() -> String {
                String(
                    (0..<Int.random(in: 0...5, using: &random)).map { _ in
                        "abc".randomElement(using: &random) ?? "a"
                    })
            }
            let (left, right) = (word(), word())
            let distance = EditDistance.between(left, right)
            #expect(distance == bruteForce(left[...], right[...]), "\(left) \(right)")
            #expect(distance == EditDistance.between(right, left), "\(left) \(right)")
        }
    }

    @Test("Near names come nearest first; case, hyphens and underscores weigh nothing")
    func nearest() {
        #expect(
            EditDistance.nearest(to: "orderRef", among: ["order_ref", "tier"]) == ["order_ref"])
        #expect(
            EditDistance.nearest(to: "tierr", among: ["tiers", "tier", "flight"]) == [
                "tier", "tiers",
            ])
        #expect(EditDistance.nearest(to: "xyz", among: ["order_ref", "tier"]).isEmpty)
        #expect(EditDistance.nearest(to: "ab", among: ["cd", "b"]) == ["b"])
        #expect(EditDistance.nearest(to: "", among: ["a"]).isEmpty)
        #expect(EditDistance.nearest(to: String(repeating: "a", count: 5000), among: ["a"]).isEmpty)
    }

    @Test("A hint names one or several candidates, or does not exist")
    func hints() {
        #expect(EditDistance.hint(for: "goall", among: ["goal"]) == "did you mean \"goal\"?")
        #expect(
            EditDistance.hint(for: "cpx", among: ["cpm", "cpc"])
                == "did you mean \"cpc\" or \"cpm\"?")
        #expect(EditDistance.hint(for: "zebra", among: ["cpm", "cpc"]) == nil)
    }
}
