internal import Catalog
internal import Chronology
internal import EventLog
internal import Foundation

/// The day files of a data directory.
struct EventFiles {
    let directory: String
    /// UTC dates that have a file, ascending.
    let days: [CivilDate]

    /// - Throws: `ReportingError.noEventLog` when there is no folder of events.
    init(dataDirectory: String) throws(ReportingError) {
        directory = dataDirectory
        let events = DataDirectory.eventsPath(dataDirectory)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: events, isDirectory: &isDirectory),
            isDirectory.boolValue
        else { throw .noEventLog(path: events) }
        days = DataDirectory.days(dataDirectory)
    }

    func path(_ day: CivilDate) -> String { DataDirectory.dayPath(directory, day) }

    /// The files that can hold events of local dates; one day more on each side covers every offset and local hour.
    func paths(from: CivilDate, to: CivilDate, zone: TimeZoneRules) -> [String] {
        let first = zone.startOfDay(from).utcDate.advanced(byDays: -1)
        let last = zone.startOfDay(to.advanced(byDays: 1)).utcDate.advanced(byDays: 1)
        return days.filter { $0 >= first && $0 <= last }.map(path)
    }

    /// Every flat rate: as the catalog has it, and for line items that it has no longer as the newest day file does.
    ///
    /// All files are asked, so that a day earns the same in reports of any period.
    func flatRates(catalog: Catalog, deadline: inout Deadline) throws(ReportingError) -> [FlatRate]
    {
        let zone = catalog.site.timeZone
        var rates = catalog.lineItems.compactMap { FlatRate($0, zone: zone) }
        var known = Set(catalog.lineItems.map(\.id))
        for day in days.reversed() {
            try deadline.check()
            let path = path(day)
            let connection = try DayFileReader.wrapping(path) { () throws(EventLogError) in
                try SQLiteConnection(path: path, access: .readOnly)
            }
            for (_, terms) in try DayFileReader.terms(path, connection, condition: "TRUE")
            where known.insert(terms.lineItem).inserted {
                // It left the catalog on that day at the latest, and earned nothing from then on.
                guard let rate = FlatRate(terms, zone: zone, lastDay: day) else { continue }
                rates.append(rate)
            }
        }
        return rates
    }
}
