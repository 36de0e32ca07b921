public import CallspoolCore

/// How the dialling stands, for those who look on.
public struct DialProgress: Sendable {
    /// Calls placed by this process.
    public var placed = 0
    /// Calls in progress.
    public var inProgress = 0
    /// A row a campaign.
    public var campaigns: [CampaignBacklog] = []
    /// What keeps the dialling from going on, if anything does.
    public var trouble: String?

    /// Before anything.
    public init() {}
}
