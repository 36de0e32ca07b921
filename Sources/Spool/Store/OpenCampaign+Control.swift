import CallspoolCore

extension OpenCampaign {
    /// Holds the campaign when every call of late failed for our own configuration.
    func suspendIfMisconfigured(_ last: AttemptResult, _ now: Timestamp) {
        guard queue.isMisconfigured, queue.hold == nil else { return }
        var words = "\(CampaignQueue.faultsTolerated) calls in a row failed for our own configuration, the last with "
        words += last.outcome.rawValue
        if let status = last.codes.sipStatus { words += ", SIP \(status)" }
        if let cause = last.codes.engineCause { words += ", \(cause)" }
        suspendByItself(words, now)
    }

    /// Holds the campaign because it cannot go on.
    func suspendByItself(_ why: String, _ now: Timestamp) {
        guard queue.hold == nil, !hasClaims else { return }
        note(.suspended(by: why, onTheirWay: queue.counts.dialing), now)
    }

    /// Gives a stuck call the outcome that a person found out; `false` when it is not stuck.
    func settle(
        _ index: Int,
        _ outcome: Outcome,
        by: String,
        trunkRetry: TrunkRetry,
        _ now: Timestamp
    ) -> Bool {
        guard let stuck = queue.stuck[index] else { return false }
        var result = stuck.result
        result.outcome = outcome
        result.calleeType = outcome.usualCalleeType
        let disposition = Disposition.decide(
            outcome,
            tries: queue.tries(index).adding(outcome),
            campaign: queue.campaign,
            trunkRetry: trunkRetry,
            endedAt: now
        )
        note(.settled(index: index, attempt: stuck.attempt, result, disposition, by: by), now, previous: stuck.previous)
        return true
    }

    /// Carries out a stop, a suspension or a resumption; `false` when it changes nothing.
    func carryOut(_ request: ControlRequest, _ now: Timestamp) -> Bool {
        switch (request.action, queue.hold) {
        case (.stop, .stopped), (.suspend, .stopped), (.suspend, .suspended), (.resume, .stopped), (.resume, nil):
            return false
        case (.stop, nil), (.stop, .suspended):
            note(.stopped(canceled: queue.counts.pending, onTheirWay: queue.counts.dialing), now)
        case (.suspend, nil): note(.suspended(by: request.by, onTheirWay: queue.counts.dialing), now)
        case (.resume, .suspended): note(.resumed(by: request.by), now)
        case (.cancel, _), (.settle, _): return false
        }
        return true
    }
}
