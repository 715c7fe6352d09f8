package import Chronology
internal import Foundation
internal import Glibc

/// The folder that holds the event log, locked for one writing process.
package final class DataDirectory {
    package let path: String
    /// Counts the starts of the server on this folder, from 1; part of every token's serial number.
    package let epoch: Int64

    private let lockFile: Int32

    /// Creates what is missing, takes the lock and counts this start.
    ///
    /// - Throws: `EventLogError.locked` when another process holds the folder, `.system` when it cannot be written.
    package init(opening path: String) throws(EventLogError) {
        self.path = path
        try Self.makeDirectory(Self.eventsPath(path))
        let lockPath = path + "/lock"
        lockFile = Glibc.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lockFile >= 0 else {
            throw .system(operation: "open", path: lockPath, code: errno)
        }
        guard flock(lockFile, LOCK_EX | LOCK_NB) == 0 else {
            close(lockFile)
            throw .locked(path: path)
        }
        do throws(EventLogError) {
            epoch = try Self.nextEpoch(path + "/epoch")
        } catch {
            close(lockFile)
            throw error
        }
    }

    deinit {
        close(lockFile)
    }

    package static func eventsPath(_ path: String) -> String { path + "/events" }

    package static func dayPath(_ path: String, _ day: CivilDate) -> String {
        "\(eventsPath(path))/\(day).sqlite"
    }

    /// The days that have a file, ascending.
    package static func days(_ path: String) -> [CivilDate] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: eventsPath(path))) ?? []
        return names.filter { $0.hasSuffix(".sqlite") }
            .compactMap { CivilDate($0.dropLast(7)) }
            .sorted()
    }

    private static func makeDirectory(_ path: String) throws(EventLogError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            let code = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)?.code
            throw .system(
                operation: "create directory", path: path, code: Int32(code ?? Int(EIO)))
        }
    }

    /// Writes the next number beside the old one and renames it, so that a crash leaves either.
    private static func nextEpoch(_ path: String) throws(EventLogError) -> Int64 {
        // Only a file that is not there means a first start: counting anew would give out old serial numbers again.
        let isThere = access(path, F_OK) == 0 || errno != ENOENT
        let text = isThere ? (try? String(contentsOfFile: path, encoding: .utf8)) ?? "?" : "0"
        guard let last = Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            (0..<(1 << 20) - 1).contains(last)
        else { throw .foreign(path: path, message: "not a count of starts: \(text.prefix(40))") }
        try replaceFile(path, with: Array("\(last + 1)\n".utf8))
        return last + 1
    }

    /// Replaces a file's content durably: temporary file, sync, rename, sync of the folder. Mode 600.
    package static func replaceFile(_ path: String, with bytes: [UInt8]) throws(EventLogError) {
        let temporary = path + ".new"
        let file = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system(operation: "open", path: temporary, code: errno) }
        defer { close(file) }
        guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw .system(operation: "write", path: temporary, code: errno)
        }
        guard rename(temporary, path) == 0 else {
            throw .system(operation: "rename", path: path, code: errno)
        }
        let folder = Glibc.open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw .system(operation: "open", path: path, code: errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .system(operation: "fsync", path: path, code: errno) }
    }
}
