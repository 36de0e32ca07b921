/// What one request brings to a receiver: a status record, or a batch of them.
///
/// The same batch has the same records at every try, also in another process.
public struct Delivery: Equatable, Sendable {
    /// The campaign's key in the outbox; means nothing outside of this process.
    public var campaign: Int
    /// Which records, and where they are, for the outbox's own use.
    public var batch: Batch
    /// How often it was tried before.
    public var tries: Int
    /// The records' lines in the status file, each but the last with its line feed.
    public var lines: [UInt8]
    /// Where it goes.
    public var target: DeliveryTarget
    /// The `webhook-id` of what is not a record, whose body the lines are; `nil` has it made from the first record.
    public var id: String?

    /// Makes a delivery.
    public init(
        campaign: Int,
        batch: Batch,
        tries: Int,
        lines: [UInt8],
        target: DeliveryTarget,
        id: String? = nil
    ) {
        self.id = id
        self.campaign = campaign
        self.batch = batch
        self.tries = tries
        self.lines = lines
        self.target = target
    }

    /// The number of the first record.
    public var n: Int { batch.n }
}
