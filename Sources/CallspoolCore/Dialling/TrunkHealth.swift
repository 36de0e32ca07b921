/// Whether a trunk is alive: one that fails outright is rested, then tried with single calls.
///
/// Well → resting, after a run of failures → probing, when the rest is over → well, or resting for twice as long.
struct TrunkHealth: Equatable, Sendable {
    /// So many failures in a row are an outright failure.
    static let failuresInARow = 5
    /// The first rest; each further one is twice as long.
    static let firstRest = Duration.seconds(60)
    /// The longest rest.
    static let longestRest = Duration.seconds(900)

    /// Failures with no call among them that got further.
    private struct Run: Equatable, Sendable {
        /// Which call of the trunk's was the first.
        var first: Int
        var failures = 0
    }

    private var run: Run?
    /// The rest that it is in, or that was over when it was probed.
    private(set) var rest: Rest?
    /// The single call that it is tried with.
    private(set) var probe: CallKey?

    /// Whether calls may go as its pace allows.
    var isWell: Bool { rest == nil }

    /// Whether the next call would be a probe, and may go.
    func mayProbe(_ now: Timestamp) -> Bool {
        guard let rest, probe == nil else { return false }
        return rest.isOver(now)
    }

    /// A call was handed to the trunk.
    mutating func claimed(_ key: CallKey, _ now: Timestamp) {
        if mayProbe(now) { probe = key }
    }

    /// A call got further than the trunk: it rings, was answered, or the callee's side said what became of it.
    ///
    /// - Parameters:
    ///   - key: which call.
    ///   - serial: which one of the trunk's; one placed before the run of failures proves nothing.
    /// - Returns: whether this brings the trunk back.
    mutating func gotThrough(_ key: CallKey, serial: Int) -> Bool {
        if let run, serial >= run.first { self.run = nil }
        guard key == probe else { return false }
        self = TrunkHealth()
        return true
    }

    /// A call failed without getting further than the trunk.
    ///
    /// - Parameters:
    ///   - key: which call.
    ///   - serial: which one of the trunk's.
    ///   - placed: how many calls were handed to the trunk so far. Failures come back sooner than rings do: a run counts
    ///     only when it is at least half of what was placed since its first.
    ///   - because: how it ended.
    ///   - now: when.
    mutating func failed(_ key: CallKey, serial: Int, placed: Int, because: Outcome, _ now: Timestamp) {
        if key == probe { return probeFailed(because, now) }
        guard isWell, because.saysFailure else { return }
        var run = run ?? Run(first: serial)
        run.first = min(run.first, serial)
        run.failures += 1
        self.run = run
        if run.failures >= TrunkHealth.failuresInARow, run.failures * 2 >= placed - run.first {
            self.run = nil
            rest = Rest(now, TrunkHealth.firstRest, because)
        }
    }

    /// Several calls heard nothing of the far end.
    mutating func foundSilent(_ key: CallKey, _ now: Timestamp) {
        if key == probe { return probeFailed(.unreachable, now) }
        guard isWell else { return }
        run = nil
        rest = Rest(now, TrunkHealth.firstRest, .unreachable)
    }

    /// A call was not sent, for a value of its own: as a probe it is as if it had not been.
    mutating func withdrawn(_ key: CallKey) {
        if key == probe { probe = nil }
    }

    /// Nothing is known of a call any more: as a probe it is worth as much as a failure.
    mutating func lost(_ key: CallKey, _ now: Timestamp) {
        if key == probe { probeFailed(rest?.because ?? .unknown, now) }
    }

    private mutating func probeFailed(_ because: Outcome, _ now: Timestamp) {
        probe = nil
        let last = rest?.length ?? TrunkHealth.firstRest
        rest = Rest(now, min(last * 2, TrunkHealth.longestRest), because)
    }
}

/// A time in which a trunk gets no calls.
struct Rest: Equatable, Sendable {
    /// When it is over.
    let until: Timestamp
    /// How long it is in all.
    let length: Duration
    /// What it is for.
    let because: Outcome

    /// Makes a rest that begins now.
    init(_ now: Timestamp, _ length: Duration, _ because: Outcome) {
        until = now + length
        self.length = length
        self.because = because
    }

    /// Whether it is over; a clock that was set back by more than a second does not make it longer.
    func isOver(_ now: Timestamp) -> Bool {
        now >= until || until - now > length + .seconds(1)
    }
}

extension Outcome {
    /// Whether it says that the trunk did not work at all.
    var saysFailure: Bool { self == .engineError || self == .carrierError }

    /// Whether only the far end can have said so: we end calls too.
    var comesFromTheFarEnd: Bool {
        switch outcomeClass {
        case .callee, .refused, .permanent: true
        case .done: self == .answered
        case .trunk, .config, .stuck: false
        }
    }

    /// Whether the call got as far as the callee's side, so that the trunk works.
    var gotThrough: Bool {
        switch outcomeClass {
        case .done, .callee, .refused, .permanent: true
        case .trunk, .config, .stuck: false
        }
    }
}
