/// How much a trunk is slowed because it says that it is full.
///
/// Multiplicative down, additive up, as TCP (RFC 5681) and Postfix's queue manager do: halved on congestion, once for all
/// calls that were in progress when it was halved; a tenth more for every ten seconds without.
///
/// Only what is more than a stray failure slows: one call in twenty that finds no circuit is how large campaigns are, and
/// says nothing about our rate. So the share of congested calls is followed, and a quarter of them is tolerated; ten in a
/// row on a quiet trunk are more.
struct Throttle: Equatable, Sendable {
    /// The share of congested calls that slows nothing.
    static let tolerated = 0.25
    /// The weight of the newest call in the share: about the last thirty are looked at.
    static let weight = 1.0 / 32
    /// The lowest factor, unless that is less than a call in ten seconds.
    static let lowest = 1.0 / 64
    /// What is added for every `quiet` without congestion.
    static let step = 0.1
    /// See `step`.
    static let quiet = Duration.seconds(10)
    /// Between two halvings.
    static let atMostOnceIn = Duration.seconds(1)

    private let floor: Double
    private var base = 1.0
    /// Since when there was no congestion.
    private var quietSince = Timestamp(milliseconds: 0)
    private var slowedAt: Timestamp?
    private var share = 0.0
    /// What it was slowed for last.
    private(set) var because = Outcome.congestion

    /// Makes a throttle, wide open, for a trunk of a rate in calls per second.
    init(rate: Double) {
        floor = min(1, max(Throttle.lowest, 0.1 / rate))
    }

    /// The share of its rate that the trunk gets now.
    func factor(_ now: Timestamp) -> Double {
        guard base < 1 else { return 1 }
        let steps = max(0, (now - quietSince).milliseconds / Throttle.quiet.milliseconds)
        return min(1, base + Double(steps) * Throttle.step)
    }

    /// A call of the trunk's ended.
    mutating func ended(_ outcome: Outcome, dialedAt: Timestamp, _ now: Timestamp) {
        let isCongested = outcome.saysCongestion
        share += ((isCongested ? 1 : 0) - share) * Throttle.weight
        guard isCongested, share > Throttle.tolerated else { return }
        slow(outcome, dialedAt: dialedAt, now)
    }

    private mutating func slow(_ outcome: Outcome, dialedAt: Timestamp, _ now: Timestamp) {
        base = factor(now)
        quietSince = now
        because = outcome
        // A clock that was set back must not keep it from being slowed.
        if let slowedAt, slowedAt <= now, dialedAt <= slowedAt || now - slowedAt < Throttle.atMostOnceIn { return }
        base = max(floor, base / 2)
        slowedAt = now
    }
}

extension Outcome {
    /// Whether it says that the trunk carries too much.
    ///
    /// Of class trunk all but `blocked`: that is a judgement on the call, by a network that had room for it.
    var saysCongestion: Bool {
        switch self {
        case .congestion, .carrierError: true
        case .answered, .busy, .noAnswer, .unreachable, .declined, .unwanted, .blocked, .invalidNumber, .mediaError,
            .notPermitted, .engineError, .canceled, .unknown, .expired:
            false
        }
    }
}
