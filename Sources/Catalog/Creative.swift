/// The ad itself: a picture, a text, a native block or a sandboxed HTML file.
package struct Creative: Sendable {
    /// The id within its campaign.
    package let id: String
    /// `advertiser/campaign/creative`, unique in the catalog.
    package let fullID: String
    package let content: Content
    package let size: Size
    /// An absolute http or https address.
    package let clickURL: String
    /// 1...1000.
    package let weight: Int
    /// Languages of the page that it suits; empty suits all.
    package let languages: [LanguageRange]

    package enum Content: Sendable {
        case image(Asset, alt: String)
        case html(Asset)
        case native(title: String, body: String, image: Asset?, alt: String?, callToAction: String?)
        case text(title: String, body: String)

        package var typeName: String {
            switch self {
            case .image: "image"
            case .html: "html"
            case .native: "native"
            case .text: "text"
            }
        }
    }

    package init(
        id: String, fullID: String, content: Content, size: Size, clickURL: String, weight: Int,
        languages: [LanguageRange]
    ) {
        self.id = id
        self.fullID = fullID
        self.content = content
        self.size = size
        self.clickURL = clickURL
        self.weight = weight
        self.languages = languages
    }

    package var asset: Asset? {
        switch content {
        case .image(let asset, _), .html(let asset): asset
        case .native(_, _, let image, _, _): image
        case .text: nil
        }
    }
}

/// A creative's file, named by its content.
package struct Asset: Sendable {
    /// 32 hexadecimal digits of the content's BLAKE2b hash and the type's ending: `3f...9a.png`.
    package let name: String
    package let contentType: String
    package let bytes: [UInt8]

    package init(name: String, contentType: String, bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
    }
}
