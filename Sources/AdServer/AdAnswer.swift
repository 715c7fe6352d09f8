internal import Catalog
internal import JSON

/// What of an answer does not change from page to page, written once when a catalog is loaded.
struct PreparedAds: Sendable {
    /// Index into the catalog's creatives to its JSON object.
    let creatives: [[UInt8]]

    init(_ catalog: Catalog) {
        creatives = catalog.creatives.map(Self.object)
    }

    private static func object(of creative: Creative) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("id", creative.id)
        json.field("type", creative.content.typeName)
        json.field("width", creative.size.width)
        json.field("height", creative.size.height)
        if let asset = creative.asset { json.field("src", "/creatives/\(asset.name)") }
        switch creative.content {
        case .image(_, let alt): json.field("alt", alt)
        case .html: break
        case .native(let title, let body, _, let alt, let callToAction):
            json.field("title", title)
            json.field("body", body)
            if let alt { json.field("alt", alt) }
            if let callToAction { json.field("call_to_action", callToAction) }
        case .text(let title, let body):
            json.field("title", title)
            json.field("body", body)
        }
        json.endObject()
        return json.bytes
    }
}

/// Writes the answer to a page: one entry a requested slot.
struct AdAnswerWriter {
    private var json = JSONWriter()

    init() {}

    /// The body written so far.
    var bytes: [UInt8] { json.bytes }

    mutating func begin(request: [UInt8], consent: String) {
        json.removeAll()
        json.beginObject()
        json.key("request_id")
        json.value(Hexadecimal.text(request))
        json.field("consent", consent)
        json.key("ads")
        json.beginArray()
    }

    mutating func empty(slot: String, reason: String) {
        json.beginObject()
        json.field("slot", slot)
        json.key("line_item")
        json.null()
        json.field("reason", reason)
        json.endObject()
    }

    mutating func filled(slot: String, item: LineItem, creative: [UInt8], token: [UInt8]) {
        json.beginObject()
        json.field("slot", slot)
        json.field("line_item", item.id)
        json.field("label", "Advertisement")
        json.field("paid_for_by", orNull: item.paidForBy)
        json.key("creative")
        json.value(verbatim: creative)
        json.key("impression_url")
        json.value(joining: "/v1/impression?t=", token)
        json.key("viewable_url")
        json.value(joining: "/v1/viewable?t=", token)
        json.key("click_url")
        json.value(joining: "/v1/click?t=", token)
        json.endObject()
    }

    mutating func end() {
        json.endArray()
        json.endObject()
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two lower-case digits a byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
