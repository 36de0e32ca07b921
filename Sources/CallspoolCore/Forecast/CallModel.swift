/// How calls are expected to go: how likely each outcome is, and how long each takes.
///
/// The figures are the simulator's (`docs/engines/simulator.md`), which are near a real campaign's; the odds may be given
/// by whoever asks. Numbers that choose their own outcome in the simulator are not known here.
public struct CallModel: Sendable {
    /// How a call goes.
    struct Course: Equatable, Sendable {
        var outcome: Outcome
        /// Milliseconds from its placing to its end, or to the instant at which it is given up as lost.
        var lasts: Int64
    }

    private let steps: [(outcome: Outcome, upTo: Double)]
    private let total: Double
    // All in milliseconds.
    private let ring, talk, setup, refusal: ClosedRange<Int64>

    /// From the caller's last digit to the first ring: what mobile and landline networks usually need.
    private static let usualSetup: ClosedRange<Int64> = 200...1_500
    /// How soon a network refuses a call that does not ring.
    private static let usualRefusal: ClosedRange<Int64> = 500...3_000
    /// How much before the ring limit an answer comes at the latest.
    private static let margin: Int64 = 1_000
    /// When an answered call that nobody hears of any more is given up: the dialling side's own patience.
    private static let patience: Int64 = 7_200_000

    /// Makes a model of a simulator's settings.
    public init(_ settings: SimulatorSettings = SimulatorSettings()) {
        var total = 0.0
        var steps: [(outcome: Outcome, upTo: Double)] = []
        // In the order of the cases: a dictionary's own order is another in every process.
        for outcome in Outcome.allCases where outcome != .expired {
            guard let weight = settings.odds[outcome], weight > 0, weight.isFinite else { continue }
            total += weight
            steps.append((outcome, total))
        }
        self.steps = steps
        self.total = total
        ring = settings.ring.milliseconds
        talk = settings.talk.milliseconds
        setup = ring == 0...0 ? 0...0 : Self.usualSetup
        refusal = ring == 0...0 ? 0...0 : Self.usualRefusal
    }

    /// Makes the model of a trunk; a real engine's calls are taken to go as the simulator's do by default.
    public init(_ engine: EngineSettings) {
        self.init(engine.simulator ?? SimulatorSettings())
    }

    /// How the next call goes; the ring limit in milliseconds.
    func course(ringLimit: Int64, _ dice: inout SplitMix64) -> Course {
        let outcome = outcome(at: dice.unit())
        let limit = ring == 0...0 ? 0 : max(0, ringLimit)
        return Course(outcome: outcome, lasts: lasts(outcome, limit, &dice))
    }

    private func outcome(at place: Double) -> Outcome {
        let mark = place * total
        return steps.first { mark < $0.upTo }?.outcome ?? steps.last?.outcome ?? .answered
    }

    private func lasts(_ outcome: Outcome, _ limit: Int64, _ dice: inout SplitMix64) -> Int64 {
        switch outcome {
        case .answered: answer(limit, &dice) + dice.draw(talk)
        case .unknown: answer(limit, &dice) + Self.patience
        case .noAnswer: limit
        case .declined, .unwanted: answer(limit, &dice)
        case .engineError: 0
        case .busy, .unreachable, .blocked, .invalidNumber, .congestion, .carrierError, .mediaError, .notPermitted,
            .canceled, .expired:
            min(dice.draw(refusal), limit)
        }
    }

    /// From the placing to the answer.
    private func answer(_ limit: Int64, _ dice: inout SplitMix64) -> Int64 {
        let latest = max(0, limit - Self.margin)
        let setup = min(dice.draw(setup), latest)
        return setup + dice.draw(ring.clamped(to: 0...(latest - setup)))
    }
}

extension SimulatorSettings.Spread {
    /// In whole milliseconds, none of them negative, in whichever order the ends were given.
    fileprivate var milliseconds: ClosedRange<Int64> {
        let ends = [max(0, from.milliseconds), max(0, to.milliseconds)]
        return min(ends[0], ends[1])...max(ends[0], ends[1])
    }
}
