/// A call in progress, from the claim to the report of its end.
struct LiveCall: Sendable {
    /// What was placed.
    var attempt: Attempt
    /// When it was claimed.
    var dialedAt: Timestamp
    /// When it rang.
    var ringingAt: Timestamp?
    /// When it was answered.
    var answeredAt: Timestamp?
    /// When the engine is asked what became of it, if it has not said.
    var deadline: Timestamp
    /// The trunk that it went out through; `nil` when the settings know it no more.
    var trunk: Int?
    /// Which call of the trunk's it is; `nil` for one of the previous run, which says nothing of how the trunk is now.
    var serial: Int?
    /// Whether its outcome counts as lost, and the engine has it still: its end settles it.
    var isStuck = false

    /// What became of it.
    func result(_ end: AttemptEnd, engine: String, at: Timestamp) -> AttemptResult {
        var result = AttemptResult(
            outcome: end.outcome,
            calleeType: end.calleeType,
            codes: end.codes,
            engine: engine,
            dialedAt: dialedAt,
            ringingAt: ringingAt,
            answeredAt: answeredAt ?? end.answeredAt,
            endedAt: at
        )
        result.concernsCallOnly = end.concernsCallOnly
        return result
    }

    /// Whether it was heard of after it was placed.
    var isHeardOf: Bool { ringingAt != nil || answeredAt != nil }
}

extension LiveCall {
    /// An attempt of the previous run, as the store knows it.
    init(_ one: AttemptInProgress, trunk: Int?, deadline: Timestamp) {
        self.init(attempt: one.attempt, dialedAt: one.dialedAt, deadline: deadline)
        ringingAt = one.ringingAt
        answeredAt = one.answeredAt
        self.trunk = trunk
    }
}

/// The calls that are in progress, and when the engine is to be asked about them.
struct LiveCalls: Sendable {
    private var calls: [CallKey: LiveCall] = [:]
    private var nextSweep: Timestamp?

    /// How many there are.
    var count: Int { calls.count }

    /// When `overdue` is to be asked again.
    var nextInquiry: Timestamp? { calls.isEmpty ? nil : nextSweep }

    /// The call with a key.
    subscript(key: CallKey) -> LiveCall? { calls[key] }

    /// Takes in a new call.
    mutating func begin(_ call: LiveCall) {
        calls[call.attempt.key] = call
        nextSweep = min(nextSweep ?? call.deadline, call.deadline)
    }

    /// Puts what is new about a call in the place of what was known.
    mutating func update(_ call: LiveCall) {
        calls[call.attempt.key] = call
    }

    /// A call is over.
    mutating func end(_ key: CallKey) {
        calls[key] = nil
    }

    /// All are asked about at the next sweep: reports may have been lost.
    mutating func suspectAll(_ now: Timestamp) {
        for key in calls.keys { calls[key]?.deadline = now }
        nextSweep = now
    }

    /// The attempts that should have ended by now.
    mutating func overdue(_ now: Timestamp) -> [Attempt] {
        guard let sweep = nextSweep, sweep <= now else { return [] }
        let due = calls.values.filter { $0.deadline <= now }
        for call in due {
            calls[call.attempt.key]?.deadline = now + Patience.betweenInquiries
        }
        // A look at every live call, at most once in a while: the next deadline may be a moment away.
        nextSweep = calls.values.map(\.deadline).min().map { max($0, now + Patience.betweenSweeps) }
        // In one order always, so that two runs that see the same write the same.
        return due.map(\.attempt).sorted { ($0.key.campaign, $0.key.index) < ($1.key.campaign, $1.key.index) }
    }
}

/// How long the machine waits for an engine to speak.
enum Patience {
    /// After the ring limit, for an attempt that was not answered: the engine's own timers and the network's.
    static let unanswered = Duration.seconds(30)
    /// For an answered call: longer than any call of a campaign.
    static let answered = Duration.seconds(7200)
    /// Until it is asked again about a call that it said is live.
    static let betweenInquiries = Duration.seconds(60)
    /// Between two looks at all live calls.
    static let betweenSweeps = Duration.seconds(1)
}
