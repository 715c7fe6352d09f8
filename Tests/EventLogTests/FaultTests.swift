import Catalog
import Chronology
import Foundation
import Glibc
import TestSupport
import Testing

@testable import EventLog

@Suite("The log after faults")
struct FaultTests {
    private func impression(_ revenue: Int64 = 5, _ consent: RecordClass = .event) -> LogEntry {
        LogEntry(
            kind: .impression, consent: consent, slot: "leaderboard", lineItem: "a/b/one",
            creative: "x", section: nil, region: nil, device: "desktop", revenueMicros: revenue,
            request: nil, viewer: nil)
    }

    private func batch(_ entries: [LogEntry]) -> LogBatch {
        var batch = LogBatch()
        batch.entries = entries
        batch.spentTokens = [SpentToken(issuedHour: 494_000, serial: 1, kinds: 8)]
        return batch
    }

    @Test("another writer's lock fails the commit whole, and the log goes on when it is free")
    func lockedElsewhere() throws {
        let fixture = try LogFixture()
        try fixture.commit(batch([impression()]))
        let other = try fixture.connection(fixture.log.day)
        try other.execute("BEGIN IMMEDIATE")
        #expect(throws: EventLogError.self) {
            try fixture.log.commit(batch([impression(7)]), at: fixture.now)
        }
        try other.execute("COMMIT")
        try fixture.log.reopen()
        try fixture.checkViews("after the lock")
        try fixture.commit(batch([impression(9)]))
        try fixture.checkViews("after going on")
    }

    @Test("a batch that fails half-way leaves nothing behind and can be sent again")
    func failsHalfWay() throws {
        let fixture = try LogFixture()
        try fixture.commit(batch([impression(), impression(3, .counts)]))
        let before = fixture.log.lastID
        let other = try fixture.connection(fixture.log.day)
        try other.execute(
            """
            CREATE TRIGGER fault BEFORE INSERT ON spent_tokens
            BEGIN SELECT RAISE(ABORT, 'injected'); END
            """)
        let second = batch([impression(7), impression(8, .counts)])
        #expect(throws: EventLogError.self) { try fixture.log.commit(second, at: fixture.now) }
        try fixture.checkViews("while the fault lasts")
        try fixture.log.reopen()
        #expect(fixture.log.lastID == before)
        try other.execute("DROP TRIGGER fault")
        try fixture.commit(second)
        try fixture.log.tidy(at: fixture.now)
        try fixture.checkViews("after the fault")
    }

    @Test("a sum that does not fit 64 bits is refused, and the log goes on")
    func overflow() throws {
        let fixture = try LogFixture()
        let large = impression(.max / 2 + 1, .counts)
        #expect(throws: EventLogError.self) {
            try fixture.log.commit(batch([large, large]), at: fixture.now)
        }
        try fixture.log.reopen()
        try fixture.commit(batch([impression()]))
        try fixture.checkViews("after the overflow")
    }

    @Test("a full disk fails the commit, and the same process goes on once there is room")
    func fullDisk() throws {
        guard getuid() == 0 else { return }
        let folder = try TemporaryFolder()
        let mounted = try run("/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path)
        guard mounted == 0 else { return }
        defer { _ = try? run("/bin/umount", "-l", folder.path) }
        let configuration = EventLog.Configuration(
            directory: folder.path, site: "example-news", zone: .utc)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/events", withIntermediateDirectories: true)
        let now = Instant(milliseconds: 1_795_500_000_000)
        let log = try EventLog(
            configuration, tokenLife: LogFixture.tokenLife, at: now, carried: [:])
        try Data(count: 500_000).write(to: URL(fileURLWithPath: folder.path + "/ballast"))
        var stored: Int64 = 0
        var failed = false
        for round in 0..<200 where !failed {
            var large = LogBatch()
            large.entries = (0..<100).map { _ in impression(Int64(round)) }
            do {
                try log.commit(large, at: now)
                stored += 100
            } catch {
                failed = true
            }
        }
        #expect(failed && stored > 0)
        try FileManager.default.removeItem(atPath: folder.path + "/ballast")
        try log.reopen()
        try log.commit(batch([impression()]), at: now)
        let recovery = try Recovery(configuration, tokenLife: LogFixture.tokenLife, at: now)
        #expect(recovery.totals["a/b/one"]?.impressions == stored + 1)
    }

    private func run(_ command: String, _ arguments: String...) throws -> Int32 {
        guard FileManager.default.isExecutableFile(atPath: command) else { return 127 }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    // MARK: Foreign files

    @Test("a file of another site is refused")
    func foreignSite() throws {
        let fixture = try LogFixture()
        let other = EventLog.Configuration(
            directory: fixture.folder.path, site: "other-news", zone: fixture.zone)
        let error = #expect(throws: EventLogError.self) {
            _ = try EventLog(
                other, tokenLife: LogFixture.tokenLife, at: fixture.now, carried: [:])
        }
        guard case .foreign = error else {
            Issue.record("\(String(describing: error)) is not a foreign file")
            return
        }
    }

    @Test("a file of another format is refused")
    func foreignFormat() throws {
        let fixture = try LogFixture()
        try fixture.connection(fixture.log.day)
            .execute("UPDATE meta SET value = 99 WHERE key = 'version'")
        let error = #expect(throws: EventLogError.self) { try fixture.log.reopen() }
        guard case .foreign = error else {
            Issue.record("\(String(describing: error)) is not a foreign file")
            return
        }
    }

    @Test("a folder of another site is refused also on a day that has no file yet")
    func foreignFolder() throws {
        let fixture = try LogFixture()
        let other = EventLog.Configuration(
            directory: fixture.folder.path, site: "other-news", zone: fixture.zone)
        let tomorrow = fixture.now.advanced(byMilliseconds: Instant.millisecondsPerDay)
        do {
            #expect(throws: EventLogError.self) {
                let recovery = try Recovery(other, tokenLife: LogFixture.tokenLife, at: tomorrow)
                _ = try EventLog(
                    other, tokenLife: LogFixture.tokenLife, at: tomorrow,
                    carried: recovery.totals)
            }
        }
    }

    @Test("a file whose hours were cut in another time zone is refused")
    func foreignZone() throws {
        let fixture = try LogFixture(zone: "America/Los_Angeles")
        let kolkata = try #require(SystemTimeZones.rules(named: "Asia/Kolkata"))
        let other = EventLog.Configuration(
            directory: fixture.folder.path, site: "example-news", zone: kolkata)
        do {
            #expect(throws: EventLogError.self) {
                _ = try EventLog(
                    other, tokenLife: LogFixture.tokenLife, at: fixture.now, carried: [:])
            }
        }
    }

    @Test(
        "a day's file that a crash left without tables does not keep the next process from starting"
    )
    func tablelessFile() throws {
        let fixture = try LogFixture()
        try fixture.commit(batch([impression()]))
        fixture.now = fixture.now.advanced(byMilliseconds: Instant.millisecondsPerDay)
        let torn = try fixture.connection(fixture.now.utcDate)
        try torn.execute("PRAGMA journal_mode = WAL")
        do {
            try fixture.restart()
            let recovery = try Recovery(
                fixture.configuration, tokenLife: LogFixture.tokenLife, at: fixture.now)
            #expect(recovery.totals["a/b/one"]?.impressions == 1)
        }
    }

    @Test("a time outside the open day is refused aloud: its rows would be missing from every hour")
    func foreignTime() throws {
        let fixture = try LogFixture()
        try fixture.commit(batch([impression()]))
        let yesterday = fixture.now.advanced(byMilliseconds: -2 * Instant.millisecondsPerDay)
        #expect(throws: EventLogError.self) {
            try fixture.log.commit(self.batch([self.impression()]), at: yesterday)
        }
        try fixture.log.reopen()
        try fixture.commit(batch([impression()]))
    }

    @Test("a clock that went back behind the newest file at a start still opens that file")
    func clockBehind() throws {
        let fixture = try LogFixture()
        try fixture.commit(batch([impression()]))
        let before = fixture.now.advanced(byMilliseconds: -Instant.millisecondsPerDay)
        let recovery = try Recovery(
            fixture.configuration, tokenLife: LogFixture.tokenLife, at: before)
        let log = try EventLog(
            fixture.configuration, tokenLife: LogFixture.tokenLife, at: before,
            carried: recovery.totals)
        #expect(log.day == fixture.now.utcDate)
        #expect(log.earliestTime.utcDate == log.day)
        #expect(recovery.totals["a/b/one"]?.impressions == 1)
    }

    @Test("text that is no database is refused")
    func garbage() throws {
        let fixture = try LogFixture()
        let tomorrow = fixture.now.advanced(byMilliseconds: Instant.millisecondsPerDay)
        try fixture.folder.write(
            String(repeating: "no database ", count: 1000), to: "events/\(tomorrow.utcDate).sqlite")
        #expect(throws: EventLogError.self) {
            _ = try EventLog(
                fixture.configuration, tokenLife: LogFixture.tokenLife, at: tomorrow, carried: [:])
        }
    }
}
