extension OpenQueue {
    /// Claims by weighted shares between the campaigns, one call for each trunk.
    mutating func claim(_ trunks: [String?], _ now: Timestamp) throws {
        lookAtLists(now)
        guard hold == nil else { return }
        // Who asked a moment ago not to be called is not called in this turn either.
        try listUnwanted()
        claimedAt = now
        // Those that wait are set aside in one walk: each look at whose turn it is goes through all that are left.
        let candidates = open.keys.sorted().filter { open[$0]?.mayPlace(now) == true }
        // Taken out for the turn, in which the rest of the queue is asked and changed.
        var policy = machine
        defer { machine = policy }
        try policy.claim(trunks.count - attempts.count, among: candidates) { slot, _ in
            guard let campaign = open[slot] else { return .nothing }
            switch try claim(from: campaign, trunk: trunks[attempts.count], now) {
            case .attempt(let attempt):
                gate.history.add(attempt.job.phoneNumber, at: now)
                attempts.append(attempt)
                return .claimed(weight: campaign.queue.campaign.priority)
            case .passedOver: return .passedOver
            case .nothing: return .nothing
            }
        }
    }

    /// Looks whether the lists have changed, and whether they can be relied upon.
    private mutating func lookAtLists(_ now: Timestamp) {
        let holding: String? =
            switch lists.refresh(now) {
            case .ready: nil
            case .holding(let why): why
            }
        if let holding, holding != hold { warn("all calls are held: \(holding)") }
        hold = holding
        for warning in lists.warnings() { warn(warning) }
    }

    /// Claims one call; a campaign whose jobs cannot be read is suspended, with the reason in its journal.
    private mutating func claim(
        from campaign: OpenCampaign,
        trunk: String?,
        _ now: Timestamp
    ) throws -> OpenCampaign.Claim {
        if holds(campaign, now) { return .nothing }
        do {
            return try campaign.claim(now, trunk: trunk, spoolTag: tag) { job, campaign, windows in
                let listing = lists.listing(of: job.phoneNumber, campaign: campaign.name)
                return gate.admit(job, of: campaign, windows: &windows, listing: listing, now)
            }
        } catch let error as StoreError where error.isOfOneCampaign {
            suspend(campaign, error.message, now)
        }
        return .nothing
    }

    /// Whether the campaign's own do-not-call list holds its calls.
    private func holds(_ campaign: OpenCampaign, _ now: Timestamp) -> Bool {
        guard case .holding(let why) = lists.state(of: campaign.name, now) else {
            campaign.heldBy = nil
            return false
        }
        if campaign.heldBy != why { warn("the calls of campaign \(campaign.name) are held: \(why)") }
        campaign.heldBy = why
        return true
    }

    private func suspend(_ campaign: OpenCampaign, _ why: String, _ now: Timestamp) {
        warn("campaign \(campaign.name) is suspended: \(why)")
        campaign.suspendAutomatically(why, now)
    }
}
