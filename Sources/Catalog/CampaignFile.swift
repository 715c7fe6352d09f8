internal import Chronology

/// Reads a campaign file: the advertiser's names, its creatives and its line items.
struct CampaignFile {
    let context: LoadContext
    let document: CampaignDocument

    private var findings: FileFindings { document.findings }

    /// Adds the file's creatives and line items to the context, and what is wrong to the findings.
    func read() {
        guard
            let reader = ObjectReader(document.root, what: "the campaign", findings: findings)
        else { return }
        _ = reader.string(reader.optional("$schema"), for: "$schema")
        let advertiser = reader.id(reader.required("advertiser"), for: "advertiser")
        let campaign = reader.id(reader.required("campaign"), for: "campaign")
        checkNames(advertiser: advertiser, campaign: campaign)
        let header = CampaignHeader(
            advertiser: advertiser?.value ?? "", campaign: campaign?.value ?? "",
            // An advertiser without a name of its own is called by its id.
            advertiserName: reader.text(reader.optional("advertiser_name"), for: "advertiser_name")?
                .value ?? advertiser?.value ?? "",
            orderRef: reader.text(reader.optional("order_ref"), for: "order_ref")?.value,
            paidForBy: reader.text(reader.optional("paid_for_by"), for: "paid_for_by")?.value,
            adCategories: FoldedNames.read(
                reader.optional("ad_categories"), for: "ad_categories", reader))

        var creatives = creatives(reader, header)
        let firstCreative = context.creatives.count
        lineItems(reader, header, &creatives, firstCreative: firstCreative)
        reader.finish()
        for creative in creatives where !creative.isUsed {
            guard let id = creative.id else { continue }
            findings.warning(
                at: id.range, "no line item uses the creative \(Wording.quoted(id.value))")
        }
        // Line items name creatives by position, so the positions hold only if none is left out;
        // a creative that is left out is an error, and then there is no catalog.
        context.creatives += creatives.compactMap(\.creative)
    }

    /// The folder is the advertiser and the file is the campaign, so that ids are unique on the site.
    private func checkNames(advertiser: Located<String>?, campaign: Located<String>?) {
        let fileCampaign = String(document.fileName.dropLast(".json".count))
        if let advertiser, let folder = document.folderName, folder != advertiser.value {
            report(
                at: advertiser.range,
                "the advertiser is \(Wording.quoted(advertiser.value)), its folder is "
                    + Wording.quoted(folder), hint: "give both the same name")
        }
        if let campaign, fileCampaign != campaign.value {
            report(
                at: campaign.range,
                "the campaign is \(Wording.quoted(campaign.value)), its file is "
                    + Wording.quoted(document.fileName),
                hint: "name the file \(campaign.value).json, or the campaign as the file")
        }
    }

    private func report(at range: Range<Int>, _ message: String, hint: String) {
        if document.namesAreBinding {
            findings.error(at: range, message, hint: hint)
        } else {
            findings.warning(at: range, message, hint: hint)
        }
    }

    private func creatives(_ reader: ObjectReader, _ header: CampaignHeader) -> [CreativeDraft] {
        let values = reader.list(reader.required("creatives"), for: "creatives") ?? []
        let file = CreativeFile(
            context: context, document: document,
            campaignID: "\(header.advertiser)/\(header.campaign)")
        var seen: Set<String> = []
        return values.map { value in
            let draft = file.read(value)
            if let id = draft.id, !seen.insert(id.value).inserted {
                findings.error(
                    at: id.range, "there are two creatives \(Wording.quoted(id.value))")
            }
            return draft
        }
    }

    private func lineItems(
        _ reader: ObjectReader, _ header: CampaignHeader, _ creatives: inout [CreativeDraft],
        firstCreative: Int
    ) {
        guard let values = reader.list(reader.required("line_items"), for: "line_items") else {
            return
        }
        if values.isEmpty {
            findings.warning(
                at: reader.place(ofKey: "line_items"), "the campaign has no line items")
        }
        var file = LineItemFile(
            context: context, findings: findings, header: header, creatives: creatives,
            firstCreative: firstCreative)
        for value in values {
            if let item = file.read(value) { context.lineItems.append(item) }
        }
        creatives = file.creatives
    }
}

/// What a campaign file says once for all of its line items.
struct CampaignHeader {
    let advertiser: String
    let campaign: String
    let advertiserName: String
    let orderRef: String?
    let paidForBy: String?
    let adCategories: [String]
}
