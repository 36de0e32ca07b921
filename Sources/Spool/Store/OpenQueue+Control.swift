import CallspoolCore

extension OpenQueue {
    /// Carries out a request.
    mutating func control(_ request: ControlRequest, _ now: Timestamp) -> ControlAnswer {
        if request.action == .cancel || request.action == .settle { return changeCall(request, now) }
        let campaigns = byName.filter { request.target == "all" || $0.name == request.target }
        return ControlAnswer(
            rows: campaigns.map { campaign in
                let changed = campaign.carryOut(request, now)
                let counts = campaign.queue.counts
                return .init(
                    campaign: campaign.name,
                    held: counts.pending,
                    onTheirWay: counts.dialing,
                    changed: changed
                )
            }
        )
    }

    private func changeCall(_ request: ControlRequest, _ now: Timestamp) -> ControlAnswer {
        for campaign in byName where request.target.hasPrefix(campaign.acceptance.callIDPrefix) {
            guard let index = Int(request.target.dropFirst(campaign.acceptance.callIDPrefix.count)) else { continue }
            let isUnderWay = campaign.queue.underWay[index] != nil
            let changed = change(index, of: campaign, request, now)
            return ControlAnswer(rows: [
                .init(
                    campaign: campaign.name,
                    held: changed ? 1 : 0,
                    onTheirWay: isUnderWay ? 1 : 0,
                    changed: changed
                )
            ])
        }
        return ControlAnswer()
    }

    private func change(_ index: Int, of campaign: OpenCampaign, _ request: ControlRequest, _ now: Timestamp) -> Bool {
        guard let outcome = request.outcome else { return campaign.cancel(index, by: request.by, now) }
        return campaign.settle(index, outcome, by: request.by, trunkRetry: settings.trunkRetry, now)
    }
}
