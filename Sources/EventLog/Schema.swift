/// The tables and views of one UTC day file.
///
/// `log` is append-only and holds small numbers; `names` spells them out. A slot that was asked for and filled is one
/// row of `log` (kind 1 with a line item) which the views show as a `request` and a `served` event. `rollup` holds the
/// sums of all rows up to `meta.rollup_mark`; the view `hourly` adds the rows after it, so it is always complete.
enum Schema {
    /// Changes with any change of the tables; a file of another version is refused.
    static let version: Int64 = 1

    static let pragmas = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = OFF;
        PRAGMA secure_delete = ON;
        PRAGMA cache_size = -16000;
        PRAGMA wal_autocheckpoint = 1000;
        """

    static let tables = """
        CREATE TABLE IF NOT EXISTS meta (
            key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS names (
            id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

        CREATE TABLE IF NOT EXISTS line_items (
            id INTEGER PRIMARY KEY, advertiser TEXT NOT NULL, campaign TEXT NOT NULL,
            tier TEXT NOT NULL, rate_model TEXT NOT NULL, price_micros INTEGER NOT NULL,
            per TEXT, flight_start_ms INTEGER NOT NULL, flight_end_ms INTEGER NOT NULL) STRICT;

        CREATE TABLE IF NOT EXISTS local_hours (
            start_ms INTEGER PRIMARY KEY, local_date TEXT NOT NULL,
            local_hour INTEGER NOT NULL) STRICT;

        CREATE TABLE IF NOT EXISTS log (
            id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL,
            count INTEGER NOT NULL, pages INTEGER NOT NULL, request BLOB, slot INTEGER NOT NULL,
            line_item INTEGER NOT NULL, creative INTEGER NOT NULL, section INTEGER NOT NULL,
            region INTEGER NOT NULL, device INTEGER NOT NULL, consent INTEGER NOT NULL,
            viewer TEXT, revenue_micros INTEGER NOT NULL, invalid INTEGER NOT NULL) STRICT;

        CREATE TABLE IF NOT EXISTS rollup (
            hour_ms INTEGER NOT NULL, kind INTEGER NOT NULL, slot INTEGER NOT NULL,
            line_item INTEGER NOT NULL, creative INTEGER NOT NULL, section INTEGER NOT NULL,
            region INTEGER NOT NULL, device INTEGER NOT NULL, consent INTEGER NOT NULL,
            invalid INTEGER NOT NULL, count INTEGER NOT NULL, pages INTEGER NOT NULL,
            revenue_micros INTEGER NOT NULL,
            PRIMARY KEY (hour_ms, kind, slot, line_item, creative, section, region, device,
                         consent, invalid)) STRICT, WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS open_reservations (
            line_item INTEGER NOT NULL, issued_minute INTEGER NOT NULL,
            impressions INTEGER NOT NULL, viewables INTEGER NOT NULL,
            spend_micros INTEGER NOT NULL,
            PRIMARY KEY (line_item, issued_minute)) STRICT, WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS spent_tokens (
            issued_hour INTEGER NOT NULL, serial INTEGER NOT NULL, kinds INTEGER NOT NULL,
            PRIMARY KEY (issued_hour, serial)) STRICT, WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS carried (
            line_item TEXT PRIMARY KEY, impressions INTEGER NOT NULL, viewables INTEGER NOT NULL,
            clicks INTEGER NOT NULL, spend_micros INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """

    static let views = """
        CREATE VIEW IF NOT EXISTS events AS
        WITH row AS (
            SELECT id * 8 + kind AS event_id, at_ms, kind, count, pages, request, slot,
                   \(ofRequest("line_item")), \(ofRequest("creative")), section, region, device,
                   consent, viewer, revenue_micros, invalid
            FROM log
            UNION ALL
            SELECT id * 8 + 2, at_ms, 2, count, 0, request, slot, line_item, creative, section,
                   region, device, consent, viewer, revenue_micros, invalid
            FROM log WHERE kind = 1 AND line_item <> 0)
        SELECT event_id, at_ms, \(kindName) AS event, count, pages,
               nullif(lower(hex(request)), '') AS request_id,
               (SELECT value FROM meta WHERE key = 'site') AS site,
               slot.text AS slot, line_items.advertiser, line_items.campaign,
               line_item.text AS line_item, creative.text AS creative, section.text AS section,
               region.text AS region, device.text AS device, \(consentName) AS consent, viewer,
               revenue_micros, \(invalidName) AS invalid_reason
        FROM row \(joins);

        CREATE VIEW IF NOT EXISTS hourly AS
        WITH cell AS (
            SELECT hour_ms, kind, count, pages, slot, line_item, creative, section, region, device,
                   consent, revenue_micros, invalid
            FROM rollup
            UNION ALL
            SELECT (SELECT max(start_ms) FROM local_hours WHERE start_ms <= at_ms), kind, count,
                   pages, slot, line_item, creative, section, region, device, consent,
                   revenue_micros, invalid
            FROM log WHERE id > (SELECT value FROM meta WHERE key = 'rollup_mark')),
        row AS (
            SELECT hour_ms, kind, count, pages, slot, \(ofRequest("line_item")),
                   \(ofRequest("creative")), section, region, device, consent, revenue_micros,
                   invalid
            FROM cell
            UNION ALL
            SELECT hour_ms, 2, count, 0, slot, line_item, creative, section, region, device,
                   consent, revenue_micros, invalid
            FROM cell WHERE kind = 1 AND line_item <> 0)
        SELECT hour_ms, local_hours.local_date, local_hours.local_hour, \(kindName) AS event,
               slot.text AS slot, line_items.advertiser, line_items.campaign,
               line_item.text AS line_item, line_items.tier AS tier, creative.text AS creative,
               section.text AS section, region.text AS region, device.text AS device,
               \(consentName) AS consent, \(invalidName) AS invalid_reason,
               sum(count) AS count, sum(pages) AS pages, sum(revenue_micros) AS revenue_micros
        FROM row JOIN local_hours ON local_hours.start_ms = hour_ms \(joins)
        GROUP BY hour_ms, kind, row.slot, row.line_item, row.creative, row.section, row.region,
                 row.device, row.consent, row.invalid;
        """

    private static let joins = """
        LEFT JOIN names AS slot ON slot.id = row.slot
        LEFT JOIN names AS line_item ON line_item.id = row.line_item
        LEFT JOIN line_items ON line_items.id = row.line_item
        LEFT JOIN names AS creative ON creative.id = row.creative
        LEFT JOIN names AS section ON section.id = row.section
        LEFT JOIN names AS region ON region.id = row.region
        LEFT JOIN names AS device ON device.id = row.device
        """

    private static let kindName =
        cases(of: "kind", EventKind.allCases.map { ($0.rawValue, $0.name) })
    private static let consentName =
        cases(of: "row.consent", [(1, "A"), (2, "B"), (3, "C")])
    private static let invalidName =
        cases(of: "invalid", InvalidReason.allCases.map { ($0.rawValue, $0.name) })

    /// A request is nobody's yet: the line item in its row belongs to the served event.
    private static func ofRequest(_ column: String) -> String {
        "CASE kind WHEN 1 THEN 0 ELSE \(column) END AS \(column)"
    }

    private static func cases(of column: String, _ names: [(Int, String)]) -> String {
        "CASE \(column) " + names.map { "WHEN \($0) THEN '\($1)'" }.joined(separator: " ") + " END"
    }
}
