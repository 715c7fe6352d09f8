import Testing

@testable import Catalog

@Suite("Zone files of the system")
struct SystemTimeZonesTests {
    @Test("Zones are found by their name")
    func found() throws {
        let names = SystemTimeZones.names()
        #expect(names.count > 200)
        for name in names { #expect(SystemTimeZones.rules(named: name)?.identifier == name) }
        #expect(SystemTimeZones.rules(named: "UTC")?.identifier == "UTC")
        #expect(SystemTimeZones.rules(named: "Etc/GMT+12") != nil)
    }

    @Test(
        "Names that are no zones, or lead elsewhere, are refused",
        arguments: [
            "", "Europe", "Europe/", "/Europe/Berlin", "Europe//Berlin", "../zoneinfo/UTC",
            "Europe/../UTC",
            "Europe/Berlin\u{0}", "zone1970.tab", "Mars/Base", "Europe/Berlin ", "a/b/c/d/e", ".",
            "..",
        ])
    func refused(_ name: String) {
        #expect(SystemTimeZones.rules(named: name) == nil)
    }
}
