extension Disposition {
    /// What was decided after an attempt, and by which rule, in words.
    ///
    /// The recorded decision is told and not decided again, so that it holds also when the settings have changed.
    ///
    /// - Parameters:
    ///   - outcome: how the attempt ended.
    ///   - tries: the diallings of the call, this one included.
    ///   - campaign: the retry policy.
    ///   - endedAt: when the attempt ended.
    ///   - concernsCallOnly: whether a value of the call was refused.
    /// - Returns: words without a capital and without a full stop.
    public func sentence(
        after outcome: Outcome,
        tries: Tries,
        campaign: Campaign,
        endedAt: Timestamp,
        concernsCallOnly: Bool = false
    ) -> String {
        if concernsCallOnly {
            return "a value of the call was refused, and would be again; \(FinalStatus.failed.rawValue)"
        }
        let rule = outcome.outcomeClass.rule(outcome)
        switch self {
        case .stuck: return "held as stuck: never redialled automatically"
        case .retry(let at):
            // A retry's instant is rounded up to a whole second, so the wait itself is rounded down again.
            let seconds = (at - endedAt).milliseconds / 1000
            let wait = "again after \(Duration.seconds(seconds).inWords)\(source(outcome, campaign))"
            return "\(rule); \(wait); \(budget(outcome, tries, campaign))"
        case .final(let status):
            let why = end(outcome, tries, campaign).map { ", since \($0)" } ?? ""
            return "\(rule); \(status.rawValue)\(why)"
        }
    }

    /// Where the wait comes from.
    private func source(_ outcome: Outcome, _ campaign: Campaign) -> String {
        if case .after = campaign.retry.overrides[outcome] { return " (the campaign's retry map)" }
        switch outcome.outcomeClass {
        case .callee: return " (retry_interval)"
        case .trunk, .config: return " (trunk_retry)"
        case .done, .refused, .permanent, .stuck: return ""
        }
    }

    private func budget(_ outcome: Outcome, _ tries: Tries, _ campaign: Campaign) -> String {
        switch outcome.outcomeClass {
        case .trunk, .config: "retry \(tries.trunk) for the trunk"
        case .done, .callee, .refused, .permanent, .stuck: "retry \(tries.counted) of \(campaign.retry.maxRetries)"
        }
    }

    /// Why nothing follows, where the class alone does not say.
    private func end(_ outcome: Outcome, _ tries: Tries, _ campaign: Campaign) -> String? {
        let isNever = campaign.retry.overrides[outcome] == .never
        switch outcome.outcomeClass {
        case .done, .permanent, .stuck: return nil
        case .callee, .refused:
            if campaign.retry.maxRetries == 0 { return "max_retries is 0" }
            if tries.counted >= campaign.retry.maxAttempts {
                return "all \(campaign.retry.maxAttempts) attempts are made"
            }
            if isNever { return "the campaign's retry map says never" }
            return outcome.outcomeClass == .refused ? "its retry map does not name \(outcome.rawValue)" : nil
        case .trunk, .config:
            if isNever { return "the campaign's retry map says never" }
            return "the retries for the trunk are used up"
        }
    }
}

extension OutcomeClass {
    /// What an outcome of the class means for the call.
    fileprivate func rule(_ outcome: Outcome) -> String {
        switch self {
        case .done: "\(outcome.rawValue) is final"
        case .callee, .refused: "\(outcome.rawValue) counts as an attempt"
        case .permanent: "\(outcome.rawValue) is final at once"
        case .trunk, .config: "\(outcome.rawValue) does not count as an attempt"
        case .stuck: "the outcome is not known"
        }
    }
}

extension Duration {
    /// `45 s`, `5 min`, `1 h 30 min`; what is below a second is rounded.
    public var inWords: String {
        let seconds = (max(0, milliseconds) + 500) / 1000
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s"),
        ]
        let words = parts.filter { $0.0 > 0 }.prefix(2).map { "\($0.0) \($0.1)" }
        return words.isEmpty ? "0 s" : words.joined(separator: " ")
    }
}
