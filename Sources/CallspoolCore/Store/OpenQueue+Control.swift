extension OpenQueue {
    /// Carries out a request.
    ///
    /// - Precondition: nothing is claimed since the last commit.
    mutating func control(_ request: ControlRequest, _ now: Timestamp) -> ControlAnswer {
        assert(attempts.isEmpty, "a request is carried out between a claim and its commit")
        if request.action == .cancel { return cancel(request, now) }
        if request.action == .settle { return settle(request, now) }
        let campaigns = byName.filter { request.concerns($0.name) }
        return ControlAnswer(
            rows: campaigns.map { campaign in
                let changed = campaign.carryOut(request, now)
                let counts = campaign.queue.counts
                return .init(
                    campaign: campaign.name,
                    held: counts.pending,
                    inProgress: counts.dialing,
                    changed: changed
                )
            }
        )
    }

    private func cancel(_ request: ControlRequest, _ now: Timestamp) -> ControlAnswer {
        guard let (campaign, index) = call(request.target.word) else { return ControlAnswer() }
        let isInProgress = campaign.queue.inProgress[index] != nil
        let changed = campaign.cancel(index, by: request.by, now)
        return ControlAnswer(rows: [
            .init(
                campaign: campaign.name,
                held: changed ? 1 : 0,
                inProgress: isInProgress ? 1 : 0,
                changed: changed
            )
        ])
    }

    /// Settles what is stuck of the calls that a request names.
    private mutating func settle(_ request: ControlRequest, _ now: Timestamp) -> ControlAnswer {
        var settled: [String: Int] = [:]
        for settlement in request.settlements {
            guard let (campaign, index) = call(settlement.callID) else { continue }
            let fact = campaign.fact(index, settlement, trunkRetry: settings.trunkRetry, now)
            if let fact { record([fact]) }
            settled[campaign.name, default: 0] += fact == nil ? 0 : 1
        }
        return ControlAnswer(
            rows: settled.sorted { $0.key < $1.key }
                .map { name, count in
                    ControlAnswer.Row(campaign: name, held: count, inProgress: 0, changed: count > 0)
                }
        )
    }

    /// Gives calls up that a program which ended had in progress: nobody follows them any more, and they are stuck.
    ///
    /// - Precondition: the dialler is not running.
    mutating func giveUp(_ callIDs: [String], _ now: Timestamp) {
        for id in callIDs {
            guard let (campaign, index) = call(id), let known = campaign.queue.inProgress[index] else { continue }
            let engine = settings.trunks.first { $0.name == known.trunk }?.engine.kindName ?? "unknown"
            let lost = StuckCall(known, at: now, engine: engine)
            let key = CallKey(campaign: campaign.slot, index: Int32(index))
            record([CallFact(key: key, attempt: known.attempt, at: now, event: .lost(lost.result))])
        }
    }

    /// The call with an id, if its campaign is open.
    private func call(_ id: String) -> (OpenCampaign, Int)? {
        for campaign in open.values where id.hasPrefix(campaign.acceptance.callIDPrefix) {
            guard let index = Int(id.dropFirst(campaign.acceptance.callIDPrefix.count)) else { continue }
            return (campaign, index)
        }
        return nil
    }
}
