/// The dialling side's judgement: how many calls may be claimed and through which trunk each goes, what a report means,
/// what is overdue.
///
/// Pure: events in, facts and orders out; the stage around it claims, records, commits and places.
public struct DialMachine: Sendable {
    /// What is to be done because of a report or an inquiry.
    public enum Action: Equatable, Sendable {
        /// Record this.
        case record(CallFact)
        /// Nothing: a report about an attempt that is not in progress here (doubled, late, or somebody else's).
        case ignore
    }

    /// Whether new calls are made.
    public enum Mode: Equatable, Sendable {
        /// Calls are claimed; goes to draining.
        case dialling
        /// No new calls; those in progress are waited for.
        case draining
    }

    /// Whether new calls are made.
    public private(set) var mode = Mode.dialling

    let trunkRetry: TrunkRetry
    let limits: PaceLimits
    private(set) var pace: Pace
    var trunks: [Trunk]
    private(set) var scheduler: TrunkScheduler
    var live = LiveCalls()
    /// Calls that heard nothing of the far end, and whose fault that is is not known yet.
    var doubts: [Doubt] = []
    /// What was decided of them and is not taken yet.
    var decided: [CallFact] = []
    private let places: [String: Int]
    /// No call before: the last second of the previous run counts against the caps.
    private(set) var restsUntil: Timestamp?

    /// Makes a machine with nothing in progress.
    ///
    /// - Parameters:
    ///   - trunks: the ways out; without any there is never room.
    ///   - limits: the spool's caps.
    ///   - ramp: how long the pace takes to rise after a rest, see `Pace`; zero is not a ramp.
    ///   - trunkRetry: how calls that a trunk failed are tried again.
    public init(trunks: [TrunkSettings], limits: PaceLimits, ramp: Duration, trunkRetry: TrunkRetry) {
        self.trunkRetry = trunkRetry
        self.limits = limits
        pace = Pace(cap: limits.callsPerSecond, ramp: ramp)
        self.trunks = trunks.map { Trunk($0, spool: limits, ramp: ramp) }
        scheduler = TrunkScheduler(weights: self.trunks.map(\.weight))
        let names = trunks.enumerated().compactMap { place, trunk in trunk.name.map { ($0, place) } }
        places = Dictionary(names) { first, _ in first }
    }

    /// How many calls are in progress.
    public var inProgress: Int { live.count + doubts.count + decided.count }

    /// No new calls from now on.
    public mutating func drain() {
        mode = .draining
    }

    /// No call until an instant: another process placed calls a moment ago, and the caps hold over both.
    public mutating func rest(until instant: Timestamp) {
        restsUntil = instant
    }

    /// Attempts were claimed and their dialling is durable: they are about to be placed.
    public mutating func claimed(_ attempts: [Attempt], _ now: Timestamp) {
        pace.went(attempts.count, now)
        // As they were offered: whose turn it is goes by who had room then.
        var rooms = trunks.count > 1 ? trunks.map { $0.room(now) } : []
        for attempt in attempts {
            // A stuck one that was followed, and settled by a person meanwhile.
            if let previous = live[attempt.key] { release(previous) }
            let deadline = now + attempt.campaignRef.campaign.ringTimeout + Patience.unanswered
            var call = LiveCall(attempt: attempt, dialedAt: now, deadline: deadline)
            if let trunk = place(of: attempt) {
                if trunks.count > 1 {
                    scheduler.took(trunk, rooms)
                    rooms[trunk] -= 1
                }
                call.trunk = trunk
                call.serial = trunks[trunk].claimed(attempt.key, now)
            }
            live.begin(call)
        }
    }

    /// The engine reported something.
    public mutating func reported(_ report: AttemptReport) -> Action {
        guard var call = live[report.key], call.attempt.number == report.attempt else { return .ignore }
        switch report.event {
        case .ringing:
            guard call.ringingAt == nil else { return .ignore }
            call.ringingAt = report.at
        case .connected:
            guard call.answeredAt == nil else { return .ignore }
            call.answeredAt = report.at
            call.deadline = report.at + Patience.answered
        case .ended(let end):
            return ended(call, end, at: report.at, now: report.at)
        }
        live.update(call)
        if call.isStuck { return .ignore }
        if let trunk = call.trunk, let serial = call.serial {
            trunks[trunk].gotThrough(report.key, serial: serial, report.at)
            settleDoubts(of: trunk)
        }
        let event: CallFact.Event = report.event == .ringing ? .ringing : .connected
        return .record(CallFact(key: report.key, attempt: report.attempt, at: report.at, event: event))
    }

    /// The engine refused to place an attempt: certainly not placed.
    public mutating func refused(_ key: CallKey, _ error: EngineError, _ now: Timestamp) -> Action {
        guard let call = live[key] else { return .ignore }
        return ended(call, AttemptEnd(error), at: now, now: now)
    }

    /// The attempts that should have ended by now; the engine is to be asked about each.
    public mutating func overdue(_ now: Timestamp) -> [Attempt] {
        live.overdue(now)
    }

    /// When `overdue` is to be asked again.
    public var nextInquiry: Timestamp? { live.nextInquiry }

    /// The engine answered what became of an attempt.
    ///
    /// What is only found out by asking is old news, and says nothing of how the trunk is now.
    public mutating func inquired(_ key: CallKey, _ answer: Inquiry, _ now: Timestamp) -> Action {
        guard var call = live[key] else { return .ignore }
        if answer == .live { return .ignore }
        if let trunk = call.trunk, let serial = call.serial { trunks[trunk].forgets(key, serial: serial, now) }
        call.serial = nil
        switch answer {
        case .live: return .ignore
        case .ended(let end, let at): return ended(call, end, at: at, now: now)
        // It contradicts what was heard of the call before.
        case .neverPlaced where call.isHeardOf: return lost(call, now)
        case .neverPlaced: return notPlaced(call, now)
        case .unknown: return lost(call, now)
        }
    }

    private mutating func lost(_ call: LiveCall, _ now: Timestamp) -> Action {
        release(call)
        if call.isStuck { return .ignore }
        let result = call.result(AttemptEnd(outcome: .unknown), engine: engine(of: call), at: now)
        return .record(CallFact(key: call.attempt.key, attempt: call.attempt.number, at: now, event: .lost(result)))
    }

    mutating func ended(_ call: LiveCall, _ end: AttemptEnd, at: Timestamp, now: Timestamp) -> Action {
        release(call)
        switch verdict(call, end, now) {
        case .open where mode == .dialling && !call.isStuck && end.outcome.outcomeClass == .callee:
            doubts.append(Doubt(call: call, end: end, at: at))
            return .ignore
        case .trunks: return recorded(call, end.blamingTheTrunk, at: at, now)
        case .open, .callees: return recorded(call, end, at: at, now)
        }
    }

    /// What an end says of its trunk, which learns it.
    private mutating func verdict(_ call: LiveCall, _ end: AttemptEnd, _ now: Timestamp) -> TrunkSilence.Verdict {
        guard let trunk = call.trunk, let serial = call.serial else { return .callees }
        let verdict = trunks[trunk]
            .ended(
                call.attempt.key,
                serial: serial,
                dialedAt: call.dialedAt,
                end,
                wasHeard: call.answeredAt != nil,
                now
            )
        if verdict == .trunks { settleDoubts(of: trunk, blamingTrunk: true) } else { settleDoubts(of: trunk) }
        return verdict
    }

    func recorded(_ call: LiveCall, _ end: AttemptEnd, at: Timestamp, _ now: Timestamp) -> Action {
        let disposition = Disposition.decide(
            end.outcome,
            tries: call.attempt.tries.adding(end.outcome),
            campaign: call.attempt.campaignRef.campaign,
            trunkRetry: trunkRetry,
            endedAt: at,
            concernsCallOnly: end.concernsCallOnly
        )
        let result = call.result(end, engine: engine(of: call), at: at)
        if call.isStuck { return settled(call, result, disposition, now) }
        // An engine that says that it does not know has lost the call as much as one that says nothing.
        let event: CallFact.Event = disposition == .stuck ? .lost(result) : .ended(result, disposition)
        return .record(CallFact(key: call.attempt.key, attempt: call.attempt.number, at: at, event: event))
    }

    mutating func release(_ call: LiveCall) {
        live.end(call.attempt.key)
        if let trunk = call.trunk { trunks[trunk].released() }
    }

    /// The trunk of an attempt; `nil` for a name that a journal has from other settings.
    func place(of attempt: Attempt) -> Int? {
        guard let name = attempt.trunk else { return trunks.count == 1 ? 0 : nil }
        return places[name]
    }

    func engine(of call: LiveCall) -> String {
        call.trunk.map { trunks[$0].engine } ?? "unknown"
    }
}

extension AttemptEnd {
    /// A refusal as the end of an attempt that never began.
    fileprivate init(_ error: EngineError) {
        self.init(
            outcome: error.outcome,
            codes: EngineCodes(engineCause: error.message),
            retryAfter: error.retryAfter,
            isSilent: error.isSilent
        )
        concernsCallOnly = error.concernsCallOnly
    }
}
