import HeapModule

/// The queue of one campaign: the journal replayed over the jobs, and nothing else.
///
/// Every change goes through `apply`, live and in a replay, so the two cannot differ. Numbers that were never attempted
/// are a position, those that are due again a heap of 16 bytes each, the state of every number two bytes.
public struct CampaignQueue: Sendable {
    /// What governs the calls.
    public let campaignRef: CampaignRef
    /// How many numbers there are; the first is 1.
    public internal(set) var total: Int
    /// How many calls are in which phase.
    public internal(set) var counts = QueueCounts()
    /// What keeps new attempts from being made, if anything does.
    public internal(set) var hold: Hold?
    /// Who stopped the campaign, where somebody did and the journal says who.
    public internal(set) var stoppedBy: String?
    /// The attempts in progress.
    public internal(set) var inProgress: [Int: InProgress] = [:]
    /// The calls whose outcome was lost.
    public internal(set) var stuck: [Int: StuckCall] = [:]
    /// Whether the first attempt was made.
    public internal(set) var isStarted = false
    /// Whether `finished` is in the journal, and no number was added since.
    public internal(set) var isFinished = false
    /// When the last attempt was recorded.
    public internal(set) var lastDialing: Timestamp?
    /// How many configuration outcomes in a row suspend a campaign.
    public static let faultsTolerated = 10
    /// Configuration outcomes in a row.
    public internal(set) var configurationFaults = 0

    // Internal, not private, for the parts in the files beside this one; nothing else may touch them.
    var states: [CallState]
    var cursor = 1
    /// Calls that are to be attempted again, by when they are due.
    var waiting = Heap<WaitingCall>()
    /// Calls never attempted that the cursor has passed and that may not go out before an instant.
    var postponed = Heap<WaitingCall>()
    var retryIsNext = false
    var pace: Pace

    /// What keeps new attempts from being made.
    public enum Hold: Equatable, Sendable {
        /// Until resumed; who or what did it.
        case suspended(by: String)
        /// For ever; the calls that waited are canceled.
        case stopped
    }

    /// Makes the queue of a campaign that was just accepted.
    public init(_ campaign: Campaign, total: Int) {
        campaignRef = CampaignRef(campaign)
        self.total = total
        states = Array(repeating: CallState(), count: total)
        counts.pending = total
        pace = Pace(cap: campaign.limits.callsPerSecond)
    }

    /// Whether so many calls in a row failed for our own configuration that it is to be suspended.
    public var isMisconfigured: Bool { configurationFaults >= CampaignQueue.faultsTolerated }

    /// The campaign's own settings.
    public var campaign: Campaign { campaignRef.campaign }

    /// Whether every call is final.
    public var isOver: Bool { counts.pending == 0 && counts.dialing == 0 && counts.stuck == 0 }
}
