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
    /// When the next call may go, in milliseconds since 1970 with fractions.
    private var next = -Double.infinity
    /// How far `next` lay ahead when it was set: a clock that shows it further ahead was set back.
    private var ahead = 0.0

    /// Makes a pace.
    ///
    /// - Parameters:
    ///   - cap: calls per second, above 0; `nil` is none, and then neither ramp nor factor mean anything.
    ///   - ramp: how long it takes to reach the cap from a tenth of it, at the start and after 30 s without a call; six
    ///     times as long when it begins within five minutes of a full hour. Zero is no ramp.
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
        let passed = (Double(now.milliseconds) - earliest(now, spacing)) / spacing.interval
        return passed < 0 ? 0 : Int(passed.rounded(.down)) + 1
    }

    /// Counts calls that went.
    public mutating func went(_ count: Int, _ now: Timestamp) {
        guard full.interval > 0, count > 0 else { return }
        ramp.went(now)
        let spacing = spacing(now)
        next = earliest(now, spacing) + Double(count) * spacing.interval
        ahead = next - Double(now.milliseconds)
    }

    /// When the next call may go.
    public func nextAllowed(_ now: Timestamp) -> Timestamp {
        guard full.interval > 0 else { return now }
        return max(now, Timestamp(milliseconds: Int64(earliest(now, spacing(now)).rounded(.up))))
    }

    /// What was not used is lost, but for the burst.
    ///
    /// A clock that was set back by more than a second does not hold calls up: one may go, and spaces those after it. Less
    /// is waited out, since in the second that comes twice no more may go than in any other.
    private func earliest(_ now: Timestamp, _ spacing: Spacing) -> Double {
        let now = Double(now.milliseconds)
        guard next - now <= ahead + 1000 else { return now }
        return max(next, now - spacing.slack)
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
