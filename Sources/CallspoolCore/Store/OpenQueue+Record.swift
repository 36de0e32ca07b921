extension OpenQueue {
    /// How many calls are taken out of the queue in one `tidy`, so that other campaigns' calls are not held up for long.
    private static let tidyLimit = 2000

    /// Notes facts; a fact of a campaign that is closed is of no attempt that was claimed, and is dropped.
    ///
    /// - Precondition: nothing is claimed since the last commit: withdrawing the claims would withdraw the facts, too.
    mutating func record(_ facts: [CallFact]) {
        assert(attempts.isEmpty, "facts are recorded between a claim and its commit")
        for fact in facts {
            guard let campaign = open[fact.key.campaign] else { continue }
            switch fact.event {
            case .ended(let result, _), .settled(let result, _, _): learn(fact, result.outcome, campaign)
            case .ringing, .connected, .lost: break
            }
            let wasHeld = campaign.queue.hold != nil
            campaign.record(fact)
            // It needs a person, who may have nothing but cron's mail.
            if !wasHeld, case .suspended(let why) = campaign.queue.hold {
                warn("campaign \(campaign.name) is suspended: \(why); to go on: callspool resume \(campaign.name)")
            }
        }
    }

    /// What an attempt's end means for later ones, of whatever campaign.
    private mutating func learn(_ fact: CallFact, _ outcome: Outcome, _ campaign: OpenCampaign) {
        guard outcome == .unwanted || outcome.isOurs && !settings.attemptLimits.isOff else { return }
        let index = Int(fact.key.index)
        guard let recordedAt = campaign.recordedAt(index, attempt: fact.attempt) else { return }
        // Its number is read when it is listed: what cannot be read now must not be forgotten.
        if outcome == .unwanted { unwanted.append(UnwantedCall(campaign: campaign, index: index, at: fact.at)) }
        guard outcome.isOurs else { return }
        do {
            gate.history.remove(try campaign.log.job(index).phoneNumber, at: recordedAt)
        } catch {
            warn("campaign \(campaign.name): the number of its call \(index) cannot be read: \(error)")
        }
    }

    /// Commits every log that was written to, as one set.
    mutating func commit() -> Commit {
        do throws(StoreError) {
            try listUnwanted()
        } catch {
            for campaign in inOrder { campaign.withdrawClaims() }
            return Commit(attempts: handOut(without: Set(open.keys)), failure: error)
        }
        var failure: StoreError?
        var lost: Set<Int32> = []
        let written = inOrder.filter(\.isDirty)
        for (campaign, error) in zip(written, logs.commit(written.map { ($0.name, $0.log) })) {
            guard let error else {
                campaign.committed()
                continue
            }
            campaign.withdrawClaims()
            lost.insert(campaign.slot)
            if error.isOfOneCampaign { abandon(campaign, error.message) } else { failure = error }
        }
        let durable = handOut(without: lost)
        closeFinished()
        return Commit(attempts: durable, failure: failure)
    }

    /// The list first, then the journal: a crash in between leaves a number too many on the list, never one too few.
    mutating func listUnwanted() throws(StoreError) {
        guard !unwanted.isEmpty else { return }
        var lines: [(phoneNumber: String, note: String)] = []
        for call in unwanted {
            do throws(StoreError) {
                lines.append(try call.line())
            } catch {
                guard error.isOfOneCampaign else { throw error }
                // Another try would find the same.
                warn("a number asked not to be called again and cannot be listed: call \(call.name): \(error)")
            }
        }
        try lists.list(lines)
        unwanted = []
    }

    /// Added numbers that cannot be read hold up no other campaign: they are warned of once, and stay where they are.
    private func takeAdditions(to campaign: OpenCampaign, _ now: Timestamp) throws(StoreError) {
        guard !campaign.additions.isEmpty else { return }
        do throws(StoreError) {
            try campaign.takeAdditions(now)
        } catch  where error.isOfOneCampaign {
            giveUpAdditions(to: campaign, error.message, now)
        }
    }

    private func giveUpAdditions(to campaign: OpenCampaign, _ why: String, _ now: Timestamp) {
        warn("numbers cannot be added to campaign \(campaign.name): \(why)")
        // Which of those that are added already cannot be dialled is not known.
        if campaign.additions.waiting.first?.first != nil { campaign.suspendAutomatically(why, now) }
        campaign.additions.waiting = []
    }

    /// The claimed attempts but those of some campaigns, which were never made.
    private mutating func handOut(without lost: Set<Int32>) -> [Attempt] {
        for attempt in attempts where lost.contains(attempt.key.campaign) {
            gate.history.remove(attempt.job.phoneNumber, at: claimedAt)
        }
        defer { attempts.removeAll(keepingCapacity: true) }
        return lost.isEmpty ? attempts : attempts.filter { !lost.contains($0.key.campaign) }
    }

    /// Takes in numbers that were added, takes expired and canceled calls out, settles what was lost for long, and ends
    /// campaigns.
    ///
    /// - Precondition: nothing is claimed since the last commit.
    mutating func tidy(_ now: Timestamp) throws(StoreError) {
        assert(attempts.isEmpty, "a campaign is tidied between a claim and its commit")
        gate.history.prune(now)
        for campaign in inOrder {
            try takeAdditions(to: campaign, now)
            if campaign.queue.mustEmpty(now) {
                campaign.empty(OpenQueue.tidyLimit, now) { job, campaign, windows in
                    gate.admit(job, of: campaign, windows: &windows, listing: nil, now)
                }
            }
            campaign.giveUpStuck(now)
            if campaign.isToFinish { campaign.note(.finished, now) }
        }
    }
}

/// A call whose callee asked not to be called again, and is not on the list yet.
struct UnwantedCall {
    let campaign: OpenCampaign
    let index: Int
    let at: Timestamp

    /// The call, as it can be named when its job cannot be read.
    var name: String { "\(campaign.acceptance.callIDPrefix)\(index)" }

    /// What the list is to say.
    ///
    /// - Throws: `StoreError`.
    func line() throws(StoreError) -> (phoneNumber: String, note: String) {
        let job = try campaign.log.job(index)
        return (job.phoneNumber, "unwanted (SIP 607), \(job.callID), \(at.iso8601)")
    }
}
