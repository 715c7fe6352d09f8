internal import Catalog
package import Chronology
internal import EventLog
internal import Foundation
package import HTTPServer
internal import Pacing
internal import Synchronization

/// The whole ad server: loads the campaign files, opens the log, serves, and shuts down in order.
package final class Server: Sendable {
    package struct Configuration: Sendable {
        package var campaigns: String
        package var data: String
        package var http: HTTPServerConfiguration
        /// Folder of the demo news site; nil to show none.
        package var demo: String?
        /// Seconds between looks at the campaign files.
        package var pollSeconds = 2

        package init(campaigns: String, data: String, http: HTTPServerConfiguration) {
            self.campaigns = campaigns
            self.data = data
            self.http = http
        }
    }

    package let http: HTTPServer
    package let keeper: BookKeeper
    private let recorder: Recorder
    private let recorderEnded: DispatchSemaphore
    private let directory: DirectoryReference

    /// Opened and closed by this object only, and touched by no thread in between.
    private struct DirectoryReference: @unchecked Sendable {
        // Sound: it is only held, for its lock, until the server goes.
        let directory: DataDirectory
    }

    /// Starts everything; when this returns, pages are answered.
    ///
    /// - Throws: `ServerError` with the reason when any part cannot start; nothing is left running then.
    package init(_ configuration: Configuration, clock: @escaping @Sendable () -> Instant)
        throws(ServerError)
    {
        try SecureRandom.prepare()
        signal(SIGXFSZ, SIG_IGN)
        let ledger = DeliveryLedger()
        keeper = try BookKeeper(
            directory: configuration.campaigns, ledger: ledger, clock: clock)
        let site = keeper.shelf.current.catalog.site
        let log: EventLog
        let recovery: Recovery
        let data: DataDirectory
        do throws(EventLogError) {
            data = try DataDirectory(opening: configuration.data)
            let logConfiguration = EventLog.Configuration(
                directory: configuration.data, site: site.name, zone: site.timeZone)
            recovery = try Recovery(logConfiguration, tokenLife: TokenLife.ofLog, at: clock())
            log = try EventLog(
                logConfiguration, tokenLife: TokenLife.ofLog, at: clock(),
                carried: recovery.totals)
            try log.record(keeper.shelf.current.terms)
        } catch {
            throw .log(error)
        }
        directory = DirectoryReference(directory: data)
        recorder = Recorder(reactors: configuration.http.reactors, clock: clock)
        let parts = ServerParts(
            shelf: keeper.shelf, keeper: keeper, ledger: ledger, recorder: recorder,
            codec: TokenCodec(keys: try SigningKeys(directory: configuration.data)),
            metrics: ServerMetrics(),
            demo: try configuration.demo.map { path throws(ServerError) in
                try StaticSite(directory: path)
            },
            epoch: data.epoch, clock: clock)
        recorderEnded = DispatchSemaphore(value: 0)
        Self.start(recorder, log, recovery, ledger, epoch: data.epoch, ended: recorderEnded)
        do throws(HTTPServerError) {
            http = try HTTPServer(configuration.http) { reactor in
                ReactorHandler(parts, reactor: reactor, seed: SecureRandom.number())
            }
        } catch {
            recorder.stop()
            recorderEnded.wait()
            throw .listen(error.description)
        }
    }

    /// Returns when the books are open: pages that were answered before would not know what was delivered already.
    private static func start(
        _ recorder: Recorder, _ log: EventLog, _ recovery: Recovery, _ ledger: DeliveryLedger,
        epoch: Int64, ended: DispatchSemaphore
    ) {
        /// Handed to the writer thread, which alone uses it from then on.
        struct Handover: @unchecked Sendable {
            // Sound: the caller keeps no reference to the log.
            let log: EventLog
        }
        let handover = Handover(log: log)
        let booksAreOpen = DispatchSemaphore(value: 0)
        ThreadStarter.start {
            recorder.run(log: handover.log, recovery: recovery, ledger: ledger, epoch: epoch) {
                booksAreOpen.signal()
            }
            ended.signal()
        }
        booksAreOpen.wait()
    }

    /// Loads the campaign files again.
    ///
    /// - Parameter force: also when no file has changed.
    /// - Returns: whether a new catalog is served from now on.
    package func reload(force: Bool) -> Bool {
        guard let book = force ? keeper.reload() : keeper.reloadIfChanged() else { return false }
        recorder.record(book.terms)
        return true
    }

    /// Stops in order: no new requests, all answers sent, the log written to the last event, everything closed.
    ///
    /// The writer goes last: answers that are owed come from it, and a decision under way still hands it a record.
    ///
    /// - Returns: how many records of decisions could not be written; 0 unless the log failed.
    package func stop() -> Int64 {
        http.stopAccepting()
        http.stop()
        recorder.stop()
        recorderEnded.wait()
        return recorder.metrics.current.droppedRecords
    }
}
