import AdServer
import Chronology
import Consent
import Foundation

/// Paths of beacons that were never sent, one a line, for the load generator to go through.
enum TokenFile {
    /// Writes `count` tokens as the running server would have signed them.
    ///
    /// - Parameter first: number of the first; a run that goes on after another must not repeat its tokens.
    static func write(
        count: Int, first: Int, data: String, site: String, to path: String, now: Instant
    ) throws {
        let codec = TokenCodec(keys: try SigningKeys(directory: data))
        // The last reactor's numbers: a server with one reactor never hands them out.
        let serial = TokenSerial.first(epoch: 1, reactor: TokenSerial.reactorsMax - 1)
        var text: [UInt8] = []
        text.reserveCapacity(count * 320)
        for index in first..<first + count {
            let ad = ServedAd(
                serial: serial + Int64(index), issued: now, consent: .event, price: .free,
                request: withUnsafeBytes(of: UInt64(index).bigEndian) { Array($0) + Array($0) },
                site: site, slot: "sidebar", lineItem: "example-newsroom/subscribe/boxes",
                creative: "example-newsroom/subscribe/subscribe-300x250",
                section: "USA/International/Europe", region: "TR", device: "desktop", viewer: "")
            text.append(contentsOf: Array("/v1/impression?t=".utf8))
            text.append(contentsOf: codec.token(for: ad))
            text.append(10)
        }
        try Data(text).write(to: URL(fileURLWithPath: path))
    }
}
