import Testing

@testable import Catalog

@Suite("Files of creatives")
struct AssetFileTests {
    private static let file = "\"file\": \"banner.png\""

    private static func fault(
        _ name: String, _ bytes: [UInt8]?, _ message: String, hint: String? = nil
    ) -> FaultyCase {
        .campaign(
            file, "\"file\": «\"\(name)\"»", message, hint: hint,
            beside: bytes.map { [name: $0] } ?? [:])
    }

    static let png = SamplePicture.png(width: 728, height: 90)

    static let faults: [FaultyCase] = [
        fault(
            "baner.png", nil, "there is no file \"baner.png\" beside the campaign file",
            hint: "did you mean \"banner.png\"?"),
        fault(
            "large.png", png + [UInt8](repeating: 0, count: 2_097_152),
            "the file \"large.png\" has more than 2048 KiB"),
        fault(
            "../alpine-rail/banner.png", nil,
            "\"../alpine-rail/banner.png\" is no file beside the campaign file",
            hint: "a name or a path below this folder: no \"..\", no leading slash, no backslash"),
        fault(
            "/etc/hostname", nil, "\"/etc/hostname\" is no file beside the campaign file",
            hint: "a name or a path below this folder: no \"..\", no leading slash, no backslash"),
        fault(
            "art\\\\banner.png", nil, "\"art\\banner.png\" is no file beside the campaign file",
            hint: "a name or a path below this folder: no \"..\", no leading slash, no backslash"),
        fault(
            "", nil, "\"\" is no file beside the campaign file",
            hint: "a name or a path below this folder: no \"..\", no leading slash, no backslash"),
        fault(
            "./banner.png", nil, "\"./banner.png\" is no file beside the campaign file",
            hint: "a name or a path below this folder: no \"..\", no leading slash, no backslash"),
        fault(
            "text.png", Array("hello".utf8), "the file \"text.png\" is no picture",
            hint: "PNG, JPEG, GIF and WebP are pictures here"),
        fault(
            "empty.png", [], "the file \"empty.png\" is no picture",
            hint: "PNG, JPEG, GIF and WebP are pictures here"),
        fault(
            "drawing.svg", Array("<?xml version=\"1.0\"?><svg/>".utf8),
            "the file \"drawing.svg\" is an SVG, which can hold scripts",
            hint: "render it as a PNG of the creative's size, or of twice that size"),
        fault(
            "cut.png", Array(png.dropLast(5)),
            "the file \"cut.png\" ends before its PNG picture does"),
        fault(
            "bad.png", png.enumerated().map { $0.offset == 18 ? $0.element ^ 1 : $0.element },
            "the PNG picture \"bad.png\" is damaged"),
        fault(
            "photo.png", SamplePicture.jpeg(width: 728, height: 90),
            "the file \"photo.png\" holds a JPEG picture", hint: "let its name end in .jpg or .jpeg"
        ),
        fault(
            "picture", png, "the file \"picture\" holds a PNG picture",
            hint: "let its name end in .png"),
        fault(
            "wide.png", SamplePicture.png(width: 729, height: 90),
            "the picture \"wide.png\" has 729x90 pixels, the creative 728x90",
            hint: "728x90, or 1456x180 for dense screens"),
        fault(
            "triple.png", SamplePicture.png(width: 3 * 728, height: 270),
            "the picture \"triple.png\" has 2184x270 pixels, the creative 728x90",
            hint: "728x90, or 1456x180 for dense screens"),
        fault("folder", nil, "\"folder\" is no regular file").with(["folder/x.png": png]),
        .campaign(
            "\"file\": \"page.html\"", "\"file\": «\"page.txt\"»",
            "\"page.txt\" is no HTML file by its ending",
            hint: "name it .html, or choose type image"),
        .campaign(
            "\"file\": \"page.html\"", "\"file\": «\"none.html\"»",
            "the file \"none.html\" is empty", beside: ["none.html": []]),
        .campaign(
            "\"file\": \"page.html\"", "\"file\": «\"latin.html\"»",
            "the file \"latin.html\" is not UTF-8", hint: "save it as UTF-8",
            beside: ["latin.html": [0x3C, 0x70, 0x3E, 0xE9]]),
        .campaign(
            "\"file\": \"page.html\"", "\"file\": «\"big.html\"»",
            "the file \"big.html\" has more than 512 KiB",
            beside: ["big.html": [UInt8](repeating: 32, count: 524_289)]),
        .campaign(
            "\"image\": \"square.png\"", "\"image\": «\"huge.png\"»",
            "the picture \"huge.png\" has 8193x1 pixels; at most 8192 a side",
            beside: ["huge.png": SamplePicture.png(width: 8193, height: 1)]),
    ]

    @Test("Every mistake is found at its place", arguments: faults)
    func fault(_ item: FaultyCase) { item.check() }

    @Test(
        "A picture of the right size, or twice that, is taken in every format",
        arguments: [
            ("a.png", SamplePicture.png(width: 1456, height: 180), "png"),
            ("a.jpg", SamplePicture.jpeg(width: 728, height: 90), "jpg"),
            ("a.JPEG", SamplePicture.jpeg(width: 1456, height: 180), "jpg"),
            ("a.gif", SamplePicture.gif(width: 728, height: 90), "gif"),
            ("sub/a.webp", SamplePicture.webPLossy(width: 728, height: 90), "webp"),
        ])
    func formats(_ name: String, _ bytes: [UInt8], _ ending: String) throws {
        let campaign = Sample.campaign.replacing(Self.file, with: "\"file\": \"\(name)\"")
        let result = Sample.load(campaign: campaign, beside: [name: bytes])
        let catalog = try #require(
            result.catalog, "\(DiagnosticRenderer.text(result.diagnostics))")
        let asset = try #require(catalog.creatives[0].asset)
        #expect(asset.bytes == bytes)
        #expect(asset.name == "\(ContentHash.hex(bytes)).\(ending)")
    }

    @Test("Paths that could lead out of the folder are refused by their form")
    func plainPaths() {
        for path in ["a.png", "sub/a.png", "a b.png", "é.png", "a..png"] {
            #expect(AssetFile.isPlainPath(path), "\(path)")
        }
        let refused = [
            "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", ".hidden", "a/.b",
            "a\\b", "a\u{0}b", "a\nb", "\u{7F}", String(repeating: "a", count: 256),
        ]
        for path in refused { #expect(!AssetFile.isPlainPath(path), "\(path)") }
    }
}

extension FaultyCase {
    fileprivate func with(_ files: [String: [UInt8]]) -> FaultyCase {
        var item = self
        item.beside = files
        return item
    }
}
