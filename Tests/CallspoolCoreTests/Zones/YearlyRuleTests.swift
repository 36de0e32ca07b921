import Testing

@testable import CallspoolCore

@Suite("The rule by which a zone goes on")
struct YearlyRuleTests {
    private func instant(_ text: String) throws -> Int64 {
        try #require(Timestamp(text: text)).seconds
    }

    @Test(
        "says the offset, and when the clocks are changed next",
        arguments: [
            ("EST5EDT,M3.2.0,M11.1.0", "2027-01-15T00:00:00.000Z", -5, "2027-03-14T07:00:00.000Z"),
            ("EST5EDT,M3.2.0,M11.1.0", "2027-03-14T07:00:00.000Z", -4, "2027-11-07T06:00:00.000Z"),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2027-06-01T00:00:00.000Z", 2, "2027-10-31T01:00:00.000Z"),
            // The south: the year begins in summer.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2027-01-01T00:00:00.000Z", 11, "2027-04-03T16:00:00.000Z"),
            // Ireland, whose standard time is the summer's.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-01-01T00:00:00.000Z", 0, "2027-03-28T01:00:00.000Z"),
            // Before midnight, and days of the year, with and without the leap day.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2027-01-01T00:00:00.000Z", -2, "2027-03-28T01:00:00.000Z"),
            ("AAA0BBB,J60/0,J300/0", "2028-01-01T00:00:00.000Z", 0, "2028-03-01T00:00:00.000Z"),
            ("AAA0BBB,59/0,300/0", "2028-01-01T00:00:00.000Z", 0, "2028-02-29T00:00:00.000Z"),
        ]
    )
    func changes(text: String, at: String, hours: Int64, next: String) throws {
        let rule = try #require(YearlyRule(Array(text.utf8)))
        let season = rule.season(at: try instant(at))
        #expect(season.offset == hours * 3600)
        #expect(season.until == (try instant(next)))
        #expect(rule.season(at: season.until - 1) == season)
        #expect(rule.season(at: season.until).from == season.until)
    }

    @Test("a zone without summer time, and one that is in it all year, are never changed")
    func constant() throws {
        for (text, offset) in [("<+0530>-5:30", Int64(19_800)), ("XXX3EDT4,0/0,J365/23", -14_400)] {
            let season = try #require(YearlyRule(Array(text.utf8))).season(at: 1_800_000_000)
            #expect(season.offset == offset && season.until == .max, "\(text)")
        }
    }

    @Test(
        "what is not a valid rule is refused",
        arguments: [
            "", "E5", "EST", "EST25", "EST5EDT,M3.2.0", "EST5EDT", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
            "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J5", "EST5EDT,366,5", "<+01-1", "EST5x", "EST5EDT,M3.2.0/168,M11.1.0",
        ]
    )
    func refused(text: String) {
        #expect(YearlyRule(Array(text.utf8)) == nil)
    }
}
