/// Calls per second, evenly spaced and never above the cap in any second.
///
/// Up to a hundredth of the rate may go in one go, since no machine wakes up for every call of ten thousand a second; the
/// spacing is widened by as much, so that a sliding second never holds more than the cap. A ramp and a factor only ever
/// widen the spacing further, so that what holds at the cap holds below it, and while the rate changes.
///
/// This is the generic cell rate algorithm (ITU-T I.371): each call moves the instant of the next one on by an interval.
public struct Pace: Equatable, Sendable {
    /// The cap, in calls per second; `nil` is none.
    public let cap: Double?
    /// The share of the cap that is used, above 0 and at most 1: less where a trunk is in congestion.
    public var factor = 1.0
    private let full: Spacing
    private var ramp: Ramp
    /// When a call went last; `nil` before the first.
    private var last: Timestamp?
    /// From then until the next may go, in milliseconds: since 1970, a fraction of one would not be exact enough.
    private var ahead = 0.0

    /// Makes a pace.
    ///
    /// - Parameters:
    ///   - cap: calls per second, above 0; `nil` is none, and then neither ramp nor factor mean anything.
    ///   - ramp: how long it takes to reach the cap from a tenth of it, at the start and after 30 s without a call; six
    ///     times as long when it begins within five minutes of a full hour. Zero is not a ramp.
    public init(cap: Double?, ramp: Duration = .zero) {
        self.cap = cap
        self.ramp = Ramp(ramp)
        full = Spacing(cap ?? .infinity)
    }

    /// Calls per second that are allowed at an instant; `nil` is without limit.
    ///
    /// A ramp begins at no less than a call a second: it is to prevent a burst, not the first calls.
    public func rate(_ now: Timestamp) -> Double? {
        guard let cap, cap < .infinity else { return nil }
        return min(cap, max(1, cap * ramp.share(now))) * factor
    }

    /// When the ramp is over; `nil` when it is.
    public func rampsUntil(_ now: Timestamp) -> Timestamp? {
        guard let cap, cap > 1, cap < .infinity else { return nil }
        return ramp.until(now)
    }

    /// Begins a ramp at an instant, which may be one to come.
    public mutating func beginRamp(_ length: Duration, at start: Timestamp) {
        ramp.begin(length, at: start)
    }

    /// How many calls may go now.
    public func room(_ now: Timestamp) -> Int {
        guard full.interval > 0 else { return Int.max }
        let spacing = spacing(now)
        let passed = -wait(now, spacing) / spacing.interval
        return passed < 0 ? 0 : Int(passed.rounded(.down)) + 1
    }

    /// Counts calls that went.
    public mutating func went(_ count: Int, _ now: Timestamp) {
        guard full.interval > 0, count > 0 else { return }
        ramp.went(now)
        let spacing = spacing(now)
        ahead = wait(now, spacing) + Double(count) * spacing.interval
        last = now
    }

    /// When the next call may go.
    public func nextAllowed(_ now: Timestamp) -> Timestamp {
        guard full.interval > 0 else { return now }
        return now + .milliseconds(Int64(max(0, wait(now, spacing(now)).rounded(.up))))
    }

    /// How long until the next call may go, in milliseconds; negative by what may be made up for: the burst, and no more.
    ///
    /// A clock that was set back by more than a second does not hold calls up: one may go, and spaces those after it. Less
    /// is waited out, since in the second that comes twice no more may go than in any other.
    private func wait(_ now: Timestamp, _ spacing: Spacing) -> Double {
        guard let last else { return -spacing.slack }
        let passed = Double(now.milliseconds - last.milliseconds)
        return passed < -1000 ? 0 : max(ahead - passed, -spacing.slack)
    }

    private func spacing(_ now: Timestamp) -> Spacing {
        let slower = Spacing(rate(now) ?? .infinity)
        // Where the burst of a lower rate is smaller its interval may be the shorter: neither may loosen what the cap asks.
        return Spacing(interval: max(full.interval, slower.interval), slack: min(full.slack, slower.slack))
    }
}

/// How far apart calls go, in milliseconds.
private struct Spacing: Equatable, Sendable {
    /// From one call to the next.
    var interval: Double
    /// How much of the past may be made up for in one go.
    var slack: Double
}

extension Spacing {
    /// The spacing for a rate: any second holds at most one burst and what the interval lets through besides.
    init(_ rate: Double) {
        let burst = max(1, (rate / 100).rounded(.down))
        interval = rate == .infinity ? 0 : 1000 / (rate - burst + 1)
        slack = rate == .infinity ? 0 : (burst - 1) * interval
    }
}
