import Foundation
import Testing

@testable import Catalog

@Suite("Schemas")
struct SchemasTests {
    /// The folder of the sample site, found from this file's place in the package.
    static let campaigns = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Campaigns")

    @Test("The schemas in the program are those beside the campaign files")
    func equal() throws {
        for (name, text) in [("site", Schemas.site), ("campaign", Schemas.campaign)] {
            let file = Self.campaigns.appending(path: "\(name).schema.json")
            #expect(try String(contentsOf: file, encoding: .utf8) == text)
        }
    }

    @Test("The schemas are JSON, and explain every key of the files' top level")
    func described() throws {
        for text in [Schemas.site, Schemas.campaign] {
            let schema = try JSONReader.read(Array(text.utf8), options: .requestBody)
            #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
            for member in try #require(schema["properties"]?.members) {
                #expect(member.value["description"]?.string?.isEmpty == false, "\(member.name)")
            }
        }
    }

    @Test("The schema and the loader know the same keys")
    func sameKeys() throws {
        let schema = try JSONReader.read(Array(Schemas.campaign.utf8), options: .requestBody)
        func keys(_ value: JSONValue?) -> [String] {
            value?["properties"]?.members?.map(\.name) ?? []
        }
        let definitions = try #require(schema["$defs"])
        // Each key with a value that no key takes: the loader may call the value wrong, but not the key.
        for (part, old) in [
            ("line_item", "\"id\": \"europe\","),
            ("targeting", "\"sections\": [\"USA/International\"],"),
            ("creative", "\"id\": \"banner\","),
        ] {
            let known = keys(definitions[part])
            #expect(known.count > 8)
            for key in known + ["no_such_key"] {
                // A key that stands there already is duplicated otherwise.
                guard !Sample.campaign.contains("\"\(key)\":") || key == "no_such_key" else {
                    continue
                }
                let campaign = Sample.campaign.replacing(old, with: "\(old) \"\(key)\": {},")
                let messages = Sample.load(campaign: campaign).diagnostics.map(\.message)
                let isUnknown = messages.contains { $0.hasPrefix("unknown key \"\(key)\"") }
                #expect(isUnknown == (key == "no_such_key"), "\(part) \(key): \(messages)")
            }
        }
    }
}
