/// A tree of names in which a parent covers its children: the site's sections, or its regions.
///
/// Nodes are numbered in depth-first order, so that a subtree is one contiguous range of numbers.
package struct PathTree: Sendable {
    /// A node's number; stable only within one tree.
    package typealias NodeID = Int32

    package struct Node: Sendable {
        package let name: String
        /// The name in lower case without accents, other characters than letters and digits as one hyphen.
        package let slug: String
        /// Names from the root, joined by `/`.
        package let path: String
        /// Slugs from the root, joined by `/`.
        package let slugPath: String
        package let parent: NodeID?
        /// One past the last node of this subtree.
        package fileprivate(set) var end: NodeID
    }

    /// What a text that should name a node turned out to be.
    package enum Resolution: Equatable, Sendable {
        case found(NodeID)
        /// A last name that stands under several parents.
        case ambiguous([NodeID])
        case unknown
    }

    package private(set) var nodes: [Node] = []
    private var byPath: [String: NodeID] = [:]
    private var byName: [String: [NodeID]] = [:]

    package init() {}

    /// An unfrozen tree as files hold it: a name and its children, in the file's order.
    package struct Branch: Sendable {
        package let name: String
        package let children: [Branch]

        package init(name: String, children: [Branch] = []) {
            self.name = name
            self.children = children
        }
    }

    /// Builds the tree; siblings with equal slugs must have been refused before.
    package init(_ branches: [Branch]) {
        for branch in branches { append(branch, under: nil) }
        for (index, node) in nodes.enumerated() {
            byPath[node.slugPath] = NodeID(index)
            byName[node.slug, default: []].append(NodeID(index))
        }
    }

    private mutating func append(_ branch: Branch, under parent: NodeID?) {
        let id = NodeID(nodes.count)
        let slug = TextFolding.slug(branch.name)
        let above = parent.map { nodes[Int($0)] }
        nodes.append(
            Node(
                name: branch.name, slug: slug,
                path: above.map { "\($0.path)/\(branch.name)" } ?? branch.name,
                slugPath: above.map { "\($0.slugPath)/\(slug)" } ?? slug,
                parent: parent, end: id + 1))
        for child in branch.children { append(child, under: id) }
        nodes[Int(id)].end = NodeID(nodes.count)
    }

    package subscript(id: NodeID) -> Node { nodes[Int(id)] }

    /// The node and everything below it.
    package func subtree(of id: NodeID) -> Range<NodeID> { id..<nodes[Int(id)].end }

    /// Finds the node that a path of names or slugs, or an unambiguous last name, stands for.
    ///
    /// - Complexity: O(length of the text).
    package func resolve(_ text: String) -> Resolution {
        let slugs = text.split(separator: "/", omittingEmptySubsequences: false)
            .map { TextFolding.slug($0) }
        if let id = byPath[slugs.joined(separator: "/")] { return .found(id) }
        guard slugs.count == 1, let named = byName[slugs[0]], !named.isEmpty else {
            return .unknown
        }
        return named.count == 1 ? .found(named[0]) : .ambiguous(named)
    }

    /// The deepest node that is the path itself or an ancestor of it; nil when not even its root is known.
    package func deepestKnown(slugPath: String) -> NodeID? {
        var path = Substring(slugPath)
        while true {
            if let id = byPath[String(path)] { return id }
            guard let slash = path.lastIndex(of: "/") else { return nil }
            path = path[..<slash]
        }
    }
}
