/// What could be read of a creative.
struct CreativeDraft {
    let id: Located<String>?
    let size: Located<Size>?
    /// nil when anything about it is wrong.
    let creative: Creative?
    var isUsed = false
}

/// Reads the objects in a campaign file's `creatives`.
struct CreativeFile {
    let context: LoadContext
    let document: CampaignDocument
    /// `advertiser/campaign`.
    let campaignID: String

    private var findings: FileFindings { document.findings }

    private enum Kind: String, CaseIterable {
        case image, html, native, text

        /// The keys that this type has beside those that all have.
        var keys: [String] {
            switch self {
            case .image: ["file", "alt"]
            case .html: ["file"]
            case .native: ["title", "body", "image", "alt", "call_to_action"]
            case .text: ["title", "body"]
            }
        }
    }

    func read(_ value: JSONValue) -> CreativeDraft {
        guard let reader = ObjectReader(value, what: "the creative", findings: findings) else {
            return CreativeDraft(id: nil, size: nil, creative: nil)
        }
        let id = reader.id(reader.required("id"), for: "id")
        let kind = reader.choice(
            reader.required(
                "type", hint: "it can be \(Wording.alternatives(Kind.allCases.map(\.rawValue)))"),
            for: "type", of: Kind.self)
        let size = size(reader)
        let clickURL = clickURL(reader)
        var weight: Int64? = 1
        if let value = reader.optional("weight") {
            weight = reader.integer(value, for: "weight", in: 1...Limits.weightMax)
        }
        let languages = TargetingFile.languages(reader, "languages")
        let content = kind.flatMap { self.content($0, size: size?.value, reader) }
        finish(reader, kind)
        guard let id, let size, let clickURL, let weight, let content else {
            return CreativeDraft(id: id, size: size, creative: nil)
        }
        let creative = Creative(
            id: id.value, fullID: "\(campaignID)/\(id.value)", content: content, size: size.value,
            clickURL: clickURL, weight: Int(weight), languages: languages)
        return CreativeDraft(id: id, size: size, creative: creative)
    }

    private func finish(_ reader: ObjectReader, _ kind: Kind?) {
        guard let kind else {
            // Without a type no key of any type is unknown.
            for key in Set(Kind.allCases.flatMap(\.keys)) { _ = reader.optional(key) }
            reader.finish()
            return
        }
        let foreign = Set(Kind.allCases.flatMap(\.keys)).subtracting(kind.keys)
        reader.finish { key in
            foreign.contains(key)
                ? "a creative of type \(kind.rawValue) has no \(Wording.quoted(key))" : nil
        }
    }

    private func size(_ reader: ObjectReader) -> Located<Size>? {
        guard let text = reader.string(reader.required("size"), for: "size"),
            let size = SizeText.read(text, findings)
        else { return nil }
        if let slots = context.site.slots, !slots.contains(where: { $0.sizes.contains(size) }) {
            var sizes: [String] = []
            for size in slots.flatMap(\.sizes) where !sizes.contains("\(size)") {
                sizes.append("\(size)")
            }
            findings.error(
                at: text.range, "no slot of the site takes the size \(size)",
                hint: EditDistance.hint(for: "\(size)", among: sizes)
                    ?? "the sizes are \(Wording.enumeration(sizes.prefix(20)))")
        }
        return Located(size, at: text.range)
    }

    private func clickURL(_ reader: ObjectReader) -> String? {
        guard let text = reader.string(reader.required("click_url"), for: "click_url") else {
            return nil
        }
        guard let problem = ClickURL.problem(with: text.value) else { return text.value }
        findings.error(at: text.range, problem.message, hint: problem.hint)
        return nil
    }

    // MARK: Content

    private func content(_ kind: Kind, size: Size?, _ reader: ObjectReader) -> Creative.Content? {
        let assets = AssetFile(context: context, document: document)
        switch kind {
        case .image:
            let file = reader.string(reader.required("file"), for: "file")
            let alt = alt(reader, isRequired: true)
            guard let file, let asset = assets.picture(file, size: size), let alt else {
                return nil
            }
            return .image(asset, alt: alt)
        case .html:
            let file = reader.string(reader.required("file"), for: "file")
            return file.flatMap(assets.html).map { .html($0) }
        case .native: return native(reader, assets)
        case .text:
            let title = title(reader)
            let body = body(reader)
            guard let title, let body else { return nil }
            return .text(title: title, body: body)
        }
    }

    /// A native creative's picture is free in size: the page lays it out beside the text.
    private func native(_ reader: ObjectReader, _ assets: AssetFile) -> Creative.Content? {
        let title = title(reader)
        let body = body(reader)
        var isSound = true
        var image: Asset?
        if let value = reader.optional("image") {
            image = reader.string(value, for: "image").flatMap { assets.picture($0, size: nil) }
            isSound = image != nil
        }
        let hasImage = reader.has("image")
        let alt = alt(reader, isRequired: hasImage)
        if hasImage, alt == nil { isSound = false }
        if !hasImage, reader.has("alt") {
            findings.error(
                at: reader.place(ofKey: "alt"), "\"alt\" describes a picture, and there is none",
                hint: "add \"image\", or leave \"alt\" out")
        }
        var call: String?
        if let value = reader.optional("call_to_action") {
            call = reader.text(value, for: "call_to_action")?.value
            isSound = isSound && call != nil
        }
        guard isSound, let title, let body else { return nil }
        return .native(title: title, body: body, image: image, alt: alt, callToAction: call)
    }

    private func alt(_ reader: ObjectReader, isRequired: Bool) -> String? {
        let hint = "say in words what the picture shows, for readers who do not see it"
        let value =
            isRequired ? reader.required("alt", hint: hint) : reader.optional("alt")
        return reader.text(value, for: "alt", charactersMax: Limits.bodyCharactersMax)?.value
    }

    private func title(_ reader: ObjectReader) -> String? {
        reader.text(
            reader.required("title"), for: "title", charactersMax: Limits.titleCharactersMax)?
            .value
    }

    private func body(_ reader: ObjectReader) -> String? {
        reader.text(
            reader.required("body"), for: "body", charactersMax: Limits.bodyCharactersMax,
            mayBeEmpty: true)?.value
    }
}
