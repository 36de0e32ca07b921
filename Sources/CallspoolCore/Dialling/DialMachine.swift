/// The dialling side's judgement: how many calls may be claimed, what a report means, what is overdue.
///
/// Pure: events in, facts and orders out; the stage around it claims, records, commits and places.
public struct DialMachine: Sendable {
    /// A call on its way, from the claim to the report of its end.
    private struct Live: Sendable {
        var attempt: Attempt
        var dialedAt: Timestamp
        var ringingAt: Timestamp?
        var answeredAt: Timestamp?
        /// When the engine is asked what became of it, if it has not said.
        var deadline: Timestamp
    }

    /// What is to be done because of a report or an inquiry.
    public enum Action: Equatable, Sendable {
        /// Record this.
        case record(CallFact)
        /// Nothing: a report about an attempt that is not under way here (doubled, late, or somebody else's).
        case ignore
    }

    /// Whether new calls are made.
    public enum Mode: Equatable, Sendable {
        /// Calls are claimed; goes to draining.
        case dialling
        /// No new calls; those under way are waited for.
        case draining
    }

    /// Whether new calls are made.
    public private(set) var mode = Mode.dialling

    private let engine: String
    private let trunkRetry: TrunkRetry
    private let concurrentCalls: Int
    private var pace: Pace
    private var live: [CallKey: Live] = [:]
    private var nextSweep: Timestamp?

    /// Makes a machine with nothing under way.
    public init(engine: String, limits: PaceLimits, trunkRetry: TrunkRetry) {
        self.engine = engine
        self.trunkRetry = trunkRetry
        concurrentCalls = limits.concurrentCalls ?? .max
        pace = Pace(cap: limits.callsPerSecond)
    }

    /// How many calls are under way.
    public var underWay: Int { live.count }

    /// How many calls may be claimed now.
    public func room(_ now: Timestamp) -> Int {
        guard mode == .dialling else { return 0 }
        return max(0, min(concurrentCalls - live.count, pace.room(now)))
    }

    /// When there may be room again; `nil` when only the end of a call makes some.
    public func nextRoom(_ now: Timestamp) -> Timestamp? {
        guard mode == .dialling, live.count < concurrentCalls else { return nil }
        return pace.nextAllowed(now)
    }

    /// No new calls from now on.
    public mutating func drain() {
        mode = .draining
    }

    /// Attempts were claimed and their dialling is durable: they are about to be placed.
    public mutating func claimed(_ attempts: [Attempt], _ now: Timestamp) {
        pace.went(attempts.count, now)
        for attempt in attempts {
            let deadline = now + attempt.terms.campaign.ringTimeout + Patience.unanswered
            live[attempt.key] = Live(attempt: attempt, dialedAt: now, deadline: deadline)
            nextSweep = min(nextSweep ?? deadline, deadline)
        }
    }

    /// Attempts of a former life are under way as far as the journal knows: the engine is asked about them at once.
    public mutating func adopt(_ attempts: [AttemptUnderWay], _ now: Timestamp) {
        for one in attempts {
            live[one.attempt.key] = Live(
                attempt: one.attempt,
                dialedAt: one.dialedAt,
                ringingAt: one.ringingAt,
                answeredAt: one.answeredAt,
                deadline: now
            )
            nextSweep = now
        }
    }

    /// The engine reported something.
    public mutating func reported(_ report: AttemptReport) -> Action {
        guard var call = live[report.key], call.attempt.number == report.attempt else { return .ignore }
        switch report.event {
        case .ringing:
            guard call.ringingAt == nil else { return .ignore }
            call.ringingAt = report.at
            live[report.key] = call
            return .record(CallFact(key: report.key, attempt: report.attempt, at: report.at, event: .ringing))
        case .connected:
            guard call.answeredAt == nil else { return .ignore }
            call.answeredAt = report.at
            call.deadline = report.at + Patience.answered
            live[report.key] = call
            return .record(CallFact(key: report.key, attempt: report.attempt, at: report.at, event: .connected))
        case .ended(let end):
            return .record(ended(call, end, at: report.at))
        }
    }

    /// The engine refused to place an attempt: certainly not placed.
    public mutating func refused(_ key: CallKey, _ error: EngineError, _ now: Timestamp) -> Action {
        guard let call = live[key] else { return .ignore }
        let end = AttemptEnd(outcome: error.outcome, codes: EngineCodes(engineCause: error.message))
        return .record(ended(call, end, at: now))
    }

    /// The attempts that should have ended by now; the engine is to be asked about each.
    public mutating func overdue(_ now: Timestamp) -> [Attempt] {
        guard let sweep = nextSweep, sweep <= now else { return [] }
        let due = live.values.filter { $0.deadline <= now }
        for call in due {
            live[call.attempt.key]?.deadline = now + Patience.betweenInquiries
        }
        // A look at every live call, at most once in a while: the next deadline may be a moment away.
        nextSweep = live.values.map(\.deadline).min().map { max($0, now + Patience.betweenSweeps) }
        return due.map(\.attempt)
    }

    /// When `overdue` is to be asked again.
    public var nextInquiry: Timestamp? { live.isEmpty ? nil : nextSweep }

    /// The engine answered what became of an attempt.
    public mutating func inquired(_ key: CallKey, _ answer: Inquiry, _ now: Timestamp) -> Action {
        guard let call = live[key] else { return .ignore }
        switch answer {
        case .live: return .ignore
        case .ended(let end, let at): return .record(ended(call, end, at: at))
        case .neverPlaced:
            let error = EngineError("the engine never placed it")
            return refused(key, error, now)
        case .unknown:
            live[key] = nil
            let result = result(of: call, AttemptEnd(outcome: .unknown), at: now)
            return .record(CallFact(key: key, attempt: call.attempt.number, at: now, event: .lost(result)))
        }
    }

    private mutating func ended(_ call: Live, _ end: AttemptEnd, at: Timestamp) -> CallFact {
        live[call.attempt.key] = nil
        let disposition = Disposition.decide(
            end.outcome,
            tries: call.attempt.tries.adding(end.outcome),
            campaign: call.attempt.terms.campaign,
            trunkRetry: trunkRetry,
            endedAt: at
        )
        return CallFact(
            key: call.attempt.key,
            attempt: call.attempt.number,
            at: at,
            event: .ended(result(of: call, end, at: at), disposition)
        )
    }

    private func result(of call: Live, _ end: AttemptEnd, at: Timestamp) -> AttemptResult {
        AttemptResult(
            outcome: end.outcome,
            calleeType: end.calleeType,
            codes: end.codes,
            engine: engine,
            dialedAt: call.dialedAt,
            ringingAt: call.ringingAt,
            answeredAt: call.answeredAt ?? end.answeredAt,
            endedAt: at
        )
    }
}

/// How long the machine waits for an engine to speak.
private enum Patience {
    /// After the ring limit, for an attempt that was not answered: the engine's own timers and the network's.
    static let unanswered = Duration.seconds(30)
    /// For an answered call: longer than any call of a campaign.
    static let answered = Duration.seconds(7200)
    /// Until it is asked again about a call that it said is live.
    static let betweenInquiries = Duration.seconds(60)
    /// Between two looks at all live calls.
    static let betweenSweeps = Duration.seconds(1)
}
