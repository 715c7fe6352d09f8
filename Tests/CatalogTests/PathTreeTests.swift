import Testing

@testable import Catalog

@Suite("Trees of names")
struct PathTreeTests {
    private static let tree = PathTree([
        .init(
            name: "USA",
            children: [
                .init(name: "Law & Order"),
                .init(name: "Local", children: [.init(name: "San José")]),
                .init(name: "International"),
            ]),
        .init(name: "Canada", children: [.init(name: "International")]),
    ])

    @Test("A subtree is the node and everything below it")
    func subtrees() {
        let tree = Self.tree
        for (index, node) in tree.nodes.enumerated() {
            let id = PathTree.NodeID(index)
            for other in tree.nodes.indices {
                let path = tree.nodes[other].slugPath
                let isBelow = path == node.slugPath || path.hasPrefix(node.slugPath + "/")
                #expect(tree.subtree(of: id).contains(PathTree.NodeID(other)) == isBelow)
            }
        }
    }

    @Test("Paths, slugs and unambiguous last names find their node")
    func resolution() {
        func path(_ text: String) -> String? {
            guard case .found(let id) = Self.tree.resolve(text) else { return nil }
            return Self.tree[id].path
        }
        for text in ["USA/Law & Order", "usa/law-order", "law & order", "LAW--ORDER"] {
            #expect(path(text) == "USA/Law & Order", "\(text)")
        }
        #expect(path("san jose") == "USA/Local/San José")
        #expect(path("usa") == "USA")
        #expect(Self.tree.resolve("International") == .ambiguous([4, 6]))
        #expect(path("Canada/International") == "Canada/International")
        for text in ["", "/", "Local/San José", "USA/", "USA//Local", "Mexico"] {
            #expect(Self.tree.resolve(text) == .unknown, "\(text)")
        }
    }

    @Test("The deepest known ancestor of a path is found")
    func deepest() {
        let tree = Self.tree
        #expect(
            tree.deepestKnown(slugPath: "usa/local/salem/north").map { tree[$0].path }
                == "USA/Local")
        #expect(tree.deepestKnown(slugPath: "usa/local").map { tree[$0].path } == "USA/Local")
        #expect(tree.deepestKnown(slugPath: "mexico/usa") == nil)
        #expect(PathTree().deepestKnown(slugPath: "usa") == nil)
    }
}
