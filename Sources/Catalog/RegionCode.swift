/// The tree of regions when the site names none of its own: ISO 3166 codes with places below them.
package enum RegionCode {
    /// The path of `US-OR/Portland` in the tree, from the country down: `us/us-or/portland`.
    ///
    /// Returns nil unless the text is an ISO 3166-1 alpha-2 or ISO 3166-2 code with optional places.
    package static func slugPath(_ text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let code = Array(parts[0].utf8)
        guard code.count >= 2, code[..<2].allSatisfy(isLetter) else { return nil }
        let lower = parts[0].lowercased()
        var path = [String(lower.prefix(2))]
        if code.count > 2 {
            guard code[2] == UInt8(ascii: "-"), (4...6).contains(code.count),
                code[3...].allSatisfy({ isLetter($0) || (48...57).contains($0) })
            else { return nil }
            path.append(lower)
        }
        for place in parts.dropFirst() {
            let slug = TextFolding.slug(place)
            guard !slug.isEmpty else { return nil }
            path.append(slug)
        }
        return path.joined(separator: "/")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte & 0xDF)
    }

    /// The tree that holds every given path and its ancestors.
    package static func tree(slugPaths: some Sequence<String>) -> PathTree {
        var children: [String: Set<String>] = [:]
        for path in slugPaths {
            var parent = ""
            for part in path.split(separator: "/") {
                children[parent, default: []].insert(String(part))
                parent = parent.isEmpty ? String(part) : "\(parent)/\(part)"
            }
        }
        func branches(under parent: String) -> [PathTree.Branch] {
            (children[parent] ?? []).sorted().map { name in
                PathTree.Branch(
                    name: name,
                    children: branches(under: parent.isEmpty ? name : "\(parent)/\(name)"))
            }
        }
        return PathTree(branches(under: ""))
    }
}
