/// Several runs of a forecast: what is to be expected, and between which limits.
///
/// Where few calls are left chance weighs much, and several runs cost little; where many are left it is the other way
/// about.
public struct Outlook: Sendable {
    /// From so many waiting calls on there is one run only.
    public static let manyCalls = 20_000

    /// The runs, the one that ends soonest first.
    public let runs: [ForecastRun]
    private let now: Timestamp

    /// Whether the range is that of several runs; else it is a share of the time to go.
    public var isSampled: Bool { runs.count > 1 }
    /// The run in the middle.
    public var middle: ForecastRun { runs[runs.count / 2] }

    init(_ runs: [ForecastRun], now: Timestamp) {
        self.runs = runs.sorted { ($0.end ?? now) < ($1.end ?? now) }
        self.now = now
    }

    /// The range of an instant over the runs; `nil` when it does not come in half of them.
    public func span(_ instant: (ForecastRun) -> Timestamp?) -> ForecastSpan? {
        let instants = runs.compactMap(instant).sorted()
        guard let first = instants.first, let last = instants.last, instants.count * 2 > runs.count else { return nil }
        let expected = instants[instants.count / 2]
        // What no run shows: the engine's and the disk's own delays, and odds that are a little other.
        let share: Int64 = isSampled ? 1 : 3
        let doubt = Duration.milliseconds(max(1000, dialling(until: expected).milliseconds * share / 100))
        // Where all runs agree it is not a chance, but a start or an opening, before which nothing goes out.
        let earliest = isSampled && first == last ? first : max(first - doubt, now)
        return ForecastSpan(expected: expected, earliest: earliest, latest: last + doubt)
    }

    /// How long calls are placed until an instant: nights and other rests, of which there is no doubt, are left out.
    private func dialling(until instant: Timestamp) -> Duration {
        let curve = middle.curve
        let quarters = Int((instant - curve.begin).milliseconds / CallCurve.step.milliseconds)
        let busy = curve.calls.prefix(max(0, quarters) + 1).count { $0 > 0 }
        return min(instant - now, CallCurve.step * busy)
    }

    /// The range of the instant at which the call that was asked for is placed.
    public var asked: ForecastSpan? {
        span { run in
            if case .placed(let at, _) = run.asked { at } else { nil }
        }
    }

    /// How many calls of each campaign go before the one that was asked for, in the order of the campaigns.
    public var before: [Int]? {
        let all = runs.compactMap { run -> [Int]? in
            if case .placed(_, let before) = run.asked { before } else { nil }
        }
        return all.isEmpty ? nil : all.sorted { $0.reduce(0, +) < $1.reduce(0, +) }[all.count / 2]
    }
}

/// An instant that is expected, and its limits.
public struct ForecastSpan: Equatable, Sendable {
    /// The middle.
    public var expected: Timestamp
    /// The limits.
    public var earliest, latest: Timestamp
}

extension Forecast {
    /// Foresees it as often as its size allows.
    ///
    /// - Parameters:
    ///   - seed: the chances follow from it.
    ///   - stopsAtAsked: whether what comes after the call that is asked for is of no interest.
    /// - Returns: the runs.
    public func outlook(seed: UInt64 = 1, stopsAtAsked: Bool = false) -> Outlook {
        var seeds = SplitMix64(seed: seed)
        let count = waiting >= Outlook.manyCalls ? 1 : min(25, max(5, 60_000 / max(waiting, 1)))
        return Outlook((0..<count).map { _ in run(seed: seeds.next(), stopsAtAsked: stopsAtAsked) }, now: begin)
    }
}
