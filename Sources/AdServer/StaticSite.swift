internal import Foundation

/// The files of a folder, read once at the start: the demo news site.
struct StaticSite: Sendable {
    struct File: Sendable {
        let contentType: String
        let bytes: [UInt8]
    }

    private static let filesMax = 500
    private static let bytesMax = 32 << 20

    /// Path below the folder, such as `style.css` or `articles/portland.html`, to file.
    private let files: [String: File]

    init() { files = [:] }

    /// Reads every file of a known type below a folder.
    ///
    /// - Throws: `ServerError.folder` when it cannot be read or holds too much.
    init(directory: String) throws(ServerError) {
        guard let paths = FileManager.default.enumerator(atPath: directory) else {
            throw .folder(path: directory, problem: "is not a folder that can be read")
        }
        var files: [String: File] = [:]
        var total = 0
        for case let path as String in paths {
            guard let type = Self.contentType(of: path) else { continue }
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)") else {
                throw .folder(path: "\(directory)/\(path)", problem: "cannot be read")
            }
            total += data.count
            files[path] = File(contentType: type, bytes: Array(data))
            guard files.count <= Self.filesMax, total <= Self.bytesMax else {
                throw .folder(
                    path: directory,
                    problem: "holds more than \(Self.filesMax) files or \(Self.bytesMax) bytes")
            }
        }
        self.files = files
    }

    /// The file of a path; a path that is empty or ends in a slash stands for the `index.html` there.
    func file(at path: Substring) -> File? {
        let path = path.isEmpty || path.hasSuffix("/") ? path + "index.html" : path
        return files[String(path)]
    }

    private static func contentType(of path: String) -> String? {
        switch (path as NSString).pathExtension {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "ico": "image/x-icon"
        case "json", "webmanifest": "application/json"
        case "txt": "text/plain; charset=utf-8"
        default: nil
        }
    }
}
