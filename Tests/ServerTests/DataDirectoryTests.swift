import EventLog
import Foundation
import TestSupport
import Testing

@Suite("The data folder", .serialized)
struct DataDirectoryTests {
    private static let item = TestLineItem(
        "ad", "remnant", slots: ["top"], rate: "{ \"model\": \"cpm\", \"price\": \"3.00\" }")

    /// Starts a server that must not start.
    private static func refusal(_ site: TestSite) throws -> (ending: Program.Ending, text: String) {
        let run = try Program.run(
            ["serve", "--listen", "127.0.0.1:0"] + site.options, in: site.folder)
        return (run.ending, run.errors)
    }

    @Test("A folder that cannot be made is said clearly at the start")
    func belowAFile() throws {
        let site = try TestSite([Self.item])
        try site.folder.write("", to: "file")
        site.data = site.folder.path + "/file/data"
        let (ending, text) = try Self.refusal(site)
        #expect(ending == .exited(1))
        #expect(text.contains(site.data))
    }

    @Test(
        "A folder that cannot be written is said clearly at the start",
        .enabled(if: Mount.isAllowed))
    func readOnly() throws {
        let site = try TestSite([Self.item])
        let mount = try Mount(at: site.folder.path + "/mounted", options: "ro,size=1m")
        defer { mount.end() }
        site.data = mount.path + "/data"
        let (ending, text) = try Self.refusal(site)
        #expect(ending == .exited(1))
        #expect(text.contains(site.data))
    }

    @Test("A second server on the same folder does not start, and leaves the first one alone")
    func locked() throws {
        let site = try TestSite([Self.item])
        let server = try ServerProcess(site)
        let (ending, text) = try Self.refusal(site)
        #expect(ending == .exited(1))
        #expect(text.contains("another process"))
        #expect(try server.get(server.ad("top").url("impression")).status == 204)
        // A crash releases the lock.
        try server.program.kill()
        _ = try ServerProcess(site)
    }

    @Test("A key file that others may read keeps the server from starting")
    func keyMode() throws {
        let site = try TestSite([Self.item])
        #expect(try ServerProcess(site).stop() == .exited(0))
        let keys = site.data + "/keys"
        func mode() throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: keys)[.posixPermissions] as? Int
        }
        #expect(try mode() == 0o600)
        for open in [0o644, 0o640, 0o604] {
            try FileManager.default.setAttributes([.posixPermissions: open], ofItemAtPath: keys)
            let (ending, text) = try Self.refusal(site)
            #expect(ending == .exited(1))
            #expect(text.contains("keys") && text.contains("chmod 600"))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
        #expect(try ServerProcess(site).stop() == .exited(0))
    }

    @Test(
        "A key file that holds no keys keeps the server from starting",
        arguments: ["", "1 abcd\n", "x\n"])
    func keyText(_ text: String) throws {
        let site = try TestSite([Self.item])
        try site.folder.write(text, to: "data/keys")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: site.data + "/keys")
        #expect(try Self.refusal(site).ending == .exited(1))
    }

    @Test("The log of another site is not written into")
    func foreignLog() throws {
        let site = try TestSite([Self.item])
        #expect(try ServerProcess(site).stop() == .exited(0))
        let file = site.campaigns + "/site.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try site.folder.write(
            text.replacingOccurrences(of: "test-news", with: "other-news"),
            to: "campaigns/site.json")
        let (ending, message) = try Self.refusal(site)
        #expect(ending == .exited(1))
        #expect(message.contains("test-news"))
    }

    @Test(
        "A full disk: nothing is acknowledged that is not kept, and service returns with the space",
        .enabled(if: Mount.isAllowed))
    func fullDisk() throws {
        let site = try TestSite([Self.item])
        let mount = try Mount(at: site.folder.path + "/mounted", options: "size=4m")
        defer { mount.end() }
        site.data = mount.path + "/data"
        let server = try ServerProcess(site)
        var acknowledged = 0
        var codes: Set<String> = []
        var waiting: [String] = []

        /// One page view; false when the server refused it.
        func view() throws -> Bool {
            do {
                let url = try server.ad("top", granted).url("impression")
                let reply = try server.get(url)
                if reply.status == 204 {
                    acknowledged += 1
                    return true
                }
                codes.insert("\(reply.status) \(reply.code ?? "")")
                waiting.append(url)
            } catch let refused as AdsAnswer.Refused {
                codes.insert("\(refused.status) \(refused.code ?? "")")
            }
            return false
        }
        for _ in 0..<20 { #expect(try view()) }
        try mount.fill()
        #expect(try Crowd.waits { try !view() }, "the disk is full")
        #expect(try Crowd.waits { try server.get("/readyz").status == 503 })
        for _ in 0..<50 { _ = try view() }
        #expect(codes == ["503 log_unavailable"])
        #expect(try server.get("/livez").status == 200)

        mount.empty()
        #expect(try Crowd.waits { try server.get("/readyz").status == 200 })
        for _ in 0..<20 { #expect(try Crowd.waits { try view() }) }
        for url in waiting {
            #expect(try server.get(url).status == 204)
            acknowledged += 1
        }
        #expect(try server.stop() == .exited(0))
        #expect(try LogReader(site: site).valid("impression", Self.item) == acknowledged)
        let verification = try verify(site)
        #expect(verification.ending == .exited(0), "\(verification.output)")
    }
}
