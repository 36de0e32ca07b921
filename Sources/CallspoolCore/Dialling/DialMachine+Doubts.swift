/// A call that is over and heard nothing of its trunk's far end: it is not recorded before it is known whose fault that is.
///
/// A callee who cannot be reached uses up an attempt, a trunk where nobody listens does not; and what is recorded stands.
struct Doubt: Sendable {
    var call: LiveCall
    var end: AttemptEnd
    var at: Timestamp
}

extension DialMachine {
    /// What was decided of calls whose end was open, to be recorded.
    ///
    /// Without another call's word they are the callees': after `TrunkSilence.patience`, and at once when no more is dialled.
    public mutating func decided(_ now: Timestamp) -> [CallFact] {
        for trunk in Set(doubts.compactMap(\.call.trunk)).sorted() {
            let ends = trunks[trunk].silence.patienceEnds
            if mode == .draining || ends.map({ $0 <= now }) ?? false { settle(trunk, blamingTrunk: false) }
        }
        defer { decided = [] }
        return decided
    }

    /// When `decided` is to be asked again.
    public var nextDecision: Timestamp? {
        if let first = decided.first { return first.at }
        return doubts.compactMap { doubt in doubt.call.trunk.flatMap { trunks[$0].silence.patienceEnds } }.min()
    }

    /// A trunk's far end was heard, or is known not to be there.
    mutating func settleDoubts(of trunk: Int, blamingTrunk: Bool = false) {
        guard !doubts.isEmpty, blamingTrunk || trunks[trunk].silence.inARow == 0 else { return }
        settle(trunk, blamingTrunk: blamingTrunk)
    }

    private mutating func settle(_ trunk: Int, blamingTrunk: Bool) {
        for doubt in doubts where doubt.call.trunk == trunk {
            let end = blamingTrunk ? doubt.end.blamingTheTrunk : doubt.end
            guard case .record(let fact) = recorded(doubt.call, end, at: doubt.at, doubt.at) else { continue }
            decided.append(fact)
        }
        doubts.removeAll { $0.call.trunk == trunk }
    }
}

extension AttemptEnd {
    /// The same end as the trunk's fault: an attempt that does not count.
    var blamingTheTrunk: AttemptEnd {
        guard outcome.outcomeClass == .callee else { return self }
        var end = self
        let words = "nobody is heard at the trunk's far end"
        end.outcome = .carrierError
        end.calleeType = end.outcome.usualCalleeType
        end.codes.engineCause = codes.engineCause.map { "\($0); \(words)" } ?? words
        return end
    }
}
