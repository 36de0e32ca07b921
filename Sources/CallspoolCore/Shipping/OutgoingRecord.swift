/// A status record on its way to its receiver.
public struct OutgoingRecord: Equatable, Sendable {
    /// The campaign's key in the outbox; means nothing outside of this process.
    public var campaign: Int
    /// The record's number, unique in its campaign.
    public var n: Int
    /// Where its line is, for the outbox's own use.
    public var offset: Int
    /// How often it was tried before.
    public var tries: Int
    /// The record's line in the status file, without its line feed.
    public var line: [UInt8]
    /// Where it goes.
    public var target: DeliveryTarget

    /// Makes a record.
    public init(campaign: Int, n: Int, offset: Int, tries: Int, line: [UInt8], target: DeliveryTarget) {
        self.campaign = campaign
        self.n = n
        self.offset = offset
        self.tries = tries
        self.line = line
        self.target = target
    }
}
