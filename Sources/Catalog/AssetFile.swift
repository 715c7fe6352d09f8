/// Reads the files that creatives name: pictures and HTML.
struct AssetFile {
    let context: LoadContext
    let document: CampaignDocument

    private var findings: FileFindings { document.findings }

    /// A picture; with a size, one of exactly as many pixels, or twice as many either way for dense screens.
    func picture(_ name: Located<String>, size: Size?) -> Asset? {
        guard let bytes = read(name, bytesMax: Limits.pictureBytesMax) else { return nil }
        let header: PictureHeader
        do throws(PictureHeader.Problem) {
            header = try PictureHeader(bytes)
        } catch {
            report(error, in: name)
            return nil
        }
        guard hasRightEnding(name, header), hasRightSize(name, header, size) else { return nil }
        return Asset(
            name: "\(ContentHash.hex(bytes)).\(header.format.ending)",
            contentType: header.format.contentType, bytes: bytes)
    }

    /// An HTML file, which is shown in a sandboxed frame.
    func html(_ name: Located<String>) -> Asset? {
        guard ["html", "htm"].contains(Self.ending(of: name.value)) else {
            findings.error(
                at: name.range, "\(Wording.quoted(name.value)) is no HTML file by its ending",
                hint: "name it .html, or choose type image")
            return nil
        }
        guard let bytes = read(name, bytesMax: Limits.htmlBytesMax) else { return nil }
        guard !bytes.isEmpty else {
            findings.error(at: name.range, "the file \(Wording.quoted(name.value)) is empty")
            return nil
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            findings.error(
                at: name.range, "the file \(Wording.quoted(name.value)) is not UTF-8",
                hint: "save it as UTF-8")
            return nil
        }
        return Asset(
            name: "\(ContentHash.hex(bytes)).html", contentType: "text/html; charset=utf-8",
            bytes: bytes)
    }

    // MARK: Reading

    private func read(_ name: Located<String>, bytesMax: Int) -> [UInt8]? {
        guard Self.isPlainPath(name.value) else {
            findings.error(
                at: name.range,
                "\(Wording.quoted(name.value)) is no file beside the campaign file",
                hint:
                    "a name or a path below this folder: no \"..\", no leading slash, no backslash")
            return nil
        }
        var path = document.folder.isEmpty ? name.value : "\(document.folder)/\(name.value)"
        var source = document.source
        var reading = source.read(path, bytesMax: bytesMax)
        if reading == .missing, let fallback = document.fallback {
            path = fallback.folder.isEmpty ? name.value : "\(fallback.folder)/\(name.value)"
            source = fallback.source
            reading = source.read(path, bytesMax: bytesMax)
        }
        let shown = Wording.quoted(name.value)
        switch reading {
        case .bytes(let bytes):
            context.files.add(name: path, bytes: bytes)
            return bytes
        case .missing:
            findings.error(
                at: name.range, "there is no file \(shown) beside the campaign file",
                hint: nearFile(name.value))
        case .tooLarge:
            findings.error(
                at: name.range, "the file \(shown) has more than \(bytesMax / 1024) KiB")
        case .notAFile:
            findings.error(at: name.range, "\(shown) is no regular file")
        case .outside:
            findings.error(
                at: name.range, "\(shown) is a link that leads out of the campaigns folder")
        case .unreadable(let code):
            findings.error(
                at: name.range, "the file \(shown) cannot be read (system error \(code))")
        }
        return nil
    }

    private func nearFile(_ name: String) -> String? {
        let entries = document.source.entries(in: document.folder) ?? []
        return EditDistance.hint(
            for: name,
            among: entries.lazy.filter { !$0.isFolder && !$0.name.hasSuffix(".json") }.map(\.name))
    }

    /// Whether a path stays below its folder by its mere form; links are the source's concern.
    static func isPlainPath(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard path.utf8.count <= 255, !path.contains("\\") else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.first != UInt8(ascii: ".")
                && part.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
    }

    private static func ending(of name: String) -> String {
        name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    }

    // MARK: Pictures

    private func report(_ problem: PictureHeader.Problem, in name: Located<String>) {
        let shown = Wording.quoted(name.value)
        switch problem {
        case .notAPicture:
            findings.error(
                at: name.range, "the file \(shown) is no picture",
                hint: "PNG, JPEG, GIF and WebP are pictures here")
        case .svg:
            findings.error(
                at: name.range, "the file \(shown) is an SVG, which can hold scripts",
                hint: "render it as a PNG of the creative's size, or of twice that size")
        case .truncated(let format):
            findings.error(
                at: name.range, "the file \(shown) ends before its \(format.name) picture does")
        case .damaged(let format):
            findings.error(at: name.range, "the \(format.name) picture \(shown) is damaged")
        }
    }

    private func hasRightEnding(_ name: Located<String>, _ header: PictureHeader) -> Bool {
        let endings = header.format.endings
        if endings.contains(Self.ending(of: name.value)) { return true }
        findings.error(
            at: name.range,
            "the file \(Wording.quoted(name.value)) holds a \(header.format.name) picture",
            hint: "let its name end in \(Wording.alternatives(endings.map { ".\($0)" }))")
        return false
    }

    private func hasRightSize(_ name: Located<String>, _ header: PictureHeader, _ size: Size?)
        -> Bool
    {
        let pixels = "\(header.width)x\(header.height)"
        guard let size else {
            let max = Limits.pictureSideMax
            if header.width <= max, header.height <= max { return true }
            findings.error(
                at: name.range,
                "the picture \(Wording.quoted(name.value)) has \(pixels) pixels; at most \(max) a side"
            )
            return false
        }
        for scale in [1, 2]
        where header.width == scale * size.width && header.height == scale * size.height {
            return true
        }
        findings.error(
            at: name.range,
            "the picture \(Wording.quoted(name.value)) has \(pixels) pixels, the creative \(size)",
            hint: "\(size), or \(2 * size.width)x\(2 * size.height) for dense screens")
        return false
    }
}
