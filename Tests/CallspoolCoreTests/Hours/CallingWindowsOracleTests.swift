import CallspoolCore
import Foundation
import Testing

/// Looks at the calendar on the wall of each zone, minute by minute, and knows nothing else but the zones' offsets, which
/// `SystemZonesTests` proves.
private struct Oracle {
    let hours: [CallingHours]
    let zones: [String]
    private var walls: [String: Zone] = [:]
    private let calendar: Calendar

    init(_ hours: [CallingHours], _ zones: [String]) throws {
        self.hours = hours
        self.zones = zones
        for zone in Set(zones + hours.compactMap(\.zone)) {
            let rules = try #require(Zone(zone))
            walls[zone] = rules
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        self.calendar = calendar
    }

    /// Whether a call may go in the minute; all the changes of the years that are tried are on full minutes.
    func isOpen(_ minute: Int64) throws -> Bool {
        for (zone, rules) in walls {
            let second = rules.wall(at: Timestamp(seconds: minute * 60)).seconds
            let date = Date(timeIntervalSince1970: Double(second))
            let wall = calendar.dateComponents([.weekday, .hour, .minute], from: date)
            let weekday = try #require(wall.weekday)
            let day = weekday == 1 ? 7 : weekday - 1
            let time = try #require(wall.hour) * 60 + #require(wall.minute)
            for hours in hours where hours.zone == zone || hours.zone == nil && zones.contains(zone) {
                if isInside(hours, day, time) == false { return false }
            }
        }
        return true
    }

    private func isInside(_ hours: CallingHours, _ day: Int, _ time: Int) -> Bool {
        if hours.from < hours.to { return hours.days.contains(day) && time >= hours.from && time < hours.to }
        if hours.from == hours.to { return false }
        let yesterday = day == 1 ? 7 : day - 1
        return hours.days.contains(day) && time >= hours.from || hours.days.contains(yesterday) && time < hours.to
    }
}

@Suite("Calling windows, beside an oracle that looks at every minute")
struct CallingWindowsOracleTests {
    private static let zones = [
        "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "America/Havana",
        "America/Asuncion", "Europe/London", "Europe/Dublin", "Europe/Berlin", "Africa/Casablanca", "Africa/Cairo",
        "Asia/Gaza", "Asia/Beirut", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Pyongyang",
        "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Apia", "Pacific/Chatham", "Antarctica/Troll", "UTC",
    ]

    /// An instant from 2008 to 2032, every other one within a day of a change of the clocks.
    private func instant(_ zone: String, _ random: inout SplitMix64) -> Timestamp {
        var date = Date(timeIntervalSince1970: .random(in: 1_200_000_000...1_960_000_000, using: &random))
        let until = Zone(zone)?.season(at: Int64(date.timeIntervalSince1970)).until
        let change = until.flatMap { $0 == .max ? nil : Date(timeIntervalSince1970: Double($0)) }
        if let change, Bool.random(using: &random) { date = change + .random(in: -90_000...90_000, using: &random) }
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    private func hours(_ random: inout SplitMix64) -> CallingHours {
        let day = Int.random(in: 0...1, using: &random) == 0
        // Full of the hours in which clocks are changed.
        let from = day ? Int.random(in: 0...1440, using: &random) : Int.random(in: 0...240, using: &random)
        let length = Int.random(in: 1...(day ? 1440 : 150), using: &random)
        let to = from + length > 1440 ? (from + length) % 1440 : from + length
        let days =
            Int.random(in: 0...2, using: &random) == 0
            ? (1...7).filter { _ in .random(using: &random) } : [1, 2, 3, 4, 5, 6, 7]
        let isFixed = Int.random(in: 0...3, using: &random) == 0
        let zone = isFixed ? CallingWindowsOracleTests.zones.randomElement(using: &random) : nil
        return CallingHours(from: from, to: to == from ? to - 1 : to, days: Set(days), zone: zone)
    }

    @Test("agree with it at any instant, and name the exact second of the change", arguments: UInt64(1)...12)
    func agree(seed: UInt64) throws {
        var random = SplitMix64(seed)
        var changes = 0
        for _ in 0..<12 {
            let hours = (0..<Int.random(in: 1...2, using: &random)).map { _ in self.hours(&random) }
            let shuffled = CallingWindowsOracleTests.zones.shuffled(using: &random)
            let zones = Array(shuffled.prefix(Int.random(in: 1...3, using: &random)))
            let oracle = try Oracle(hours, zones)
            var windows = CallingWindows(hours)
            let callee = CalleeZones(zones: zones, origin: .given)
            for _ in 0..<3 {
                let now = instant(zones[0], &random)
                let state = windows.state(of: callee, now)
                let what: Comment = "\(hours) \(zones) \(now.iso8601) \(state)"
                let first = Int64((Double(now.milliseconds) / 60_000).rounded(.down))
                let isOpen = try oracle.isOpen(first)
                #expect((state.closed == nil) == isOpen, what)
                let last = first + 2000
                let change = try (first...last).first { try oracle.isOpen($0) != isOpen }
                let told = if case .open(let until) = state { until } else { state.opens }
                if let change {
                    changes += 1
                    #expect(told == Timestamp(seconds: change * 60), what)
                } else if let told {
                    #expect(told.seconds > last * 60, what)
                }
            }
        }
        #expect(changes > 3)
    }

    @Test("what it remembers changes no answer, in whatever order it is asked", arguments: UInt64(1)...20)
    func remembering(seed: UInt64) {
        var random = SplitMix64(seed)
        let hours = (0..<Int.random(in: 1...3, using: &random)).map { _ in self.hours(&random) }
        let callees = (0..<4)
            .map { _ in
                let zones = CallingWindowsOracleTests.zones.shuffled(using: &random)
                    .prefix(.random(in: 1...3, using: &random))
                return CalleeZones(zones: Array(zones), origin: .given)
            }
        var remembering = CallingWindows(hours)
        var now = instant(CallingWindowsOracleTests.zones[0], &random)
        for _ in 0..<300 {
            let callee = callees[Int.random(in: 0..<4, using: &random)]
            var fresh = CallingWindows(hours)
            let state = fresh.state(of: callee, now)
            #expect(remembering.state(of: callee, now) == state, "\(hours) \(callee.zones) \(now.iso8601)")
            let next = if case .open(let until) = state { until } else { state.opens }
            // To the very edges too, and back.
            switch Int.random(in: 0...4, using: &random) {
            case 0: now = next ?? now
            case 1: now = (next ?? now) - .milliseconds(1)
            default: now = now + .seconds(Int.random(in: -50_000...60_000, using: &random))
            }
        }
    }
}
