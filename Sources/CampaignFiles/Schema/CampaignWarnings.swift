internal import CallspoolCore

/// What a campaign's author should know, and what is never in the way.
struct CampaignWarnings {
    /// Where each key stands.
    var positions: [String: Diagnostic.Position]
    /// Where findings go.
    var faults: Faults

    /// Tells of a campaign.
    func tell(of campaign: Campaign, _ draft: CampaignDraft) {
        if campaign.callerIDs.isEmpty, positions["ani"] == nil {
            faults.warning("has no `ani`, so the trunk chooses the caller id shown; set `ani`", at: nil)
        }
        if campaign.callingHours == nil, positions["calling_hours"] == nil {
            faults.warning("has no `calling_hours`, so calls go out at any hour; mind `start` and `expires`", at: nil)
        }
        if !campaign.calleeDetection, campaign.startURL != nil {
            let words = "without `callee_detection` the application also talks to answering machines; "
            faults.warning(words + "leave it on, or expect that", at: positions["callee_detection"])
        }
        intervals(campaign, draft)
        if let address = campaign.resultURL, case .success(let address) = WebAddress.read(address),
            !address.isEncrypted,
            address.isPublic
        {
            let words = "`result_url` sends telephone numbers unencrypted to `\(address.host)`; use `https://`"
            faults.warning(words, at: positions["result_url"])
        }
    }

    private func intervals(_ campaign: Campaign, _ draft: CampaignDraft) {
        let ring = campaign.ringTimeout
        func words(_ subject: String) -> String {
            "\(subject) is shorter than `ring_timeout` (\(ring.components.seconds) s), so a callee who let it ring is "
                + "called again almost at once; make it longer"
        }
        if campaign.retry.maxRetries > 0, campaign.retry.interval < ring {
            faults.warning(words("`retry_interval`"), at: positions["retry_interval"] ?? positions["ring_timeout"])
        }
        for (outcome, override) in campaign.retry.overrides {
            guard case .after(let interval) = override, interval < ring else { continue }
            faults.warning(words("the interval for `\(outcome.rawValue)`"), at: draft.overridePositions[outcome])
        }
    }
}
