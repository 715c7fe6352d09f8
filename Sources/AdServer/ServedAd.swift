package import Chronology
package import Consent
package import EventLog

/// One ad as it was given to a page: everything that its later events need, and nothing that they must be trusted with.
///
/// It travels to the page and back inside a signed token, so that a beacon is understood by any process, after any restart
/// and after the line item has left the catalog.
package struct ServedAd: Equatable, Sendable {
    /// Unique for every ad ever served from one data directory: start of the server, reactor, number.
    package var serial: Int64
    /// Milliseconds since 1970 UTC.
    package var issued: Instant
    package var consent: ConsentClass
    package var price: PricePoint
    /// 16 bytes.
    package var request: [UInt8]
    package var site: String
    package var slot: String
    package var lineItem: String
    package var creative: String
    package var section: String
    package var region: String
    package var device: String
    /// Empty unless the consent class is `identified`.
    package var viewer: String

    package init(
        serial: Int64, issued: Instant, consent: ConsentClass, price: PricePoint, request: [UInt8],
        site: String, slot: String, lineItem: String, creative: String, section: String,
        region: String, device: String, viewer: String
    ) {
        precondition(request.count == 16)
        self.serial = serial
        self.issued = issued
        self.consent = consent
        self.price = price
        self.request = request
        self.site = site
        self.slot = slot
        self.lineItem = lineItem
        self.creative = creative
        self.section = section
        self.region = region
        self.device = device
        self.viewer = viewer
    }

    /// Which event costs what.
    package enum PricePoint: Equatable, Sendable {
        case free
        /// Micros.
        case impression(Int64)
        case viewable(Int64)
        case click(Int64)

        /// The price of one event of a kind.
        package func micros(for kind: EventKind) -> Int64 {
            switch (self, kind) {
            case (.impression(let micros), .impression), (.viewable(let micros), .viewable),
                (.click(let micros), .click):
                micros
            default: 0
            }
        }
    }
}

extension ServedAd {
    /// The fields as bytes; texts are cut to 255 bytes, which only a deep section path can reach.
    func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(192)
        Self.append(serial, to: &bytes)
        Self.append(issued.milliseconds, to: &bytes)
        bytes.append(UInt8(consent.rawValue))
        let (model, micros): (UInt8, Int64) =
            switch price {
            case .free: (0, 0)
            case .impression(let micros): (1, micros)
            case .viewable(let micros): (2, micros)
            case .click(let micros): (3, micros)
            }
        bytes.append(model)
        Self.append(micros, to: &bytes)
        bytes.append(contentsOf: request)
        for text in [site, slot, lineItem, creative, section, region, device, viewer] {
            var utf8 = text.utf8.prefix(255)
            // A character is kept whole or not at all: half of one would make the token unreadable.
            while utf8.endIndex < text.utf8.endIndex, text.utf8[utf8.endIndex] & 0xC0 == 0x80 {
                utf8.removeLast()
            }
            bytes.append(UInt8(utf8.count))
            bytes.append(contentsOf: utf8)
        }
        return bytes
    }

    private static func append(_ value: Int64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift)))
        }
    }

    /// Reads what `encoded` wrote; nil when the bytes end early, go on, or hold an impossible value.
    init?(decoding bytes: ArraySlice<UInt8>) {
        var reader = Reader(rest: bytes)
        guard let serial = reader.integer(), serial >= 0, let issued = reader.integer(),
            Instant.supported.contains(Instant(milliseconds: issued)),
            let consent = reader.byte().flatMap({ ConsentClass(rawValue: Int($0)) }),
            let model = reader.byte(), let micros = reader.integer(), micros >= 0,
            let request = reader.bytes(16),
            let site = reader.text(), let slot = reader.text(), let lineItem = reader.text(),
            let creative = reader.text(), let section = reader.text(),
            let region = reader.text(), let device = reader.text(), let viewer = reader.text(),
            reader.rest.isEmpty
        else { return nil }
        switch model {
        case 0: price = .free
        case 1: price = .impression(micros)
        case 2: price = .viewable(micros)
        case 3: price = .click(micros)
        default: return nil
        }
        self.serial = serial
        self.issued = Instant(milliseconds: issued)
        self.consent = consent
        self.request = Array(request)
        self.site = site
        self.slot = slot
        self.lineItem = lineItem
        self.creative = creative
        self.section = section
        self.region = region
        self.device = device
        self.viewer = viewer
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func byte() -> UInt8? { bytes(1)?.first }

        mutating func integer() -> Int64? {
            bytes(8)?.reduce(0) { $0 << 8 | Int64($1) }
        }

        mutating func text() -> String? {
            guard let count = byte(), let bytes = bytes(Int(count)) else { return nil }
            return String(validating: bytes, as: UTF8.self)
        }
    }
}
