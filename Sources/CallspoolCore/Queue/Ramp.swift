/// The slow beginning of a pace: from a tenth up to the whole, in a straight line.
///
/// Begins at the first call after a rest. Around a full hour, when everybody's jobs begin and the networks are at their
/// fullest, it takes six times as long.
struct Ramp: Equatable, Sendable {
    /// Nothing placed for so long is a rest.
    static let rest = Duration.seconds(30)
    /// Where it begins.
    static let lowest = 0.1
    /// How much longer it takes around a full hour.
    static let slowest = 6

    /// How long it takes after a rest; zero is not a ramp.
    private let length: Duration
    private var began: Timestamp?
    private var ends: Timestamp?
    private var last: Timestamp?

    /// Makes a ramp that begins by itself after a rest, and at the start.
    init(_ length: Duration) {
        self.length = length
    }

    /// The share of the cap that is allowed at an instant.
    func share(_ now: Timestamp) -> Double {
        if isRested(now) { return Ramp.lowest }
        guard let began, let ends, now < ends else { return 1 }
        let passed = max(0, (now - began).inSeconds / (ends - began).inSeconds)
        return Ramp.lowest + (1 - Ramp.lowest) * passed
    }

    /// When the whole is allowed, while it is not.
    func until(_ now: Timestamp) -> Timestamp? {
        if isRested(now) { return now + Ramp.span(length, from: now) }
        return ends.flatMap { now < $0 ? $0 : nil }
    }

    /// A call went.
    mutating func went(_ now: Timestamp) {
        if isRested(now) {
            begin(length, at: now)
        } else if let began, let ends, now < began {
            // The clock was set back: the rest of the ramp is not made longer by it.
            begin(exactly: ends - began, at: now)
        }
        last = now
    }

    /// Begins at an instant, whether there was a rest or not.
    mutating func begin(_ length: Duration, at start: Timestamp) {
        begin(exactly: Ramp.span(length, from: start), at: start)
    }

    private mutating func begin(exactly span: Duration, at start: Timestamp) {
        guard span > .zero else { return }
        began = start
        ends = start + span
    }

    private func isRested(_ now: Timestamp) -> Bool {
        guard length > .zero else { return false }
        return last.map { now - $0 >= Ramp.rest } ?? true
    }

    /// Longer within five minutes of a full hour, in UTC: zones that are half an hour off are few.
    private static func span(_ length: Duration, from start: Timestamp) -> Duration {
        let minute = (start.seconds / 60) % 60
        return minute >= 55 || minute < 5 ? length * slowest : length
    }
}
