import Testing

@testable import Catalog

/// Files as an attacker or an accident leaves them: no crash, and a catalog only when there is no error.
@Suite("Hostile campaign files")
struct HostileFilesTests {
    /// What holds for every result, whatever the files held.
    private func check(_ result: LoadResult, _ what: @autoclosure () -> String) {
        #expect((result.catalog == nil) == (result.errorCount > 0), "\(what())")
        for finding in result.diagnostics {
            #expect(finding.line >= 0 && (finding.line == 0) == (finding.column == 0), "\(what())")
            #expect(!finding.message.isEmpty, "\(what())")
        }
        guard let catalog = result.catalog else { return }
        for item in catalog.lineItems {
            #expect(item.creatives.allSatisfy(catalog.creatives.indices.contains), "\(what())")
            #expect(item.slots.allSatisfy(catalog.site.slots.indices.contains), "\(what())")
            #expect(item.flight.lowerBound < item.flight.upperBound, "\(what())")
        }
        _ = DiagnosticRenderer.text(result.diagnostics)
    }

    @Test("No beginning of a campaign file is a campaign, and none crashes")
    func prefixes() {
        let bytes = Array(Sample.campaign.utf8)
        var files = Sample.files()
        for count in 0..<bytes.count {
            files["alpine-rail/winter.json"] = Array(bytes[..<count])
            let result = CatalogLoader.load(
                source: MemorySource(files), now: Sample.now, mode: .check)
            check(result, "\(count) bytes")
            #expect(result.catalog == nil, "\(count) bytes")
        }
    }

    @Test("No beginning of a site file is a site, and none crashes")
    func sitePrefixes() {
        let bytes = Array(Sample.site.utf8)
        for count in 0..<bytes.count {
            let site = String(decoding: bytes[..<count], as: UTF8.self)
            #expect(Sample.load(site: site).catalog == nil, "\(count) bytes")
        }
    }

    @Test("Changed bytes never crash the loader", arguments: 0..<20)
    func mutations(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let original = Sample.files()
        for round in 0..<50 {
            var files = original
            let name = Bool.random(using: &random) ? "site.json" : "alpine-rail/winter.json"
            guard var bytes = files[name] else { continue }
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.remove(at: place)
                default:
                    let end = min(bytes.count, place + Int.random(in: 1...30, using: &random))
                    bytes.insert(contentsOf: bytes[place..<end], at: place)
                }
            }
            files[name] = bytes
            check(
                CatalogLoader.load(source: MemorySource(files), now: Sample.now, mode: .serve),
                "seed \(seed), round \(round)")
        }
    }

    @Test("Values of other kinds anywhere never crash the loader", arguments: 0..<20)
    func otherValues(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(100 + seed))
        let original = try JSONReader.read(Array(Sample.campaign.utf8), options: .campaignFile)
        for round in 0..<30 {
            let changed = replacing(original, chance: 0.03, &random)
            let text = RandomJSON.text(changed, conveniences: false, &random)
            check(Sample.load(campaign: text), "seed \(seed), round \(round): \(text)")
        }
    }

    private func replacing(_ value: JSONValue, chance: Double, _ random: inout SeededRandom)
        -> JSONValue
    {
        if Double.random(in: 0..<1, using: &random) < chance {
            return RandomJSON.value(depth: 2, &random)
        }
        switch value.content {
        case .array(let values):
            return JSONValue(.array(values.map { replacing($0, chance: chance, &random) }))
        case .object(let members):
            return JSONValue(
                .object(
                    members.map { member in
                        .init(
                            name: member.name, nameStart: 0, nameEnd: 0,
                            value: replacing(member.value, chance: chance, &random))
                    }))
        default: return value
        }
    }

    @Test("A file of nothing but mistakes is answered in full, up to the limit")
    func manyMistakes() {
        let items = Array(repeating: "{\"x\": 1}", count: 9000).joined(separator: ",")
        let campaign =
            "{\"advertiser\": \"alpine-rail\", \"campaign\": \"winter\", \"line_items\": [\(items)], \"creatives\": []}"
        let result = Sample.load(campaign: campaign)
        #expect(result.diagnostics.count == Limits.findingsPerFileMax + 1)
        check(result, "many")
    }

    @Test("Numbers at the edge of 64 bits do not overflow anywhere")
    func largeNumbers() {
        let maximum = "9223372036854775807"
        for (old, new) in [
            ("200000", maximum), ("9000", "1000000000000"), ("\"2400.00\"", "\"1000000000.00\""),
            ("\"12.00\"", "\"0.001\""), ("\"12.00\"", "\"1000000000\""), ("0.002", "1e-300"),
            ("\"2026-12-31\"", "\"9999-12-31\""), ("\"2026-12-01\"", "\"1970-01-01\""),
            ("\"weight\": 2", "\"weight\": -\(maximum)"),
        ] {
            check(Sample.load(campaign: Sample.campaign.replacing(old, with: new)), new)
        }
    }
}
