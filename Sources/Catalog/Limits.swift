/// The bounds of everything that campaign files may hold.
package enum Limits {
    /// One campaign file or `site.json`.
    package static let fileBytesMax = 1_048_576
    /// One creative's picture.
    package static let pictureBytesMax = 2_097_152
    /// One creative's HTML file, inline pictures included.
    package static let htmlBytesMax = 524_288
    /// Side of a picture: twice the largest creative.
    static let pictureSideMax = 2 * Size.sideMax
    /// Findings that one file is worth; the rest is only counted.
    static let findingsPerFileMax = 1000
    /// Campaign files of a site.
    static let campaignFilesMax = 10_000
    static let idCharactersMax = 64
    static let nameCharactersMax = 200
    static let titleCharactersMax = 200
    static let bodyCharactersMax = 2000
    static let urlBytesMax = 2048
    static let targetingDepthMax = 8
    /// Impressions, viewable impressions or clicks that a goal or cap may count.
    static let countMax: Int64 = 1_000_000_000_000
    static let frequencyCapMax: Int64 = 1000
    static let weightMax: Int64 = 1000
    /// In millionths: a thousand times the price.
    static let missPenaltyMax: Int64 = 1_000_000_000
    /// CPM and vCPM prices are multiples of this, so that one impression is a whole number of micros.
    static let pricePerThousandStep: Int64 = 1000
    /// Characters of a source line that a finding shows.
    static let excerptCharactersMax = 160
}
