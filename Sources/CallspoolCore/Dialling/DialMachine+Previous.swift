// Calls of previous runs, and what is found out of them.
extension DialMachine {
    /// Who settles, in the journal, what the engine knew.
    private static let engineWord = "engine"

    /// Attempts of the previous run are in progress as far as the journal knows: the engine is asked about them at once.
    public mutating func adopt(_ attempts: [AttemptInProgress], _ now: Timestamp) {
        for one in attempts { begin(LiveCall(one, trunk: place(of: one.attempt), deadline: now)) }
    }

    /// The engine has come back: it is asked about everything that is in progress, for reports may have been lost.
    public mutating func suspectAll(_ now: Timestamp) {
        live.suspectAll(now)
    }

    /// The engine answered what it knows of a stuck call.
    ///
    /// One that is live is followed, and its end settles it; one that it knows nothing of stays stuck.
    public mutating func found(_ one: AttemptInProgress, _ answer: Inquiry, _ now: Timestamp) -> Action {
        guard live[one.attempt.key] == nil else { return .ignore }
        var call = LiveCall(one, trunk: place(of: one.attempt), deadline: now + Patience.betweenInquiries)
        call.isStuck = true
        switch answer {
        case .unknown: return .ignore
        case .neverPlaced where call.isHeardOf: return .ignore
        case .live:
            begin(call)
            return .ignore
        case .ended, .neverPlaced:
            begin(call)
            return inquired(one.attempt.key, answer, now)
        }
    }

    private mutating func begin(_ call: LiveCall) {
        if let trunk = call.trunk { trunks[trunk].adopted() }
        live.begin(call)
    }

    /// The engine is sure that it never placed an attempt of the previous run.
    mutating func notPlaced(_ call: LiveCall, _ now: Timestamp) -> Action {
        release(call)
        let end = AttemptEnd(outcome: .engineError)
        let result = call.result(end, engine: engine(of: call), at: now).notPlaced
        return settled(call, result, .notPlaced(tries: call.attempt.tries.adding(.engineError), now), now)
    }

    /// - Returns: nothing to do when it is as unknown as before.
    func settled(
        _ call: LiveCall,
        _ result: AttemptResult,
        _ disposition: Disposition,
        _ now: Timestamp
    ) -> Action {
        guard disposition != .stuck else { return .ignore }
        let event = CallFact.Event.settled(result, disposition, by: DialMachine.engineWord)
        return .record(CallFact(key: call.attempt.key, attempt: call.attempt.number, at: now, event: event))
    }
}
