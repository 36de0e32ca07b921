/// Calls per second, evenly spaced and never above the cap in any second.
///
/// Up to a hundredth of the cap may go in one go, since no machine wakes up for every call of ten thousand a second; the
/// spacing is widened by as much, so that a sliding second never holds more than the cap.
public struct Pace: Equatable, Sendable {
    /// The cap, in calls per second; `nil` is none.
    public let cap: Double?
    private let interval: Double
    private let burst: Double
    /// When the next call may go, in milliseconds since 1970 with fractions.
    private var next = -Double.infinity

    /// Makes a pace.
    public init(cap: Double?) {
        self.cap = cap
        let cap = cap ?? .infinity
        burst = max(1, (cap / 100).rounded(.down))
        interval = cap == .infinity ? 0 : 1000 / (cap - burst + 1)
    }

    /// How many calls may go now.
    public func room(_ now: Timestamp) -> Int {
        guard interval > 0 else { return Int.max }
        let passed = (Double(now.milliseconds) - earliest(now)) / interval
        return passed < 0 ? 0 : Int(passed.rounded(.down)) + 1
    }

    /// Counts calls that went.
    public mutating func went(_ count: Int, _ now: Timestamp) {
        guard interval > 0, count > 0 else { return }
        next = earliest(now) + Double(count) * interval
    }

    /// When the next call may go.
    public func nextAllowed(_ now: Timestamp) -> Timestamp {
        guard interval > 0 else { return now }
        return max(now, Timestamp(milliseconds: Int64(earliest(now).rounded(.up))))
    }

    /// What was not used is lost, but for the burst.
    ///
    /// A clock that was set back does not hold calls up for longer than one burst: the next call is never further away
    /// than that.
    private func earliest(_ now: Timestamp) -> Double {
        let now = Double(now.milliseconds)
        return min(max(next, now - (burst - 1) * interval), now + (burst + 1) * interval)
    }
}
