import CallspoolCore
import CampaignFiles
import Testing

@Suite("A text is read as a time")
struct TimeExpressionTests {
    /// A Wednesday, 12:30:15 in New York, 18:30:15 in Berlin.
    private let now = Timestamp(Timestamp.Civil(year: 2026, month: 1, day: 14, hour: 17, minute: 30, second: 15))

    private func read(_ text: String, _ zone: String = "America/New_York", now: Timestamp? = nil) throws -> String {
        let zone = try #require(Zone(zone))
        switch TimeExpression.read(text, now: now ?? self.now, zone: zone) {
        case .zero: return "zero"
        case .instant(let instant): return instant.iso8601
        case .fault(let words): return words
        }
    }

    @Test(
        "times as people write them",
        arguments: [
            ("0", "zero"),
            ("000", "zero"),
            ("1318647900", "2011-10-15T03:05:00.000Z"),
            ("2026-02-01T10:15:30Z", "2026-02-01T10:15:30.000Z"),
            ("2026-02-01T10:15:30.25Z", "2026-02-01T10:15:30.250Z"),
            ("2026-02-01t10:15:30.123456789z", "2026-02-01T10:15:30.123Z"),
            ("2026-02-01T10:15:30,5+01:00", "2026-02-01T09:15:30.500Z"),
            ("2026-02-01 10:15", "2026-02-01T15:15:00.000Z"),
            ("2026-02-01 10:15 -0500", "2026-02-01T15:15:00.000Z"),
            ("2026-02-01T10:15-05", "2026-02-01T15:15:00.000Z"),
            ("2026-02-01T10:15+05:45", "2026-02-01T04:30:00.000Z"),
            ("2026-02-01 10:15 Europe/Berlin", "2026-02-01T09:15:00.000Z"),
            ("2026-02-01 10:15 europe/berlin", "2026-02-01T09:15:00.000Z"),
            ("2026-02-01", "2026-02-01T05:00:00.000Z"),
            ("2026-02-01Z", "2026-02-01T00:00:00.000Z"),
            ("2026-01-31T24:00Z", "2026-02-01T00:00:00.000Z"),
            ("2024-02-29 00:00 UTC", "2024-02-29T00:00:00.000Z"),
            ("now", "2026-01-14T17:30:15.000Z"),
            (" NOW ", "2026-01-14T17:30:15.000Z"),
            ("+15 minutes", "2026-01-14T17:45:15.000Z"),
            ("+15minutes", "2026-01-14T17:45:15.000Z"),
            ("+ 1 minute", "2026-01-14T17:31:15.000Z"),
            ("+3 days", "2026-01-17T17:30:15.000Z"),
            ("+90s", "2026-01-14T17:31:45.000Z"),
            ("+2h", "2026-01-14T19:30:15.000Z"),
            ("+1h30m", "2026-01-14T19:00:15.000Z"),
            ("+1 Week", "2026-01-21T17:30:15.000Z"),
            ("+2 hrs 5 mins", "2026-01-14T19:35:15.000Z"),
            ("today 17:00", "2026-01-14T22:00:00.000Z"),
            ("Today", "2026-01-14T05:00:00.000Z"),
            ("tomorrow 09:15", "2026-01-15T14:15:00.000Z"),
            ("tomorrow 9:15pm", "2026-01-16T02:15:00.000Z"),
            ("tomorrow at 9 PM", "2026-01-16T02:00:00.000Z"),
            ("tomorrow 09:15 UTC", "2026-01-15T09:15:00.000Z"),
            ("monday 09:00", "2026-01-19T14:00:00.000Z"),
            ("Mon 09:00", "2026-01-19T14:00:00.000Z"),
            ("wednesday 12:30", "2026-01-21T17:30:00.000Z"),
            ("wednesday 12:31", "2026-01-14T17:31:00.000Z"),
            ("tuesday", "2026-01-20T05:00:00.000Z"),
            ("sunday 23:59:59", "2026-01-19T04:59:59.000Z"),
            ("oct 14th, 2011 11:05PM EST", "2011-10-15T04:05:00.000Z"),
            ("oct 14th, 2011 11:05PM EDT", "2011-10-15T03:05:00.000Z"),
            ("Oct. 14 2011, 23:05 PDT", "2011-10-15T06:05:00.000Z"),
            ("OCTOBER 1ST 2011 12:00am utc", "2011-10-01T00:00:00.000Z"),
            ("october 2nd 2011 12:00 pm gmt", "2011-10-02T12:00:00.000Z"),
            ("sept 3rd, 2011 1:05 am", "2011-09-03T05:05:00.000Z"),
            ("may 4, 2011", "2011-05-04T04:00:00.000Z"),
            ("14 October 2011 23:05 Europe/Berlin", "2011-10-14T21:05:00.000Z"),
            ("14th oct 2011 23:05 +02:00", "2011-10-14T21:05:00.000Z"),
            ("jul 4 2026 10:00 BST", "2026-07-04T09:00:00.000Z"),
            ("jul 4 2026 10:00 CEST", "2026-07-04T08:00:00.000Z"),
            ("jul 4 2026 10:00 HST", "2026-07-04T20:00:00.000Z"),
            ("jul 4 2026 10:00 AKST", "2026-07-04T19:00:00.000Z"),
            ("jul 4 2026 10:00 CDT", "2026-07-04T15:00:00.000Z"),
            ("jul 4 2026 10:00 MST", "2026-07-04T17:00:00.000Z"),
        ]
    )
    func read(text: String, wanted: String) throws {
        #expect(try read(text) == wanted)
    }

    @Test(
        "a local time that is skipped is the first that exists, one that is shown twice the first of the two",
        arguments: [
            ("America/New_York", "2026-03-08 01:59:59", "2026-03-08T06:59:59.000Z"),
            ("America/New_York", "2026-03-08 02:00", "2026-03-08T07:00:00.000Z"),
            ("America/New_York", "2026-03-08 02:30", "2026-03-08T07:00:00.000Z"),
            ("America/New_York", "2026-03-08 03:00", "2026-03-08T07:00:00.000Z"),
            ("America/New_York", "2026-11-01 00:59:59", "2026-11-01T04:59:59.000Z"),
            ("America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00.000Z"),
            ("America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00.000Z"),
            ("America/New_York", "2026-11-01 01:30 EST", "2026-11-01T06:30:00.000Z"),
            ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29T00:59:00.000Z"),
            ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:00:00.000Z"),
            ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00.000Z"),
            ("Europe/Berlin", "2026-10-25 01:59", "2026-10-24T23:59:00.000Z"),
            ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00.000Z"),
            ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00.000Z"),
            ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:30:00.000Z"),
            ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00:00.000Z"),
        ]
    )
    func daylightSaving(zone: String, text: String, wanted: String) throws {
        #expect(try read(text, zone) == wanted)
    }

    @Test("tomorrow is tomorrow's local time also over a change of the clocks, and +1 day is 24 hours")
    func overTheChange() throws {
        let before = Timestamp(Timestamp.Civil(year: 2026, month: 3, day: 7, hour: 17))
        #expect(try read("tomorrow 12:00", now: before) == "2026-03-08T16:00:00.000Z")
        #expect(try read("+1 day", now: before) == "2026-03-08T17:00:00.000Z")
    }

    @Test("today is today in the zone that the time names")
    func todayElsewhere() throws {
        let late = Timestamp(Timestamp.Civil(year: 2026, month: 1, day: 14, hour: 23, minute: 30))
        #expect(try read("today 17:00 Asia/Tokyo", now: late) == "2026-01-15T08:00:00.000Z")
        #expect(try read("today 17:00", now: late) == "2026-01-14T22:00:00.000Z")
    }

    @Test("every local hour of a year reads back as the hour that the clocks then show, or as the change")
    func everyHour() throws {
        let zone = try #require(Zone("Europe/Berlin"))
        var skipped = 0
        for hour in 0..<8760 {
            let local = Timestamp(Timestamp.Civil(year: 2026, month: 1, day: 1)) + .seconds(hour * 3600)
            let reading = TimeExpression.read(String(local.iso8601.dropLast(5)), now: now, zone: zone)
            guard case .instant(let instant) = reading else {
                Issue.record("\(local.iso8601) was refused")
                continue
            }
            if zone.wall(at: instant) != local { skipped += 1 }
        }
        #expect(skipped == 1)
    }

    @Test(
        "what is not a time is a fault that says what to write",
        arguments: [
            ("", "is empty; write a time, as in 2011-10-14 23:05 or +15 minutes"),
            ("   ", "is empty; write a time, as in 2011-10-14 23:05 or +15 minutes"),
            ("1318647900000", "in milliseconds; write UNIX seconds, 1318647900"),
            ("13186479001", "has 11 digits, so it seems to be in milliseconds"),
            ("131864790012345", "at most 10 digits"),
            ("99999999999999999999999", "at most 10 digits"),
            ("20111014", "write a date as in 2011-10-14"),
            ("-1", "is in the past"),
            ("-15 minutes", "is in the past"),
            ("+15", "has a number without a unit"),
            ("+minutes", "has no number where one is expected"),
            ("+15 fortnights", #"has a unit "fortnights" that is not known"#),
            ("+15 months", #"has a unit "months" that is not known"#),
            ("+1.5 hours", "has a fraction"),
            ("+11 years", "is not known"),
            ("+9999999999 days", "is longer than ten years"),
            ("+99999999999999999999 days", "is longer than ten years"),
            ("+5 minutes 1 hour", "has its units out of order"),
            ("now please", "goes on after now"),
            ("yesterday", "is not a time that can be read"),
            ("next monday", "is not a time that can be read"),
            ("09:15", "has no day"),
            ("10/14/2011", "cannot be told apart"),
            ("14.10.2011", "cannot be told apart"),
            ("2011-10", "begins with no date that can be read"),
            ("2011-13-01", "has a month 13; a year has 12"),
            ("2011-00-01", "has a month 0; a year has 12"),
            ("2011-02-29", "has a day 29; that month has 28"),
            ("2011-10-14T", "has no time of day that can be read"),
            ("2011-10-14T25:00", "no clock shows"),
            ("2011-10-14T10:60", "no clock shows"),
            ("2011-10-14T10:00:60", "no clock shows"),
            ("2011-10-14T24:01", "no clock shows"),
            ("2011-10-14T10", "has no time of day that can be read"),
            ("2011-10-14T10:1", "has no time of day that can be read"),
            ("2011-10-14 13:05PM", "has both an hour of 24 and am or pm"),
            ("2011-10-14 0:05am", "has both an hour of 24 and am or pm"),
            ("2011-10-14 10:00 IST", #"has a zone "IST" that means several"#),
            ("2011-10-14 10:00 XYZ", #"ends in "XYZ", which is not a time zone"#),
            ("2011-10-14 10:00 Mars/Base", #"ends in "Mars/Base", which is not a time zone"#),
            ("2011-10-14 10:00 /etc/passwd", "which is not a time zone"),
            ("2011-10-14 10:00 ../UTC", "which is not a time zone"),
            ("2011-10-14 10:00 +25:00", "has an invalid offset from UTC"),
            ("2011-10-14 10:00 +05:3", "has an invalid offset from UTC"),
            ("2011-10-14 10:00 EST 5", "which is not a time zone"),
            ("oct 14th, 11:05PM", "has no year of four digits"),
            ("oct 14th, 11 11:05PM", "has no year of four digits"),
            ("oct, 2011", "has no day after the month"),
            ("oct 32nd, 2011", "has a day 32; that month has 31"),
            ("octember 1 2011", "is not a time that can be read"),
            ("1969-12-31", "is before 1970"),
            ("tomorrow 9", "has no time of day that can be read"),
            ("tomorrow09:15", "no space between"),
            ("\u{661}\u{662}", "is not a time that can be read"),
            ("\u{1F550}", "is not a time that can be read"),
        ]
    )
    func faults(text: String, words: String) throws {
        let fault = try read(text)
        #expect(fault.hasPrefix("\"") && fault.contains(words), "\(fault)")
    }

    @Test("no text makes it fall over")
    func hostile() throws {
        var random = SplitMix64(seed: 11)
        let pieces = [
            "2011", "-", "10", ":", "T", " ", "+", "9", "oct", "th", ",", "pm", "EST", "/", "monday", ".", "Z",
            "\u{E9}", "\0",
            "99999999999999999999", "today", "at", "5m",
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...9, using: &random)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            #expect(try !read(text, "UTC").isEmpty)
        }
    }
}
