package import Catalog
package import Chronology
internal import EventLog
package import Pacing
internal import Synchronization

/// Loads the campaign files, and loads them again when they change.
///
/// A folder with any error in it changes nothing: the book that is being served stays, and the findings can be read in
/// `/readyz`, in the metrics and in the log.
package final class BookKeeper: Sendable {
    package struct Status: Sendable {
        /// Findings of the last attempt.
        package var diagnostics: [Diagnostic]
        /// Whether the last attempt was taken over.
        package var isCurrent: Bool
        package var loads: Int
        package var failures: Int
    }

    private let directory: String
    private let ledger: DeliveryLedger
    private let clock: @Sendable () -> Instant
    package let shelf: BookShelf
    private let state: Mutex<Status>
    private let mark: Mutex<UInt64>

    /// Loads the folder for the first time.
    ///
    /// - Throws: `ServerError.campaigns` with all findings when there is any error in it.
    package init(
        directory: String, ledger: DeliveryLedger, clock: @escaping @Sendable () -> Instant
    ) throws(ServerError) {
        self.directory = directory
        self.ledger = ledger
        self.clock = clock
        mark = Mutex(CatalogLoader.changeMark(directory: directory))
        let result = CatalogLoader.load(directory: directory, now: clock(), mode: .serve)
        guard let catalog = result.catalog else {
            throw .campaigns(findings: DiagnosticRenderer.text(result.diagnostics))
        }
        guard let pacers = ledger.adopt(catalog.lineItems) else { throw .tooManyLineItems }
        shelf = BookShelf(ServingBook(catalog, pacers: pacers, at: clock()))
        state = Mutex(
            Status(diagnostics: result.diagnostics, isCurrent: true, loads: 1, failures: 0))
    }

    package var status: Status { state.withLock { $0 } }

    /// Loads the folder if a file in it has changed since the last look.
    ///
    /// - Returns: the new book, nil when nothing changed or the files have an error.
    package func reloadIfChanged() -> ServingBook? {
        let seen = CatalogLoader.changeMark(directory: directory)
        let isChanged = mark.withLock { mark in
            defer { mark = seen }
            return mark != seen
        }
        return isChanged ? reload() : nil
    }

    /// Loads the folder and serves it from now on, unless it has an error.
    package func reload() -> ServingBook? {
        var result = CatalogLoader.load(directory: directory, now: clock(), mode: .serve)
        if let catalog = result.catalog, let problem = difference(from: catalog.site) {
            result = LoadResult(catalog: nil, diagnostics: result.diagnostics + [problem])
        }
        guard let catalog = result.catalog, let pacers = ledger.adopt(catalog.lineItems) else {
            state.withLock { state in
                state.diagnostics = result.diagnostics
                state.isCurrent = false
                state.failures += 1
            }
            return nil
        }
        let book = ServingBook(
            catalog, pacers: pacers, at: clock(), keeping: shelf.current.clickURLs)
        shelf.publish(book)
        state.withLock { state in
            state.diagnostics = result.diagnostics
            state.isCurrent = true
            state.loads += 1
        }
        return book
    }

    /// The event log is cut by the site's name and zone and counts in its currency: none can change under a running server.
    private func difference(from site: Site) -> Diagnostic? {
        let served = shelf.current.catalog.site
        guard
            served.name != site.name || served.currency != site.currency
                || served.timeZone.identifier != site.timeZone.identifier
        else { return nil }
        return Diagnostic(
            severity: .error, file: "\(directory)/site.json", line: 0, column: 0,
            message: "the site's name, time zone and currency cannot change while the server runs",
            hint: "change them back, or restart the server with another data directory")
    }
}
