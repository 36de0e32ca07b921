import CallspoolCore

extension OpenQueue {
    /// What a former process had under way.
    func unaccounted() -> [AttemptUnderWay] {
        inOrder.flatMap { former($0, "what was under way") { try $0.unaccounted(spoolTag: tag) } }
    }

    /// The attempts whose outcome was lost.
    func stuck() -> [AttemptUnderWay] {
        inOrder.flatMap { former($0, "what is stuck") { try $0.stuck(spoolTag: tag) } }
    }

    private func former(
        _ campaign: OpenCampaign,
        _ what: String,
        _ attempts: (OpenCampaign) throws -> [AttemptUnderWay]
    ) -> [AttemptUnderWay] {
        do {
            return try attempts(campaign)
        } catch {
            complain("campaign \(campaign.name): \(what) cannot be told: \(error)")
            return []
        }
    }
}
