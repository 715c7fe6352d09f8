internal import Catalog

extension ReportAssembly {
    /// Replaces the rows of a tree by its nodes, parents before children, each with the sums of its subtree.
    ///
    /// An ancestor appears only where the conditions cover it: below a filter on one section, sums of its parents would be partial.
    func withSubtotals(_ leaves: [Draft]) throws(ReportingError) -> [Draft] {
        guard let position = definition.groupBy.indices.last else { return leaves }
        var groups: [[DimensionValue]: [Draft]] = [:]
        for leaf in leaves { groups[Array(leaf.values.dropLast()), default: []].append(leaf) }
        // Groups follow the order of their dimensions; measures order the siblings inside them.
        let heads = groups.keys.map {
            Draft(
                values: $0 + [.none], tally: Tally(),
                figures: Array(repeating: nil, count: definition.measures.count))
        }
        var result: [Draft] = []
        for head in heads.sorted(by: precedes) {
            let prefix = Array(head.values.dropLast())
            var tree = NodeSums()
            var others: [Draft] = []
            for var leaf in groups[prefix] ?? [] {
                if case .text(let path) = leaf.values[position] {
                    try tree.add(leaf.tally, at: path, isShown: covers)
                } else {
                    leaf.own = leaf.figures
                    others.append(leaf)
                }
            }
            try appendNodes(tree.roots, of: tree, prefix: prefix, depth: 0, to: &result)
            result += others.sorted(by: precedes).filter { !isEmpty($0.figures) }
        }
        return result
    }

    private func covers(_ path: String) -> Bool {
        guard let position = definition.groupBy.indices.last else { return true }
        return sums.columns[position].covers(path)
    }

    private func appendNodes(
        _ paths: [String], of tree: NodeSums, prefix: [DimensionValue], depth: Int,
        to result: inout [Draft]
    ) throws(ReportingError) {
        var drafts: [Draft] = []
        for path in paths {
            guard let node = tree.nodes[path] else { continue }
            let values = prefix + [.text(path)]
            drafts.append(
                Draft(
                    values: values, tally: node.subtree,
                    figures: try figures(node.subtree, values), own: try figures(node.own, values),
                    depth: depth))
        }
        for draft in drafts.sorted(by: precedes) where !isEmpty(draft.figures) {
            result.append(draft)
            guard case .text(let path)? = draft.values.last, let node = tree.nodes[path] else {
                continue
            }
            try appendNodes(node.children, of: tree, prefix: prefix, depth: depth + 1, to: &result)
        }
    }
}

/// The sums of a tree's nodes, by path.
private struct NodeSums {
    struct Node {
        var own = Tally()
        var subtree = Tally()
        var children: [String] = []
    }

    private(set) var nodes: [String: Node] = [:]
    private(set) var roots: [String] = []

    /// Adds to a node and to every shown node above it.
    mutating func add(_ tally: Tally, at path: String, isShown: (String) -> Bool)
        throws(ReportingError)
    {
        insert(path, isShown)
        try nodes[path]?.own.add(tally)
        var current: String? = path
        while let node = current {
            try nodes[node]?.subtree.add(tally)
            current = Self.parent(of: node).flatMap { isShown($0) ? $0 : nil }
        }
    }

    private mutating func insert(_ path: String, _ isShown: (String) -> Bool) {
        guard nodes[path] == nil else { return }
        nodes[path] = Node()
        guard let parent = Self.parent(of: path), isShown(parent) else {
            roots.append(path)
            return
        }
        insert(parent, isShown)
        nodes[parent]?.children.append(path)
    }

    private static func parent(of path: String) -> String? {
        path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
