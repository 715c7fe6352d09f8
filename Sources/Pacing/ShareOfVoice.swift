/// The account of a sponsorship that was sold a share of the page views it fits.
package enum ShareOfVoice {
    /// Page views owed so far, in millionths of a page view; negative when it had more than its share.
    package static func owedMillionths(share: Int64, eligible: Int64, won: Int64) -> Int64 {
        let (due, overflow) = share.multipliedReportingOverflow(by: eligible)
        let (had, overflowToo) = won.multipliedReportingOverflow(by: DeliveryCurve.whole)
        precondition(!overflow && !overflowToo, "\(eligible) page views do not fit the account")
        return due - had
    }
}
