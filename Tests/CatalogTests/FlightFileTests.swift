import Chronology
import Testing

@testable import Catalog

@Suite("Flights in files")
struct FlightFileTests {
    private static let flight = "\"flight\": { \"start\": \"2026-12-01\", \"end\": \"2026-12-31\" }"

    private func flight(_ start: String, _ end: String) throws -> Range<Instant> {
        let text = "\"flight\": { \"start\": \"\(start)\", \"end\": \"\(end)\" }"
        let campaign = Sample.campaign.replacing(Self.flight, with: text)
        let result = Sample.load(campaign: campaign, mode: .serve)
        return try #require(
            result.catalog, "\(DiagnosticRenderer.text(result.diagnostics))"
        ).lineItems[0].flight
    }

    @Test("Days are whole days in the site's zone, the last one included")
    func days() throws {
        let range = try flight("2026-12-01", "2026-12-31")
        #expect(range.lowerBound == Instant(rfc3339: "2026-12-01T00:00:00-08:00"))
        #expect(range.upperBound == Instant(rfc3339: "2027-01-01T00:00:00-08:00"))
        let day = try flight("2027-03-14", "2027-03-14")
        #expect(day.upperBound.milliseconds(since: day.lowerBound) == 23 * 3_600_000)
    }

    @Test("Instants stand for themselves, the end excluded, and may be mixed with days")
    func instants() throws {
        let range = try flight("2026-12-01T09:00:00+01:00", "2026-12-02")
        #expect(range.lowerBound == Instant(rfc3339: "2026-12-01T08:00:00Z"))
        #expect(range.upperBound == Instant(rfc3339: "2026-12-03T08:00:00Z"))
        let short = try flight("2026-12-01T09:00:00Z", "2026-12-01T09:00:00.001Z")
        #expect(short.upperBound.milliseconds(since: short.lowerBound) == 1)
    }

    private static func change(_ start: String, _ end: String) -> String {
        "\"flight\": { \"start\": \(start), \"end\": \(end) }"
    }

    static let faults: [FaultyCase] = [
        .campaign(
            flight, change("\"2026-12-31\"", "«\"2026-12-01\"»"),
            "the flight ends (\"2026-12-01\") before it starts (\"2026-12-31\")"),
        .campaign(
            flight, change("\"2026-12-01T09:00:00Z\"", "«\"2026-12-01T09:00:00Z\"»"),
            "the flight ends (\"2026-12-01T09:00:00Z\") before it starts (\"2026-12-01T09:00:00Z\")"
        ),
        .campaign(
            flight, change("«\"2026-02-29\"»", "\"2026-12-31\""), "there is no day \"2026-02-29\"",
            hint: "a day such as 2026-12-01, or an instant such as 2026-12-01T08:00:00-08:00"),
        .campaign(
            flight, change("«\"2026-12-01T08:00:00\"»", "\"2026-12-31\""),
            "\"2026-12-01T08:00:00\" is no date and no instant",
            hint: "an instant needs an offset: 2026-12-01T08:00:00Z or 2026-12-01T08:00:00+01:00"),
        .campaign(
            flight, change("«\"1 December\"»", "\"2026-12-31\""),
            "\"1 December\" is no date and no instant",
            hint: "a day such as 2026-12-01, or an instant such as 2026-12-01T08:00:00-08:00"),
        .campaign(
            flight, change("\"2026-12-01\"", "«\"2200-12-31\"»"),
            "\"2200-12-31\" is outside the years 1970 to 2199"),
        .campaign(
            flight, change("«\"0001-01-01\"»", "\"2026-12-31\""),
            "\"0001-01-01\" is outside the years 1970 to 2199"),
        .campaign(
            flight, change("«20261201»", "\"2026-12-31\""),
            "expected a string for \"start\", found the number 20261201",
            hint: "put it in quotes: \"20261201\""),
        .campaign(
            flight, "\"flight\": «{» \"start\": \"2026-12-01\" }", "the flight has no \"end\"",
            hint: "the last day, or an instant with an offset"),
        .campaign(
            flight, "\"flight\": «\"December\"»",
            "expected an object for the flight, found the string \"December\""),
        .campaign(
            flight,
            "\"flight\": { \"start\": \"2026-12-01\", «\"stop\"»: \"2026-12-31\", \"end\": \"2026-12-31\" }",
            "unknown key \"stop\" in the flight", hint: "the keys here are start and end"),
        .campaign(
            flight, change("\"2026-10-01\"", "«\"2026-10-31\"»"),
            "the line item is active, but its flight is over",
            hint: "set \"status\" to \"ended\", or move the end"),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }

    @Test(
        "While the server runs, a flight that is over is a warning, and for an ended line item nothing"
    )
    func past() {
        let change = Self.change("\"2026-10-01\"", "«\"2026-10-31\"»")
        FaultyCase.campaign(
            Self.flight, change, "the line item is active, but its flight is over",
            hint: "set \"status\" to \"ended\", or move the end", severity: .warning
        ).check(mode: .serve)
        let campaign = Sample.campaign
            .replacing(Self.flight, with: Self.change("\"2026-10-01\"", "\"2026-10-31\""))
            .replacing("\"active\"", with: "\"ended\"")
        // Both line items lie in the past; only the one that is not ended is reported.
        let findings = Sample.load(campaign: campaign).diagnostics
        #expect(findings.map(\.message) == ["the line item is active, but its flight is over"])
    }

    @Test("The end is the first instant that is over")
    func border() throws {
        let end = try #require(Instant(rfc3339: "2027-01-01T00:00:00-08:00"))
        #expect(Sample.load(now: end.advanced(byMilliseconds: -1)).errorCount == 0)
        #expect(Sample.load(now: end).errorCount == 2)
    }
}
