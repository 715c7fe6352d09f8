import Testing

@testable import Catalog

@Suite("Money")
struct MicrosTests {
    @Test("Every amount is printed so that it is read back")
    func roundTrip() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2000 {
            let digits = Int64.random(in: 0...50, using: &random)
            let value = Int64.random(in: 0...Micros.maximum.value, using: &random) >> digits
            let amount = Micros(value)
            #expect(Micros(decimal: amount.description) == amount, "\(value)")
        }
        #expect(Micros(decimal: Micros.maximum.description) == .maximum)
    }

    @Test(
        "Decimal strings mean what they say",
        arguments: [
            ("0", 0), ("12.50", 12_500_000), ("0.000001", 1), ("007", 7_000_000),
            ("1000000000", 1_000_000_000_000_000),
            ("12.5", 12_500_000), ("0.10", 100_000),
        ] as [(String, Int64)])
    func values(_ text: String, _ value: Int64) {
        #expect(Micros(decimal: text)?.value == value)
    }

    @Test(
        "Anything else is no amount",
        arguments: [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "1.0000000", "1,5", " 1", "1 ", "1.5.0", "１",
            "1000000000.000001",
            "10000000000", "99999999999999999999", "0x1", "NaN",
        ])
    func refused(_ text: String) {
        #expect(Micros(decimal: text) == nil)
    }

    @Test("Amounts are printed with two to six decimals")
    func description() {
        #expect(Micros(12_500_000).description == "12.50")
        #expect(Micros(12_345).description == "0.012345")
        #expect(Micros(0).description == "0.00")
        #expect(Micros(-1_000_000).description == "-1.00")
        #expect(Micros(.min).description == "-9223372036854.775808")
    }
}

@Suite("Sizes")
struct SizeTests {
    @Test("Sizes are read and printed the same")
    func roundTrip() {
        for text in ["1x1", "728x90", "4096x4096"] { #expect(Size(text)?.description == text) }
        #expect(Size("728x90")?.pixels == 65_520)
    }

    @Test(
        "Anything else is no size",
        arguments: [
            "", "x", "728", "728x", "x90", "0x1", "01x1", "728X90", "728×90", "4097x1", "1x10000",
            "1x1x1", " 1x1", "-1x1", "+1x1",
        ])
    func refused(_ text: String) {
        #expect(Size(text) == nil)
    }
}

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

@Suite("Folding of names")
struct TextFoldingTests {
    @Test("Folding a folded text changes nothing, and neither does slugging a slug")
    func idempotent() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<2000 {
            let text = RandomJSON.string(&random)
            let folded = TextFolding.folded(text)
            #expect(TextFolding.folded(folded) == folded, "\(Array(text.unicodeScalars))")
            let slug = TextFolding.slug(text)
            #expect(TextFolding.slug(slug) == slug, "\(Array(text.unicodeScalars))")
        }
    }

    @Test(
        "Case, accents and white space do not count",
        arguments: [
            ("San José", "san jose"), ("  A \t B\n", "a b"), ("ÉCOLE", "ecole"), ("İ", "i"),
            ("", ""), ("Straße", "straße"),
        ])
    func folded(_ text: String, _ folded: String) {
        #expect(TextFolding.folded(text) == folded)
    }

    @Test(
        "Slugs keep letters and digits of every script",
        arguments: [
            ("Law & Order", "law-order"), ("--a__b--", "a-b"), ("漢字 2", "漢字-2"), ("!", ""),
            ("San José", "san-jose"),
        ])
    func slug(_ text: String, _ slug: String) {
        #expect(TextFolding.slug(text) == slug)
    }

    @Test("ASCII takes the same way as everything else")
    func asciiTwin() {
        for value in UInt8(0)..<128 {
            let scalar = Unicode.Scalar(value)
            let text = "a\(scalar)b"
            // An added and removed letter outside ASCII forces the way through Unicode.
            let slow = TextFolding.slug(text + " 漢").dropLast(2)
            #expect(TextFolding.slug(text) == slow, "\(value)")
        }
    }
}

@Suite("Region codes")
struct RegionCodeTests {
    @Test(
        "Codes become paths from the country down",
        arguments: [
            ("US", "us"), ("us-or", "us/us-or"), ("US-OR/Portland", "us/us-or/portland"),
            ("GB/London/City", "gb/london/city"),
            ("FR-75C", "fr/fr-75c"), ("AT-9", "at/at-9"),
        ])
    func paths(_ text: String, _ path: String) {
        #expect(RegionCode.slugPath(text) == path)
    }

    @Test(
        "Other texts are no regions",
        arguments: [
            "", "U", "USA", "US-", "US-ABCD", "U1", "US/", "US//a", "/US", "US-O!", "Österreich",
        ])
    func refused(_ text: String) {
        #expect(RegionCode.slugPath(text) == nil)
    }

    @Test("The tree holds every path and its ancestors, and nothing else")
    func tree() {
        let tree = RegionCode.tree(slugPaths: ["us/us-or/portland", "at", "us/us-wa"])
        #expect(
            tree.nodes.map(\.slugPath) == ["at", "us", "us/us-or", "us/us-or/portland", "us/us-wa"])
    }

    @Test("Assigned countries are known")
    func assigned() {
        for country in ["US", "GB", "XK", "TR", "ZW", "AD"] {
            #expect(RegionCode.isAssigned(country: country))
        }
        for country in ["UK", "ZZ", "us", "", "USA"] {
            #expect(!RegionCode.isAssigned(country: country))
        }
    }
}

@Suite("Language ranges")
struct LanguageRangeTests {
    @Test(
        "A range covers itself and what is below it",
        arguments: [
            ("en", "en", true), ("en", "en-gb", true), ("en-GB", "en-gb", true),
            ("en-gb", "en", false), ("en", "eng", false),
            ("*", "fr", true), ("de", "fr", false),
        ])
    func covers(_ range: String, _ tag: String, _ expected: Bool) {
        #expect(LanguageRange(range)?.covers(tag) == expected)
    }

    @Test(
        "Malformed ranges are refused",
        arguments: ["", "-", "en-", "en_GB", "abcdefghi", "*-en", "e n", "é"])
    func refused(_ text: String) {
        #expect(LanguageRange(text) == nil)
    }
}

@Suite("Identifiers")
struct IdentifierTests {
    @Test("Ids are lower-case ASCII names of at most 64 characters")
    func form() {
        for text in ["a", "0", "a.b-c_d", "rail-728x90", String(repeating: "a", count: 64)] {
            #expect(Identifier.isWellFormed(text), "\(text)")
        }
        for text in [
            "", "-a", ".a", "_a", "A", "a b", "é", "a/b", "a\n", String(repeating: "a", count: 65),
        ] {
            #expect(!Identifier.isWellFormed(text), "\(text)")
        }
    }

    @Test("A suggestion is an id that reads alike")
    func suggestions() {
        #expect(Identifier.suggestion(for: "Alpine Rail AG") == "alpine-rail-ag")
        #expect(Identifier.suggestion(for: "Café") == "cafe")
        #expect(Identifier.suggestion(for: "漢字") == nil)
    }
}
