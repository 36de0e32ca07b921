import CallspoolCore
import CampaignFiles
import Testing

@Suite("A start near a full hour")
struct StartTimeTests {
    /// What becomes of a start, Monday 2026-11-23 10:00 UTC.
    private func read(_ start: String, _ topOfHour: TopOfHour, _ more: String = "") throws -> (Timestamp?, [String]) {
        var defaults = CampaignDefaults()
        defaults.topOfHour = topOfHour
        defaults.callingHours = CallingHours(from: 0, to: 1440)
        let text = "ani: +1 617 555 0100\nnumbers: [2125550101]\nstart: \(start)\n\(more)\n"
        let whole = try WholeFile(text, defaults: defaults)
        #expect(whole.errors.isEmpty)
        return (whole.reader.campaign?.start, whole.warnings)
    }

    private func utc(_ hour: Int, _ minute: Int, day: Int = 23) -> Timestamp {
        Timestamp(Timestamp.Civil(year: 2026, month: 11, day: day, hour: hour, minute: minute))
    }

    private static let reason = "(UTC), because trunks are busiest at the full hour"

    @Test("with `shift` goes to a quarter past, and a warning says so")
    func shifted() throws {
        let before = try read("2026-11-23 10:58", .shift)
        #expect(before.0 == utc(11, 15))
        let words = "start moved from 2026-11-23 10:58 to 2026-11-23 11:15"
        #expect(before.1 == ["3:8: warning: \(words) \(StartTimeTests.reason)"])
        #expect(try read("2026-11-23 12:03", .shift).0 == utc(12, 15))
        #expect(try read("2026-11-23 12:00", .shift).0 == utc(12, 15))
        #expect(try read("2026-11-23 23:55", .shift).0 == utc(0, 15, day: 24))
    }

    @Test("with `shift` one that passed a moment ago is moved as well, unless a quarter past has passed too")
    func justPassed() throws {
        // It is 10:00.
        #expect(try read("2026-11-23 09:58", .shift).0 == utc(10, 15))
        #expect(try read("2026-11-23 10:00", .shift).0 == utc(10, 15))
        let gone = try read("2026-11-23 08:58", .shift)
        #expect(gone.0 == utc(8, 58))
        #expect(gone.1.first?.hasSuffix("is in the past; calls begin at once") == true)
    }

    @Test("is one within five minutes, and no further off", arguments: [TopOfHour.warn, .shift])
    func edges(topOfHour: TopOfHour) throws {
        for (time, isNear) in [("11:54:59", false), ("11:55:00", true), ("12:05:00", true), ("12:05:01", false)] {
            #expect(try read("2026-11-23T\(time)Z", topOfHour).1.isEmpty != isNear, "\(time)")
        }
    }

    @Test("is by the clock of the campaign's zone")
    func zone() throws {
        let found = try read("2026-11-24 09:58", .shift, "timezone: Asia/Kolkata")
        #expect(found.0 == utc(4, 45, day: 24))
        #expect(found.1.first?.contains("moved from 2026-11-24 09:58 to 2026-11-24 10:15 (Asia/Kolkata)") == true)
        #expect(try read("2026-11-24 09:30", .shift, "timezone: Asia/Kolkata").0 == utc(4, 0, day: 24))
    }

    @Test("is left, and warned about, when a quarter past would not be before `expires`")
    func expires() throws {
        let left = try read("2026-11-23 11:58", .shift, "expires: 2026-11-23 12:15")
        #expect(left.0 == utc(11, 58))
        #expect(left.1.first?.hasSuffix("it stays, because 12:15 (UTC) is not before `expires`") == true)
        #expect(try read("2026-11-23 11:58", .shift, "expires: 2026-11-23 12:16").0 == utc(12, 15))
    }

    @Test("with `allow` is nobody's concern, and with `warn` stays")
    func notShifted() throws {
        #expect(try read("2026-11-23 10:58", .allow) == (utc(10, 58), []))
        let warned = try read("2026-11-23 10:58", .warn)
        #expect(warned.0 == utc(10, 58))
        #expect(warned.1.first?.hasSuffix("busiest; 11:15, 11:30 or 11:45 (UTC) would go easier") == true)
    }

    @Test("that is now, or none, stays; one in the past is told", arguments: TopOfHour.allCases)
    func past(topOfHour: TopOfHour) throws {
        #expect(try read("now", topOfHour).1.isEmpty)
        #expect(try read("0", topOfHour) == (nil, []))
        let past = try read("2026-11-23 09:30", topOfHour)
        #expect(past.0 == utc(9, 30))
        let words = "`start` (2026-11-23 09:30 UTC) is in the past; calls begin at once"
        #expect(past.1 == ["3:8: warning: \(words)"])
    }

    @Test("the spool's calling hours stand in for a campaign's, and no warning is given then")
    func callingHours() throws {
        var defaults = CampaignDefaults()
        defaults.callingHours = CallingHours(from: 540, to: 1200)
        let text = "ani: +1 617 555 0100\nnumbers: [2125550101]\n"
        let taken = try WholeFile(text, defaults: defaults)
        #expect(taken.warnings.isEmpty)
        #expect(taken.reader.campaign?.callingHours == defaults.callingHours)
        let own = try WholeFile(text + "calling_hours: {from: 10:00, to: 11:00, days: sat}\n", defaults: defaults)
        #expect(own.reader.campaign?.callingHours == CallingHours(from: 600, to: 660, days: [6]))
    }

    /// What becomes of a file without a start that begins at an instant.
    private func begins(_ at: Timestamp, _ topOfHour: TopOfHour, _ more: String = "") throws -> (Timestamp?, [String]) {
        var defaults = CampaignDefaults()
        defaults.topOfHour = topOfHour
        defaults.callingHours = CallingHours(from: 0, to: 1440)
        let whole = try WholeFile(
            "ani: +1 617 555 0100\nnumbers: [2125550101]\n\(more)\n",
            defaults: defaults,
            begins: at
        )
        #expect(whole.errors.isEmpty)
        return (whole.reader.campaign?.start, whole.warnings)
    }

    @Test("that no key says, but the tick that picks the file up, is warned about and moved as any other")
    func pickup() throws {
        let warned = try begins(utc(11, 0), .warn)
        #expect(warned.0 == nil)
        #expect(warned.1.first?.contains("calls begin when the file is picked up, at 2026-11-23 11:00 (UTC)") == true)
        #expect(try begins(utc(11, 0), .shift).0 == utc(11, 15))
        #expect(try begins(utc(11, 0), .allow) == (nil, []))
        #expect(try begins(utc(11, 15), .warn).1.isEmpty)
        #expect(try begins(utc(11, 0), .shift, "start: now").0 == utc(11, 15))
        #expect(try begins(utc(11, 0), .warn, "start: 2026-11-23 12:30").1.isEmpty)
        let past = try begins(utc(11, 0), .warn, "start: 2026-11-23 09:30")
        #expect(past.1.contains { $0.contains("when the file is picked up") }, "\(past)")
    }

    @Test("that is the opening of the calling hours is warned about and moved, once they are what calls wait for")
    func opening() throws {
        let hours = "calling_hours: {from: 12:00, to: 18:00, zone: UTC}"
        let warned = try begins(utc(10, 15), .warn, hours)
        #expect(warned.1.first?.contains("calls begin when the `calling_hours` open, at 2026-11-23 12:00") == true)
        #expect(try begins(utc(10, 15), .shift, hours).0 == utc(12, 15))
        #expect(try begins(utc(12, 15), .warn, hours).1.isEmpty)
        let half = "calling_hours: {from: 12:30, to: 18:00, zone: UTC}"
        #expect(try begins(utc(10, 15), .warn, half).1.isEmpty)
    }
}
