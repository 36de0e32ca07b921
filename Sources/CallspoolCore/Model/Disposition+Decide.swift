extension Disposition {
    /// The one place that decides what follows from an attempt's outcome.
    ///
    /// - Parameters:
    ///   - outcome: what happened.
    ///   - tries: the diallings of this call, this one counted in by `Tries.adding`.
    ///   - campaign: its retry policy; its expiry is the queue's to watch.
    ///   - trunkRetry: the budget for what the trunk failed.
    ///   - endedAt: when the attempt ended; waits run from here.
    ///   - concernsCallOnly: whether a value of the call was refused, which will be refused again.
    /// - Returns: the retry's instant is a whole second, rounded up, so that no retry is early.
    public static func decide(
        _ outcome: Outcome,
        tries: Tries,
        campaign: Campaign,
        trunkRetry: TrunkRetry,
        endedAt: Timestamp,
        concernsCallOnly: Bool = false
    ) -> Disposition {
        if concernsCallOnly { return .final(.failed) }
        let wait: Duration?
        switch outcome.outcomeClass {
        case .done: return .final(outcome == .answered ? .completed : .failed)
        case .permanent: return .final(.failed)
        case .stuck: return .stuck
        case .callee: wait = campaign.retry.wait(after: outcome, tries: tries, otherwise: campaign.retry.interval)
        case .refused: wait = campaign.retry.wait(after: outcome, tries: tries, otherwise: nil)
        case .trunk, .config: wait = trunkRetry.wait(after: tries.trunk, unless: campaign.retry.overrides[outcome])
        }
        guard let wait else { return .final(.failed) }
        return .retry(at: (endedAt + wait).roundedUpToSecond)
    }
}

extension Tries {
    /// These tries and one more, which ended so.
    public func adding(_ outcome: Outcome) -> Tries {
        switch outcome.outcomeClass {
        case .trunk, .config: Tries(counted: counted, trunk: trunk + 1)
        case .done, .callee, .refused, .permanent, .stuck: Tries(counted: counted + 1, trunk: trunk)
        }
    }
}

extension RetryPolicy {
    /// How long to wait before another attempt; `nil` when there is to be none.
    func wait(after outcome: Outcome, tries: Tries, otherwise: Duration?) -> Duration? {
        guard tries.counted < maxAttempts else { return nil }
        switch overrides[outcome] {
        case .after(let interval): return interval
        case .never: return nil
        case nil: return otherwise
        }
    }
}

extension TrunkRetry {
    /// How long to wait after the given number of trunk failures: the first wait, doubling up to the longest, or what
    /// the campaign says instead; `nil` when the budget is spent.
    ///
    /// No campaign can widen the budget.
    func wait(after failures: Int, unless override: RetryPolicy.Override?) -> Duration? {
        guard failures <= times else { return nil }
        switch override {
        case .after(let interval): return interval
        case .never: return nil
        case nil: break
        }
        var wait = first
        for _ in 1..<max(failures, 1) where wait < longest {
            wait *= 2
        }
        return min(wait, longest)
    }
}
