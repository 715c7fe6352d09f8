/// Where campaign files come from: a folder on disk, or memory.
package protocol CatalogSource {
    /// Files and folders in a folder, which is a path from the root (empty for the root itself); nil when there is no such folder.
    func entries(in folder: String) -> [CatalogSourceEntry]?
    /// The bytes of a file, unless there are more than `bytesMax`.
    func read(_ path: String, bytesMax: Int) -> CatalogSourceReading
    /// The path as findings show it.
    func displayName(of path: String) -> String
}

/// A name in a folder.
package struct CatalogSourceEntry: Equatable, Sendable {
    package let name: String
    package let isFolder: Bool

    package init(name: String, isFolder: Bool) {
        self.name = name
        self.isFolder = isFolder
    }
}

/// What came of reading a file.
package enum CatalogSourceReading: Equatable, Sendable {
    case bytes([UInt8])
    case missing
    /// It has more bytes than were asked for.
    case tooLarge
    /// A folder, a device or the like.
    case notAFile
    /// It lies, by way of a symbolic link, outside the root.
    case outside
    /// The system's error number.
    case unreadable(Int32)
}

/// Files held in memory, by their path from the root.
package struct MemorySource: CatalogSource, Sendable {
    package var files: [String: [UInt8]]

    package init(_ files: [String: [UInt8]]) {
        self.files = files
    }

    package func entries(in folder: String) -> [CatalogSourceEntry]? {
        let prefix = folder.isEmpty ? "" : folder + "/"
        var found: [String: Bool] = [:]
        for path in files.keys where path.hasPrefix(prefix) {
            let parts = path.dropFirst(prefix.count).split(separator: "/", maxSplits: 1)
            if let name = parts.first { found[String(name)] = parts.count > 1 }
        }
        guard !found.isEmpty || folder.isEmpty else { return nil }
        return found.map { CatalogSourceEntry(name: $0.key, isFolder: $0.value) }
    }

    package func read(_ path: String, bytesMax: Int) -> CatalogSourceReading {
        guard let bytes = files[path] else {
            return entries(in: path) == nil ? .missing : .notAFile
        }
        return bytes.count > bytesMax ? .tooLarge : .bytes(bytes)
    }

    package func displayName(of path: String) -> String { path }
}
