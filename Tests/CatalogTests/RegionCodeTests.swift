import Testing

@testable import Catalog

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
