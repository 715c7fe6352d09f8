/// Finds the regions that campaign files name, before the files are read in earnest: the tree must be whole first.
enum RegionVocabulary {
    /// The tree of all ISO regions in the documents' targeting.
    static func tree(of documents: some Sequence<JSONValue>) -> PathTree {
        var paths: Set<String> = []
        for document in documents {
            for item in document["line_items"]?.array ?? [] {
                if let targeting = item["targeting"] {
                    collect(targeting, depth: 0, into: &paths)
                }
            }
        }
        return RegionCode.tree(slugPaths: paths)
    }

    private static func collect(_ value: JSONValue, depth: Int, into paths: inout Set<String>) {
        guard depth <= Limits.targetingDepthMax else { return }
        for member in value.members ?? [] {
            switch member.name {
            case "regions", "not_regions":
                for text in member.value.array ?? [] {
                    if let path = text.string.flatMap(RegionCode.slugPath) { paths.insert(path) }
                }
            case "any", "all", "none":
                for part in member.value.array ?? [] {
                    collect(part, depth: depth + 1, into: &paths)
                }
            default: break
            }
        }
    }
}
