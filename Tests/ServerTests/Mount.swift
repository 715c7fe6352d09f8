import Foundation
import TestSupport

/// A small file system of its own; needs the right to mount one.
final class Mount {
    let path: String

    struct Refused: Error {
        let code: Int32
    }

    init(at path: String, options: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let words = options.split(separator: ",").filter { $0 != "ro" }.joined(separator: ",")
        let flags = options.hasPrefix("ro") ? UInt(MS_RDONLY) : 0
        guard mount("tmpfs", path, "tmpfs", flags, words) == 0 else { throw Refused(code: errno) }
    }

    /// Whether this machine and user may mount: tried once.
    static let isAllowed: Bool = {
        guard let folder = try? TemporaryFolder(),
            let mount = try? Mount(at: folder.path + "/try", options: "size=64k")
        else { return false }
        mount.end()
        return true
    }()

    func end() {
        umount2(path, Int32(MNT_DETACH))
    }

    /// Writes until there is no more space, to the last byte.
    func fill() throws {
        let file = open(path + "/filler", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw Refused(code: errno) }
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 4096)
        while write(file, block, block.count) > 0 {}
    }

    func empty() {
        unlink(path + "/filler")
    }
}
