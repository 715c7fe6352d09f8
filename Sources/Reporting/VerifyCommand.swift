internal import Catalog
internal import EventLog

/// The command `broadside verify`.
package enum VerifyCommand {
    /// Recounts every day file of a data directory from its log rows.
    ///
    /// - Parameters:
    ///   - currency: shown beside the revenue.
    ///   - site: the site that the files must belong to; nil for any.
    /// - Throws: `ReportingError.noEventLog`; whatever is wrong with a file is a finding.
    package static func run(dataDirectory: String, currency: String? = nil, site: String? = nil)
        throws(ReportingError) -> VerificationSummary
    {
        let files = try EventFiles(dataDirectory: dataDirectory)
        var summary = VerificationSummary()
        summary.currency = currency
        var events = Int128(0)
        var revenue = Int128(0)
        for day in files.days {
            let path = files.path(day)
            var verification = Verification(path: path, day: day, site: site)
            verification.run()
            if !verification.findings.isEmpty {
                // The server may have merged rows of a past day meanwhile: what is really wrong is so at a second look.
                verification = Verification(path: path, day: day, site: site)
                verification.run()
            }
            summary.files += 1
            events += Int128(verification.events)
            revenue += Int128(verification.revenue)
            let room = max(0, Limits.findingsMax - summary.findings.count)
            summary.findings += verification.findings.prefix(room)
            summary.findingsNotListed +=
                max(0, verification.findings.count - room) + verification.findingsNotListed
        }
        guard let allEvents = Int64(exactly: events), let allRevenue = Int64(exactly: revenue)
        else {
            throw .overflow(what: "the sum of all day files")
        }
        summary.events = allEvents
        summary.revenue = Micros(allRevenue)
        return summary
    }
}
