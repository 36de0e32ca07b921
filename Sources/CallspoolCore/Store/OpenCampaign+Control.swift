extension OpenCampaign {
    /// Holds the campaign because it cannot go on.
    func suspendAutomatically(_ why: String, _ now: Timestamp) {
        guard queue.hold == nil, !hasClaims else { return }
        note(.suspended(by: why, inProgress: queue.counts.dialing, isAutomatic: true), now)
    }

    /// The fact that a settlement makes of a stuck call; `nil` when the call is not stuck, or another attempt of it is.
    func fact(_ index: Int, _ settlement: Settlement, trunkRetry: TrunkRetry, _ now: Timestamp) -> CallFact? {
        guard let stuck = queue.stuck[index], stuck.attempt == settlement.attempt ?? stuck.attempt else { return nil }
        let result = stuck.result.settled(settlement)
        let tries = queue.tries(index).adding(result.outcome)
        let disposition: Disposition =
            switch settlement.finding {
            case .notPlaced: .notPlaced(tries: tries, now)
            case .ended(let outcome):
                .decide(
                    outcome,
                    tries: tries,
                    campaign: queue.campaign,
                    trunkRetry: trunkRetry,
                    endedAt: settlement.endedAt == nil ? now : result.endedAt
                )
            }
        return CallFact(
            key: CallKey(campaign: slot, index: Int32(index)),
            attempt: stuck.attempt,
            at: now,
            event: .settled(result, disposition, by: settlement.by)
        )
    }

    /// Carries out a stop, a suspension or a resumption; `false` when it changes nothing.
    func carryOut(_ request: ControlRequest, _ now: Timestamp) -> Bool {
        switch (request.action, queue.hold) {
        case (.stop, .stopped), (.suspend, .stopped), (.suspend, .suspended), (.resume, .stopped), (.resume, nil):
            return false
        case (.stop, nil), (.stop, .suspended):
            note(
                .stopped(canceled: queue.counts.pending, inProgress: queue.counts.dialing, by: request.by),
                now
            )
        case (.suspend, nil): note(.suspended(by: request.by, inProgress: queue.counts.dialing), now)
        case (.resume, .suspended): note(.resumed(by: request.by), now)
        case (.cancel, _), (.settle, _): return false
        }
        return true
    }
}
