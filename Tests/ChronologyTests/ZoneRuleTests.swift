import Testing

@testable import Chronology

@Suite("Yearly rules of zones")
struct ZoneRuleTests {
    @Test(
        "POSIX rules are read",
        arguments: [
            "UTC0", "EST5EDT,M3.2.0,M11.1.0", "<+0530>-5:30", "CET-1CEST,M3.5.0,M10.5.0/3",
            "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
            "IST-2IDT,M3.4.4/26,M10.5.0", "AAA3BBB,J60,J300", "AAA3BBB2:30,0/0,365/24",
        ])
    func accepted(_ text: String) {
        #expect(ZoneRule(posix: Array(text.utf8)) != nil)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "UT0", "UTC", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
            "EST5EDT,M3.6.0,M11.1.0", "<+05",
            "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J1", "EST5EDT,366,1", "EST5EDT,M3.2.0,M11.1.0x",
            "EST5:60", "EST200",
        ])
    func refused(_ text: String) {
        #expect(ZoneRule(posix: Array(text.utf8)) == nil)
    }

    @Test("Days of the year count 29 February or not, as their form says")
    func julian() throws {
        let rule = try #require(ZoneRule(posix: Array("AAA0BBB,J60/0,60/0".utf8))?.daylight)
        for (year, leap) in [(2024, true), (2026, false)] {
            let newYear = Int64(CivilDate.dayNumber(year: year, month: 1, day: 1))
            // J60 is 1 March in every year; 60 is 1 March in a leap year and 2 March in others.
            #expect(rule.start.localSecond(in: year) / 86_400 - newYear == (leap ? 60 : 59))
            #expect(rule.end.localSecond(in: year) / 86_400 - newYear == 60)
        }
    }
}
