/// A campaign to be forecast, as it stands.
///
/// Numbers stay numbers: a million calls are foreseen in seconds, and there is no time for text.
public struct ForecastCampaign: Sendable {
    /// The queue as it is now.
    public var queue: CampaignQueue
    /// When it appears in the queue, if it is not there yet.
    public var arrives: Timestamp?
    /// The campaign's calling hours and the spool's.
    public var windows: CallingWindows
    /// The zones that its callees are in; empty where the hours are the same for all of them.
    public var zones: [CalleeZones] = []
    /// For each number, from the first on, which of the zones is its; empty where `zones` is.
    public var zoneOfNumber: [UInt16] = []
    /// The telephone numbers, from the first on; empty unless attempts are limited.
    public var numbers: [String] = []
    /// The positions of numbers that are on a do-not-call list.
    public var listed: Set<Int> = []

    /// Takes a campaign.
    public init(_ queue: CampaignQueue, windows: CallingWindows, arrives: Timestamp? = nil) {
        self.queue = queue
        self.windows = windows
        self.arrives = arrives
    }
}
