/// The script that pages load: `/tag.js`.
enum PageTag {
    /// The text of `Resources/tag.js`, built into the program.
    static let script: [UInt8] = PackageResources.tag_js
}
