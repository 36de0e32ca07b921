internal import CallspoolCore

extension CampaignClosing {
    /// What a file with `add_to` may say: everything else is the campaign's own that the numbers are added to.
    private static let additionKeys: Set = ["add_to", "again", "count", "contacts", "numbers", "region"]

    /// The campaign that a draft with `add_to` stands for: its name, and the region in which its numbers are read.
    ///
    /// A key that would change the campaign is a fault, and not passed over: somebody means something by it.
    func addition(to name: String, from draft: CampaignDraft, isWhole: Bool) -> Campaign {
        var campaign = draft.campaign
        campaign.name = name
        for (key, position) in positions where !CampaignClosing.additionKeys.contains(key) {
            let words = "`\(key)` cannot stand beside `add_to`: the numbers are dialled as campaign `\(name)` says; "
            faults.error(words + "remove it", at: position)
        }
        if isWhole { checkNumbers(draft) }
        return campaign
    }
}
