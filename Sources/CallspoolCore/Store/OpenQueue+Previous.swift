extension OpenQueue {
    /// What the previous run had in progress.
    func unaccounted() -> [AttemptInProgress] {
        inOrder.flatMap { previous($0, "what was in progress") { try $0.unaccounted(spoolTag: tag) } }
    }

    /// The attempts whose outcome was lost.
    func stuck() -> [AttemptInProgress] {
        inOrder.flatMap { previous($0, "what is stuck") { try $0.stuck(spoolTag: tag) } }
    }

    private func previous(
        _ campaign: OpenCampaign,
        _ what: String,
        _ attempts: (OpenCampaign) throws -> [AttemptInProgress]
    ) -> [AttemptInProgress] {
        do {
            return try attempts(campaign)
        } catch {
            warn("campaign \(campaign.name): \(what) cannot be reported: \(error)")
            return []
        }
    }
}
