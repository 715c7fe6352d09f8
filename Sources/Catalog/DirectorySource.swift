internal import Foundation
internal import Glibc

/// Files in a folder on disk. Symbolic links are followed, but never out of the folder.
package struct DirectorySource: CatalogSource {
    /// The folder as the user named it; empty for the current one.
    private let prefix: String
    private let root: String
    /// The folder without symbolic links, and a slash; nil when it does not exist.
    private let realRoot: String?

    package init(_ directory: String) {
        var name = directory
        while name.count > 1, name.hasSuffix("/") { name.removeLast() }
        root = name.isEmpty ? "." : name
        prefix = name.isEmpty ? "" : name == "/" ? "/" : name + "/"
        realRoot = Self.realPath(root).map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    }

    package func displayName(of path: String) -> String { prefix + path }

    package func entries(in folder: String) -> [CatalogSourceEntry]? {
        let path = folder.isEmpty ? root : prefix + folder
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            return nil
        }
        return names.map { name in
            CatalogSourceEntry(name: name, isFolder: Self.isFolder("\(path)/\(name)"))
        }
    }

    package func read(_ path: String, bytesMax: Int) -> CatalogSourceReading {
        guard let realRoot, let real = Self.realPath(prefix + path) else {
            let code = errno
            return code == ENOENT || code == ENOTDIR ? .missing : .unreadable(code)
        }
        guard real.hasPrefix(realRoot) else { return .outside }
        return Self.readFile(real, bytesMax: bytesMax)
    }

    /// Reads a regular file. A pipe or device is refused without waiting for it.
    static func readFile(_ path: String, bytesMax: Int) -> CatalogSourceReading {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return errno == ENOENT ? .missing : .unreadable(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .unreadable(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .notAFile }
        guard status.st_size <= bytesMax else { return .tooLarge }

        // One byte more than allowed, so that a file that grows meanwhile is noticed.
        var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), bytesMax) + 1)
        var count = 0
        while true {
            if count == bytes.count {
                guard count <= bytesMax else { return .tooLarge }
                bytes.append(contentsOf: repeatElement(0, count: min(65_536, bytesMax + 1 - count)))
            }
            // The pointer lives for the call and `count` stays below the array's size.
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if got < 0 {
                if errno == EINTR { continue }
                return .unreadable(errno)
            }
            if got == 0 { break }
            count += got
        }
        guard count <= bytesMax else { return .tooLarge }
        bytes.removeLast(bytes.count - count)
        return .bytes(bytes)
    }

    /// The absolute path without symbolic links; nil, with `errno` set, when there is none.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        // `realpath` allocated the text for this caller alone.
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

extension DirectorySource {
    /// A number that changes whenever a file under the folder is added, removed or written.
    ///
    /// Made of names, sizes, times and inode numbers; no file is read. Hidden files and folders deeper than one are left out.
    /// - Complexity: O(files), one system call each.
    package var changeMark: UInt64 {
        var mark: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ value: UInt64) {
            // FNV-1a over 64-bit words: a change detector, not a secret.
            mark = (mark ^ value) &* 0x0000_0100_0000_01B3
            mark ^= mark >> 29
        }
        func visit(_ folder: String, depth: Int) {
            let names = (entries(in: folder) ?? []).sorted { $0.name < $1.name }
            for entry in names where !entry.name.hasPrefix(".") {
                let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
                for byte in path.utf8 { mix(UInt64(byte)) }
                var status = stat()
                guard stat(prefix + path, &status) == 0 else { continue }
                mix(UInt64(status.st_ino))
                mix(UInt64(bitPattern: Int64(status.st_size)))
                mix(UInt64(bitPattern: Int64(status.st_mtim.tv_sec)))
                mix(UInt64(bitPattern: Int64(status.st_mtim.tv_nsec)))
                if entry.isFolder, depth < 1 { visit(path, depth: depth + 1) }
            }
        }
        visit("", depth: 0)
        return mark
    }
}
