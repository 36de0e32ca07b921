/// Whether a call may go out now, as far as the hours are concerned; remembers what it worked out.
///
/// A call goes only when it is inside every window in all the callee's zones (a window that names its zone: in that
/// one). What counts is the clock on the wall of each zone at the instant itself: a wall time that is skipped when the
/// clocks go forward is in no window, and one that comes twice is in its windows both times. In a zone that
/// is not known every window is shut.
///
/// It is asked with every call that is looked at. For each set of zones it keeps the last answer and the time for which
/// that stands: within it a question is a look-up in a dictionary; outside, earlier or later, it is worked out again. The
/// answer depends on the question alone, never on what was asked before.
public struct CallingWindows: Sendable {
    private let hours: [CallingHours]
    private let weekly: [WeeklyHours]
    private var clocks = WallClocks()
    private var answers: [ZoneSet: WindowAnswer] = [:]

    /// Makes it of the windows that must all be open, such as the campaign's and the spool's.
    public init(_ hours: [CallingHours]) {
        self.hours = hours
        weekly = hours.map(WeeklyHours.init)
    }

    /// Whether there are no hours at all.
    public var isAlwaysOpen: Bool { hours.isEmpty }

    /// Whether the hours are the same for every callee, because each window names its zone.
    public var isTheSameForAll: Bool { hours.allSatisfy { $0.zone != nil } }

    /// Whether a call to the callee may go out.
    public mutating func state(of callee: CalleeZones, _ now: Timestamp) -> WindowState {
        if hours.isEmpty { return .open(until: nil) }
        let second = now.seconds
        if let answer = answers[callee.zoneSet], answer.stands.contains(second) {
            return answer.state(for: callee.origin)
        }
        let answer = answer(for: callee.zoneSet, second)
        answers[callee.zoneSet] = answer
        return answer.state(for: callee.origin)
    }

    private mutating func answer(for set: ZoneSet, _ second: Int64) -> WindowAnswer {
        let before = answers[set]
        let watches = before?.watches ?? watches(for: set)
        let survey = clocks.survey(watches, at: second)
        let stands = second..<(survey.changes ?? .max)
        guard let shut = survey.shut else {
            let until = survey.changes.map { Timestamp(seconds: $0) }
            return WindowAnswer(watches: watches, state: .open(until: until), stands: stands)
        }
        let known = before?.opening.flatMap { $0.stands.contains(second) ? $0 : nil }
        let opening = known ?? clocks.opening(watches, from: second)
        let window = ClosedWindow(
            hours: hours[shut.window],
            zone: shut.zone,
            origin: nil,
            opens: opening.opens.map { Timestamp(seconds: $0) }
        )
        return WindowAnswer(
            watches: watches,
            state: .closed(window),
            stands: stands.clamped(to: opening.stands),
            opening: opening
        )
    }

    /// Each window in its zones, the windows in their order.
    private mutating func watches(for set: ZoneSet) -> [WindowWatch] {
        var watches: [WindowWatch] = []
        for (window, hours) in hours.enumerated() {
            for zone in hours.zone.map({ [$0] }) ?? set.zones {
                let clock = clocks.place(of: zone)
                watches.append(WindowWatch(window: window, weekly: weekly[window], zone: zone, clock: clock))
            }
        }
        return watches
    }
}

/// An answer, as long as it stands.
private struct WindowAnswer: Sendable {
    var watches: [WindowWatch]
    /// Without the origin of the callee's zones, which the callees of one set need not have in common.
    var state: WindowState
    /// The UNIX seconds in which the state is this.
    var stands: Range<Int64>
    var opening: WindowOpening?

    func state(for origin: CalleeZones.Origin) -> WindowState {
        guard case .closed(var window) = state, window.hours.zone == nil else { return state }
        window.origin = origin
        return .closed(window)
    }
}
