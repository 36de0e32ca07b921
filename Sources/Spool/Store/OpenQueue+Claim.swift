import CallspoolCore

extension OpenQueue {
    /// How many calls of one campaign that may not go out are passed over in one claim: those of others, and whatever
    /// else there is to do, have their turn in between.
    private static let passLimit = 2500

    /// Claims by weighted shares between the campaigns, one call for each trunk.
    mutating func claim(_ trunks: [String?], _ now: Timestamp) throws {
        lookAtLists(now)
        guard hold == nil else { return }
        // Who asked a moment ago not to be called is not called in this turn either.
        try listUnwanted()
        claimedAt = now
        // Those that wait are put aside in one walk: each look at whose turn it is goes through all that are left.
        var candidates = open.keys.sorted().filter { open[$0]?.mayPlace(now) == true }
        var passedOver: [Int32: Int] = [:]
        while attempts.count < trunks.count, let slot = shares.next(among: candidates), let campaign = open[slot] {
            switch try claim(from: campaign, trunk: trunks[attempts.count], now) {
            case .attempt(let attempt):
                shares.placed(slot, weight: campaign.queue.campaign.priority)
                gate.history.add(attempt.job.phoneNumber, at: now)
                attempts.append(attempt)
            case .passedOver:
                passedOver[slot, default: 0] += 1
                if passedOver[slot] == OpenQueue.passLimit { candidates.removeAll { $0 == slot } }
            case .nothing: candidates.removeAll { $0 == slot }
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
        } catch let error as StoreError {
            suspend(campaign, error.message, now)
        } catch let error as DiskError where error.isOfOneFile {
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
