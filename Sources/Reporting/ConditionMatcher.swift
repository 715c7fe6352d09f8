internal import Catalog

/// Decides whether a value of one dimension meets any of a list of conditions.
struct ConditionMatcher {
    let dimension: Dimension
    private let values: [String]
    /// Values in the form in which they are compared.
    private let forms: [String]
    private let lookup: CatalogLookup

    /// - Throws: `ReportingError.ambiguous` for a last name of several sections.
    init(_ dimension: Dimension, values: [String], lookup: CatalogLookup) throws(ReportingError) {
        self.dimension = dimension
        self.values = values
        self.lookup = lookup
        var forms: [String] = []
        for value in values {
            if dimension.isTree {
                if let tree = lookup.tree(dimension), case .ambiguous(let ids) = tree.resolve(value)
                {
                    throw .ambiguous(
                        dimension: dimension.rawValue, value: value,
                        candidates: ids.map { tree[$0].path })
                }
                forms.append(lookup.slugPath(value, dimension))
            } else {
                forms.append(value)
            }
        }
        self.forms = forms
    }

    /// Whether a value meets one of the conditions; nil is met by the empty condition alone.
    func matches(_ text: String?) -> Bool {
        guard let text else { return values.contains("") }
        let form = dimension.isTree ? lookup.slugPath(text, dimension) : text
        return zip(values, forms).contains { value, wanted in
            !value.isEmpty && Self.matches(form, wanted, dimension)
        }
    }

    private static func matches(_ form: String, _ wanted: String, _ dimension: Dimension) -> Bool {
        if form == wanted { return true }
        switch dimension {
        // A parent covers its children.
        case .section, .region: return form.hasPrefix(wanted + "/")
        // The last part of an id is enough.
        case .campaign, .lineItem, .creative:
            return !wanted.contains("/") && form.hasSuffix("/" + wanted)
        default: return false
        }
    }

    /// The first value that neither the catalog nor any of the seen values knows: a slip of the pen.
    ///
    /// Closed lists and dates were checked when the condition was read; ISO regions cannot be listed.
    func unknownValue(seen: [String]) -> String? {
        switch dimension {
        case .day, .week, .month, .hour, .tier, .consent, .validity, .goalKind: return nil
        case .region where !lookup.catalog.hasOwnRegions: return nil
        case .advertiser, .campaign, .lineItem, .creative, .section, .region, .slot, .device: break
        }
        let known = (lookup.names(dimension) + seen)
            .map { dimension.isTree ? lookup.slugPath($0, dimension) : $0 }
        return zip(values, forms).first { value, wanted in
            !value.isEmpty && !known.contains { Self.matches($0, wanted, dimension) }
        }?.0
    }

    /// The known name that a value was probably meant to be.
    func nearest(to value: String, seen: [String]) -> String? {
        let known = lookup.names(dimension) + seen
        let lastParts = known.compactMap { $0.split(separator: "/").last.map(String.init) }
        return NearName.closest(to: value, in: known) ?? NearName.closest(to: value, in: lastParts)
    }
}
