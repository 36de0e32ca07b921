public import CallspoolCore

/// What an outbox hands out, and when.
public struct OutboxRules: Equatable, Sendable {
    /// How long records wait for others to fill their batch.
    public var batchWait: Duration
    /// The only campaign; `nil` is all.
    public var campaign: String?
    /// Only records written since; `nil` is all.
    ///
    /// What is passed over is left to another process.
    public var since: Timestamp?
    /// How long a campaign stays in `done/` after it was reported; `nil` is for ever.
    public var keepsDone: Duration?

    /// Makes rules.
    public init(batchWait: Duration = ShippingSettings().batchWait, campaign: String? = nil, since: Timestamp? = nil) {
        self.batchWait = batchWait
        self.campaign = campaign
        self.since = since
    }
}
