import Catalog
import Chronology
import Foundation
import TestSupport
import Testing

@testable import EventLog

@Suite("The event log")
struct EventLogTests {
    @Test(
        "shows in both views what was committed, at any point and after any restart",
        arguments: 0..<UInt64(12))
    func viewsAgreeWithBatches(seed: UInt64) throws {
        let zones = ["America/Los_Angeles", "Asia/Kolkata", "America/St_Johns", "UTC"]
        let fixture = try LogFixture(zone: zones[Int(seed) % zones.count])
        var source = BatchSource(seed: seed)
        for step in 0..<40 {
            try fixture.commit(source.batch(at: fixture.now))
            switch Int.random(in: 0..<8, using: &source.random) {
            case 0: try fixture.log.tidy(at: fixture.now)
            case 1: try fixture.log.reopen()
            case 2: try fixture.restart()
            case 3:
                try fixture.log.close()
                try fixture.restart()
            default: break
            }
            fixture.now = fixture.now.advanced(
                byMilliseconds: Int64.random(in: 0...2_000_000, using: &source.random))
            let carried = fixture.delivered()
            try fixture.log.turnDay(to: fixture.now) { carried }
            if step % 10 == 9 { try fixture.checkViews("seed \(seed), step \(step)") }
        }
        #expect(fixture.days.count >= 1)
    }

    @Test("keeps neither request nor viewer of counts, and no viewer of anonymous events")
    func classesKeepWhatTheyMay() throws {
        let fixture = try LogFixture()
        var source = BatchSource(seed: 5)
        for _ in 0..<20 { try fixture.commit(source.batch(at: fixture.now)) }
        let day = fixture.log.day
        let kept = try fixture.rows(
            "SELECT consent, count(*), count(request), count(viewer) FROM log GROUP BY consent",
            columns: 4, day: day)
        #expect(kept.map { $0[0] } == ["1", "2", "3"])
        #expect(kept[0][2] == "0" && kept[0][3] == "0")
        #expect(kept[1][2] == kept[1][1] && kept[1][3] == "0")
        #expect(kept[2][2] == kept[2][1] && kept[2][3] != "0")
    }

    @Test("cuts counts to the local hour and other events to the minute")
    func cutsTimes() throws {
        let fixture = try LogFixture(zone: "Asia/Kolkata", at: "2026-11-24T20:17:42.750Z")
        var source = BatchSource(seed: 6)
        try fixture.commit(source.batch(at: fixture.now, entries: 60...60))
        let times = try fixture.rows(
            "SELECT DISTINCT consent > 1, at_ms FROM log ORDER BY 1", columns: 2,
            day: fixture.log.day)
        // 01:47:42 in Kolkata: its hour began at 19:30 UTC.
        let hour = try #require(Instant(rfc3339: "2026-11-24T19:30:00Z"))
        let minute = try #require(Instant(rfc3339: "2026-11-24T20:17:00Z"))
        #expect(times == [["0", "\(hour.milliseconds)"], ["1", "\(minute.milliseconds)"]])
    }

    @Test("gives an event the same number before and after a restart, in order of commits")
    func numbersEvents() throws {
        let fixture = try LogFixture()
        var source = BatchSource(seed: 9)
        var last = fixture.log.lastID
        #expect(last == 20_261_124_0_000_000_000)
        for _ in 0..<10 {
            try fixture.commit(source.batch(at: fixture.now, entries: 1...9))
            #expect(fixture.log.lastID > last)
            last = fixture.log.lastID
            try fixture.log.reopen()
            #expect(fixture.log.lastID == last)
        }
        let ids = try fixture.rows("SELECT event_id FROM events", columns: 1, day: fixture.log.day)
        #expect(Set(ids).count == ids.count)
    }

    @Test(
        "tells a new process what was committed: totals, today, tokens and promises",
        arguments: 0..<UInt64(10))
    func recovery(seed: UInt64) throws {
        let fixture = try LogFixture(zone: seed % 2 == 0 ? "America/Los_Angeles" : "Asia/Kolkata")
        var source = BatchSource(seed: seed + 100)
        for step in 0..<60 {
            try fixture.commit(source.batch(at: fixture.now))
            fixture.now = fixture.now.advanced(
                byMilliseconds: Int64.random(in: 0...4_000_000, using: &source.random))
            let carried = fixture.delivered()
            try fixture.log.turnDay(to: fixture.now) { carried }
            if source.random.chance(20) { try fixture.log.tidy(at: fixture.now) }
            if source.random.chance(10) { try fixture.restart() }
            if step % 10 == 9 { try checkRecovery(fixture, "seed \(seed), step \(step)") }
        }
        #expect(fixture.days.count > 1)
    }

    private func checkRecovery(_ fixture: LogFixture, _ comment: Comment) throws {
        let now = fixture.now
        let found = try Recovery(fixture.configuration, tokenLife: LogFixture.tokenLife, at: now)
        #expect(
            found.totals.filter { !$0.value.isZero }
                == fixture.delivered().filter { !$0.value.isZero }, comment)
        let date = fixture.zone.local(at: now).date
        let today = fixture.delivered { fixture.zone.local(at: $0.at).date == date }
        #expect(
            found.today.filter { !$0.value.isZero } == today.filter { !$0.value.isZero }, comment)

        var tokens: [[Int64]: Int64] = [:]
        let firstHour =
            (now.milliseconds - LogFixture.tokenLife.click) / Instant.millisecondsPerHour
        let spent = fixture.committed.flatMap(\.batch.spentTokens)
        for token in spent where token.issuedHour >= firstHour {
            tokens[[token.issuedHour, token.serial], default: 0] |= token.kinds
        }
        var foundTokens: [[Int64]: Int64] = [:]
        for token in found.spentTokens {
            foundTokens[[token.issuedHour, token.serial], default: 0] |= token.kinds
        }
        #expect(foundTokens == tokens, comment)

        let firstMinute =
            (now.milliseconds - LogFixture.tokenLife.view) / Instant.millisecondsPerMinute
        let changes = fixture.committed.flatMap(\.batch.reservations)
            .filter { $0.issuedMinute >= firstMinute }
        #expect(sums(found.reservations) == sums(changes), comment)
    }

    private func sums(_ changes: [ReservationChange]) -> [String: [Int64]] {
        var sums: [String: [Int64]] = [:]
        for change in changes {
            let key = "\(change.lineItem) \(change.issuedMinute)"
            let sum = sums[key] ?? [0, 0, 0]
            sums[key] = [
                sum[0] + change.impressions, sum[1] + change.viewables,
                sum[2] + change.spendMicros,
            ]
        }
        return sums.filter { $0.value != [0, 0, 0] }
    }

    @Test("deletes expired tokens and promises in every file, and nothing that is still alive")
    func forgetsTokens() throws {
        let fixture = try LogFixture()
        var source = BatchSource(seed: 77)
        for _ in 0..<80 {
            try fixture.commit(source.batch(at: fixture.now))
            fixture.now = fixture.now.advanced(byMilliseconds: 1_800_000)
            let carried = fixture.delivered()
            try fixture.log.turnDay(to: fixture.now) { carried }
            try fixture.log.tidy(at: fixture.now)
        }
        try checkRecovery(fixture, "after the tokens of 40 hours")
        let slack = 3 * Instant.millisecondsPerHour
        let hour =
            (fixture.now.milliseconds - LogFixture.tokenLife.click - slack)
            / Instant.millisecondsPerHour
        let minute =
            (fixture.now.milliseconds - LogFixture.tokenLife.view - slack)
            / Instant.millisecondsPerMinute
        for day in fixture.days {
            let old = try fixture.rows(
                """
                SELECT (SELECT count(*) FROM spent_tokens WHERE issued_hour < \(hour)),
                       (SELECT count(*) FROM open_reservations WHERE issued_minute < \(minute))
                """, columns: 2, day: day)
            #expect(old == [["0", "0"]], "\(day)")
        }
    }

    @Test("opens the newest day when the clock went back, and never turns back")
    func clockGoesBack() throws {
        let fixture = try LogFixture()
        var source = BatchSource(seed: 3)
        try fixture.commit(source.batch(at: fixture.now, entries: 5...5))
        let day = fixture.log.day
        fixture.now = fixture.now.advanced(byMilliseconds: -5 * Instant.millisecondsPerDay)
        try fixture.restart()
        #expect(fixture.log.day == day)
        try fixture.log.turnDay(to: fixture.now) { [:] }
        #expect(fixture.log.day == day)
        let recovery = try Recovery(
            fixture.configuration, tokenLife: LogFixture.tokenLife, at: fixture.now)
        #expect(recovery.totals == fixture.delivered())
    }

    @Test("does not write a second time for the roll-up after every batch")
    func tidiesSeldom() throws {
        let fixture = try LogFixture()
        var source = BatchSource(seed: 12)
        func mark() throws -> [[String]] {
            try fixture.rows(
                "SELECT value FROM meta WHERE key = 'rollup_mark'", columns: 1, day: fixture.log.day
            )
        }
        let before = try mark()
        for _ in 0..<20 {
            try fixture.commit(source.batch(at: fixture.now, entries: 1...3))
            try fixture.log.tidy(at: fixture.now)
            #expect(try mark() == before)
            fixture.now = fixture.now.advanced(byMilliseconds: 40)
        }
        fixture.now = fixture.now.advanced(byMilliseconds: 1000)
        try fixture.log.tidy(at: fixture.now)
        #expect(try mark() == [["\(fixture.log.lastID)"]])
        try fixture.checkViews("after the roll-up")
    }

    @Test("remembers line items' terms in today's file and in those to come")
    func terms() throws {
        let fixture = try LogFixture()
        let terms = LineItemTerms(
            lineItem: "a/b/one", advertiser: "a", campaign: "b", tier: "guaranteed",
            rateModel: "cpm", priceMicros: 12_000_000, per: nil, flightMilliseconds: 1..<2)
        try fixture.log.record([terms])
        for _ in 0..<2 {
            var batch = LogBatch()
            batch.entries = [
                LogEntry(
                    kind: .impression, consent: .event, slot: "leaderboard", lineItem: "a/b/one",
                    creative: nil, section: nil, region: nil, device: "desktop", request: nil,
                    viewer: nil)
            ]
            try fixture.commit(batch)
            let rows = try fixture.rows(
                "SELECT advertiser, campaign, tier FROM hourly", columns: 3, day: fixture.log.day)
            #expect(rows == [["a", "b", "guaranteed"]])
            fixture.now = fixture.now.advanced(byMilliseconds: Instant.millisecondsPerDay)
            try fixture.log.turnDay(to: fixture.now) { [:] }
        }
    }
}
