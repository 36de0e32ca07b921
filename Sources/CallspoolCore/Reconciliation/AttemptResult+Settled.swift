extension AttemptResult {
    /// What a lost attempt's result becomes by a settlement.
    ///
    /// A settlement is believed: what it contradicts goes. One that does not say when the call ended leaves its duration
    /// unknown, which is zero: what stands as the end of a lost attempt is the instant at which it was given up.
    public func settled(_ settlement: Settlement) -> AttemptResult {
        switch settlement.finding {
        case .notPlaced: notPlaced
        case .ended(let outcome): ended(outcome, settlement)
        }
    }

    /// The result of an attempt that turned out not to have been placed.
    var notPlaced: AttemptResult {
        var result = self
        result.outcome = .engineError
        result.calleeType = Outcome.engineError.usualCalleeType
        result.codes = EngineCodes(engineCause: "certainly not placed")
        result.ringingAt = nil
        result.answeredAt = nil
        return result
    }

    private func ended(_ outcome: Outcome, _ settlement: Settlement) -> AttemptResult {
        var result = self
        result.outcome = outcome
        result.calleeType = settlement.calleeType ?? outcome.usualCalleeType
        if settlement.codes != EngineCodes() { result.codes = settlement.codes }
        guard outcome == .answered else {
            result.answeredAt = nil
            result.endedAt = max(dialedAt, settlement.endedAt ?? endedAt)
            return result
        }
        result.answeredAt = settlement.answeredAt ?? answeredAt
        result.endedAt = settlement.endedAt ?? result.answeredAt ?? endedAt
        // A record tells whole seconds, on a clock of its own: the call keeps its length, and is not before its dialling.
        let early = max(.zero, dialedAt - (result.answeredAt ?? result.endedAt))
        result.answeredAt = result.answeredAt.map { $0 + early }
        result.endedAt = max(result.endedAt + early, result.answeredAt ?? dialedAt)
        return result
    }
}
