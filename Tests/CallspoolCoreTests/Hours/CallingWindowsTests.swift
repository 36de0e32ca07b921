import Testing

@testable import CallspoolCore

@Suite("Calling windows")
struct CallingWindowsTests {
    private static let daily = Set(1...7)

    private func state(
        _ hours: CallingHours...,
        in zones: [String],
        at instant: Timestamp
    ) -> WindowState {
        var windows = CallingWindows(hours)
        return windows.state(of: CalleeZones(zones: zones, origin: .given), instant)
    }

    private func at(_ text: String) throws -> Timestamp {
        try Timestamp(iso8601: text)
    }

    @Test("open inside the hours until they end, to the millisecond")
    func plain() throws {
        let hours = CallingHours(from: 540, to: 1200)
        let opens = try at("2026-11-24T14:00:00Z")
        let closes = try at("2026-11-25T01:00:00Z")
        #expect(state(hours, in: ["America/New_York"], at: opens) == .open(until: closes))
        #expect(state(hours, in: ["America/New_York"], at: closes - .milliseconds(1)) == .open(until: closes))
        let before = state(hours, in: ["America/New_York"], at: opens - .milliseconds(1))
        #expect(before.opens == opens)
        #expect(state(hours, in: ["America/New_York"], at: closes).opens == opens + .seconds(86_400))
    }

    @Test("without hours it is always open")
    func none() throws {
        #expect(state(in: ["Europe/Rome"], at: try at("2026-11-24T03:00:00Z")) == .open(until: nil))
    }

    @Test("all day every day never closes, and needs no end of the day")
    func always() throws {
        let hours = CallingHours(from: 0, to: 1440)
        #expect(state(hours, in: ["Europe/Rome"], at: try at("2026-10-25T00:30:00Z")) == .open(until: nil))
    }

    @Test("a call goes only when it is inside the hours in all of the callee's zones")
    func allZones() throws {
        let hours = CallingHours(from: 540, to: 1200)
        let zones = ["America/New_York", "America/Los_Angeles"]
        let inNewYorkOnly = state(hours, in: zones, at: try at("2026-11-24T15:00:00Z"))
        #expect(inNewYorkOnly.closed?.zone == "America/Los_Angeles")
        #expect(inNewYorkOnly.opens == (try at("2026-11-24T17:00:00Z")))
        let inBoth = state(hours, in: zones, at: try at("2026-11-24T17:00:00Z"))
        #expect(inBoth == .open(until: try at("2026-11-25T01:00:00Z")))
        let inLosAngelesOnly = state(hours, in: zones, at: try at("2026-11-25T01:00:00Z"))
        #expect(inLosAngelesOnly.closed?.zone == "America/New_York")
        #expect(inLosAngelesOnly.opens == (try at("2026-11-25T17:00:00Z")))
    }

    @Test("no campaign widens the spool's limit: every window must be open")
    func outerLimit() throws {
        let campaign = CallingHours(from: 480, to: 1260)
        let spool = CallingHours(from: 540, to: 1200, days: Set(1...5))
        let early = state(campaign, spool, in: ["UTC"], at: try at("2026-11-24T08:30:00Z"))
        #expect(early.closed?.hours == spool)
        #expect(early.opens == (try at("2026-11-24T09:00:00Z")))
        let open = state(campaign, spool, in: ["UTC"], at: try at("2026-11-24T09:00:00Z"))
        #expect(open == .open(until: try at("2026-11-24T20:00:00Z")))
        // Friday evening, to Monday.
        #expect(
            state(campaign, spool, in: ["UTC"], at: try at("2026-11-27T20:00:00Z")).opens
                == (try at("2026-11-30T09:00:00Z"))
        )
    }

    @Test("a window inside the hour that does not exist is not open that day")
    func skippedWindow() throws {
        let hours = CallingHours(from: 135, to: 165)
        let zone = ["America/New_York"]
        #expect(state(hours, in: zone, at: try at("2026-03-07T08:00:00Z")).opens == (try at("2026-03-09T06:15:00Z")))
        #expect(state(hours, in: zone, at: try at("2026-03-08T07:20:00Z")).opens == (try at("2026-03-09T06:15:00Z")))
    }

    @Test("a window that begins or ends in the hour that does not exist begins after it, and ends before it")
    func skippedEnds() throws {
        let zone = ["America/New_York"]
        let change = try at("2026-03-08T07:00:00Z")
        #expect(state(CallingHours(from: 90, to: 150), in: zone, at: change - .seconds(60)) == .open(until: change))
        #expect(state(CallingHours(from: 150, to: 210), in: zone, at: change - .seconds(60)).opens == change)
        #expect(
            state(CallingHours(from: 150, to: 210), in: zone, at: change) == .open(until: change + .seconds(1800))
        )
        // Over the missing hour it is open without a break, and an hour shorter.
        let over = CallingHours(from: 60, to: 240)
        #expect(
            state(over, in: zone, at: try at("2026-03-08T06:00:00Z")) == .open(until: try at("2026-03-08T08:00:00Z"))
        )
    }

    @Test("a window inside the hour that comes twice is open both times")
    func repeatedWindow() throws {
        let hours = CallingHours(from: 75, to: 105)
        let zone = ["America/New_York"]
        #expect(
            state(hours, in: zone, at: try at("2026-11-01T05:15:00Z")) == .open(until: try at("2026-11-01T05:45:00Z"))
        )
        #expect(state(hours, in: zone, at: try at("2026-11-01T05:45:00Z")).opens == (try at("2026-11-01T06:15:00Z")))
        #expect(
            state(hours, in: zone, at: try at("2026-11-01T06:15:00Z")) == .open(until: try at("2026-11-01T06:45:00Z"))
        )
        #expect(state(hours, in: zone, at: try at("2026-11-01T06:45:00Z")).opens == (try at("2026-11-02T06:15:00Z")))
    }

    @Test("a window that ends in the hour that comes twice opens again with it")
    func repeatedEnd() throws {
        let hours = CallingHours(from: 30, to: 90)
        let zone = ["America/New_York"]
        #expect(
            state(hours, in: zone, at: try at("2026-11-01T04:30:00Z")) == .open(until: try at("2026-11-01T05:30:00Z"))
        )
        #expect(state(hours, in: zone, at: try at("2026-11-01T05:30:00Z")).opens == (try at("2026-11-01T06:00:00Z")))
        #expect(
            state(hours, in: zone, at: try at("2026-11-01T06:00:00Z")) == .open(until: try at("2026-11-01T06:30:00Z"))
        )
    }

    @Test("a window that begins in the hour that comes twice shuts for the part that comes again before it")
    func repeatedBegin() throws {
        let hours = CallingHours(from: 90, to: 180)
        let zone = ["America/New_York"]
        #expect(
            state(hours, in: zone, at: try at("2026-11-01T05:30:00Z")) == .open(until: try at("2026-11-01T06:00:00Z"))
        )
        #expect(state(hours, in: zone, at: try at("2026-11-01T06:00:00Z")).opens == (try at("2026-11-01T06:30:00Z")))
        // All of the hour that comes twice, without a break.
        let over = CallingHours(from: 0, to: 180)
        #expect(
            state(over, in: zone, at: try at("2026-11-01T04:00:00Z")) == .open(until: try at("2026-11-01T08:00:00Z"))
        )
    }

    @Test("zones off by half an hour, or by three quarters")
    func halfHours() throws {
        let hours = CallingHours(from: 540, to: 1200)
        let night = try at("2026-11-24T00:00:00Z")
        #expect(state(hours, in: ["Asia/Kolkata"], at: night).opens == (try at("2026-11-24T03:30:00Z")))
        #expect(state(hours, in: ["Asia/Kathmandu"], at: night).opens == (try at("2026-11-24T03:15:00Z")))
    }

    @Test("clocks that are changed by half an hour")
    func halfHourShift() throws {
        // Lord Howe, at 02:00 back to 01:30.
        let hours = CallingHours(from: 105, to: 120)
        let zone = ["Australia/Lord_Howe"]
        #expect(
            state(hours, in: zone, at: try at("2026-04-04T14:45:00Z")) == .open(until: try at("2026-04-04T15:00:00Z"))
        )
        #expect(state(hours, in: zone, at: try at("2026-04-04T15:00:00Z")).opens == (try at("2026-04-04T15:15:00Z")))
    }

    @Test("clocks that are changed at midnight: a day without 00:00")
    func midnightShift() throws {
        // São Paulo, 2018-11-04: 00:00 was 01:00.
        let zone = ["America/Sao_Paulo"]
        let change = try at("2018-11-04T03:00:00Z")
        let sunday = CallingHours(from: 0, to: 1440, days: [7])
        #expect(state(sunday, in: zone, at: change - .seconds(1)).opens == change)
        #expect(state(sunday, in: zone, at: change) == .open(until: try at("2018-11-05T02:00:00Z")))
        let firstHalfHour = CallingHours(from: 0, to: 30, days: [7])
        #expect(state(firstHalfHour, in: zone, at: change).opens == (try at("2018-11-11T02:00:00Z")))
        let overMidnight = CallingHours(from: 1380, to: 90, days: [6])
        #expect(state(overMidnight, in: zone, at: change - .seconds(1)) == .open(until: change + .seconds(1800)))
    }

    @Test("a day that a zone left out: its hours did not come")
    func skippedDay() throws {
        // Samoa went from Thursday, 2011-12-29 to Saturday.
        let friday = CallingHours(from: 540, to: 1020, days: [5])
        let opens = state(friday, in: ["Pacific/Apia"], at: try at("2011-12-29T20:00:00Z")).opens
        #expect(opens == (try at("2012-01-05T19:00:00Z")))
    }

    @Test("a window over midnight belongs to the day on which it opens")
    func overMidnight() throws {
        let hours = CallingHours(from: 1320, to: 120, days: [5])
        #expect(
            state(hours, in: ["UTC"], at: try at("2026-11-27T23:00:00Z"))
                == .open(until: try at("2026-11-28T02:00:00Z"))
        )
        #expect(
            state(hours, in: ["UTC"], at: try at("2026-11-28T01:59:59Z"))
                == .open(until: try at("2026-11-28T02:00:00Z"))
        )
        #expect(state(hours, in: ["UTC"], at: try at("2026-11-28T02:00:00Z")).opens == (try at("2026-12-04T22:00:00Z")))
        #expect(state(hours, in: ["UTC"], at: try at("2026-11-27T01:00:00Z")).opens == (try at("2026-11-27T22:00:00Z")))
    }

    @Test("a window over midnight from Sunday on reaches into Monday")
    func overTheWeek() throws {
        let hours = CallingHours(from: 1320, to: 120, days: [7])
        #expect(
            state(hours, in: ["UTC"], at: try at("2026-11-29T23:00:00Z"))
                == .open(until: try at("2026-11-30T02:00:00Z"))
        )
        #expect(
            state(hours, in: ["UTC"], at: try at("2026-11-30T01:00:00Z"))
                == .open(until: try at("2026-11-30T02:00:00Z"))
        )
        // And all of a Sunday and a Monday is one stretch.
        let both = CallingHours(from: 0, to: 1440, days: [7, 1])
        #expect(
            state(both, in: ["UTC"], at: try at("2026-11-29T12:00:00Z")) == .open(until: try at("2026-12-01T00:00:00Z"))
        )
    }

    @Test("`to` 24:00 is the end of the day, and joins the next day's 00:00")
    func endOfDay() throws {
        let friday = CallingHours(from: 1200, to: 1440, days: [5])
        #expect(
            state(friday, in: ["UTC"], at: try at("2026-11-27T23:59:59Z"))
                == .open(until: try at("2026-11-28T00:00:00Z"))
        )
        let weekdays = CallingHours(from: 0, to: 1440, days: Set(1...5))
        #expect(
            state(weekdays, in: ["UTC"], at: try at("2026-11-24T12:00:00Z"))
                == .open(until: try at("2026-11-28T00:00:00Z"))
        )
    }

    @Test("a window may open inside a quarter hour")
    func insideQuarter() throws {
        let hours = CallingHours(from: 547, to: 548)
        #expect(state(hours, in: ["UTC"], at: try at("2026-11-24T09:00:00Z")).opens == (try at("2026-11-24T09:07:00Z")))
        #expect(
            state(hours, in: ["UTC"], at: try at("2026-11-24T09:07:59Z"))
                == .open(until: try at("2026-11-24T09:08:00Z"))
        )
    }

    @Test("days are the callee's: Monday in Sydney begins on Sunday in UTC")
    func calleesDays() throws {
        let monday = CallingHours(from: 0, to: 1440, days: [1])
        let sydney = state(monday, in: ["Australia/Sydney"], at: try at("2026-11-29T13:00:00Z"))
        #expect(sydney == .open(until: try at("2026-11-30T13:00:00Z")))
        #expect(
            state(monday, in: ["Pacific/Honolulu"], at: try at("2026-11-30T05:00:00Z")).opens
                == (try at("2026-11-30T10:00:00Z"))
        )
    }

    @Test("hours that name a zone are meant there, wherever the callee is")
    func fixedZone() throws {
        let hours = CallingHours(from: 540, to: 1020, zone: "Europe/Berlin")
        let callee = ["America/New_York", "Asia/Tokyo"]
        #expect(
            state(hours, in: callee, at: try at("2026-11-24T08:00:00Z")) == .open(until: try at("2026-11-24T16:00:00Z"))
        )
        let closed = state(hours, in: callee, at: try at("2026-11-24T16:00:00Z")).closed
        #expect(closed?.zone == "Europe/Berlin")
        #expect(closed?.origin == nil)
    }

    @Test("a leap day is a day of the week like any other")
    func leapDay() throws {
        let tuesday = CallingHours(from: 540, to: 600, days: [2])
        #expect(
            state(tuesday, in: ["UTC"], at: try at("2028-02-28T12:00:00Z")).opens == (try at("2028-02-29T09:00:00Z"))
        )
        #expect(
            state(tuesday, in: ["UTC"], at: try at("2028-02-29T12:00:00Z")).opens == (try at("2028-03-07T09:00:00Z"))
        )
    }

    @Test("a clock set back is answered for the earlier time")
    func clockSetBack() throws {
        var windows = CallingWindows([CallingHours(from: 540, to: 1200)])
        let callee = CalleeZones(zones: ["UTC"], origin: .given)
        let morning = try at("2026-11-24T08:00:00Z")
        let noon = try at("2026-11-24T12:00:00Z")
        #expect(windows.state(of: callee, noon) == .open(until: try at("2026-11-24T20:00:00Z")))
        #expect(windows.state(of: callee, morning).opens == (try at("2026-11-24T09:00:00Z")))
        #expect(windows.state(of: callee, noon) == .open(until: try at("2026-11-24T20:00:00Z")))
        // A year back, over changes of the clocks.
        #expect(windows.state(of: callee, morning - .seconds(365 * 86_400)).opens == (try at("2025-11-24T09:00:00Z")))
    }

    @Test("windows that meet only while one zone has changed its clocks and the other has not open then")
    func meetingsOnceAYear() throws {
        let newYork = CallingHours(from: 540, to: 600, zone: "America/New_York")
        let berlin = CallingHours(from: 840, to: 900, zone: "Europe/Berlin")
        let closed = state(newYork, berlin, in: ["UTC"], at: try at("2026-11-24T12:00:00Z"))
        #expect(closed.opens == (try at("2027-03-14T13:00:00Z")))
    }

    @Test("windows that never meet never open, and neither do hours without days or of no length")
    func never() throws {
        let now = try at("2026-11-24T12:00:00Z")
        let morning = CallingHours(from: 540, to: 600)
        let apart = state(morning, in: ["Pacific/Auckland", "Pacific/Honolulu"], at: now)
        #expect(apart.closed != nil && apart.opens == nil)
        let noDays = state(CallingHours(from: 0, to: 1440, days: []), in: ["UTC"], at: now)
        #expect(noDays.closed != nil && noDays.opens == nil)
        let noLength = state(CallingHours(from: 720, to: 720), in: ["UTC"], at: now)
        #expect(noLength.closed != nil && noLength.opens == nil)
    }

    @Test("in a zone that this machine does not know every window is shut")
    func unknownZone() throws {
        let now = try at("2026-11-24T12:00:00Z")
        let closed = state(CallingHours(from: 0, to: 1439), in: ["Mars/Olympus", "UTC"], at: now).closed
        #expect(closed?.zone == "Mars/Olympus")
        #expect(closed != nil && closed?.opens == nil)
        #expect(state(CallingHours(from: 0, to: 1440), in: ["Mars/Olympus"], at: now).closed != nil)
    }

    @Test("callees of one set of zones get their own evidence of where the zone is from")
    func origins() throws {
        var windows = CallingWindows([CallingHours(from: 540, to: 1200)])
        let night = try at("2026-11-24T05:00:00Z")
        for origin in [CalleeZones.Origin.given, .prefix("+1212"), .prefix("+1305"), .campaign] {
            let callee = CalleeZones(zones: ["America/New_York"], origin: origin)
            #expect(windows.state(of: callee, night).closed?.origin == origin)
        }
    }

    @Test("the evidence is the window that opens last")
    func evidence() throws {
        let weekdays = CallingHours(from: 540, to: 1200, days: Set(1...5))
        let monday = CallingHours(from: 600, to: 1200, days: [1])
        let saturday = try at("2026-11-28T12:00:00Z")
        #expect(state(weekdays, monday, in: ["UTC"], at: saturday).closed?.hours == monday)
        #expect(state(monday, weekdays, in: ["UTC"], at: saturday).closed?.hours == monday)
        // Of equals the first.
        let same = CallingHours(from: 540, to: 1140, days: Set(1...5))
        #expect(state(weekdays, same, in: ["UTC"], at: saturday).closed?.hours == weekdays)
    }
}
