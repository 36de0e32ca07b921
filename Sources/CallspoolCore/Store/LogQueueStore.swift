import Synchronization

/// The queue store over logs: what it does is in `OpenQueue`, and this is the lock around it.
///
/// One writer: whoever makes one must have the right to write to the logs. Its methods block on them and are called on the
/// dialling side's own thread.
public final class LogQueueStore: QueueStore {
    private let queue: Mutex<OpenQueue>

    /// Makes a store.
    ///
    /// - Parameters:
    ///   - logs: where campaigns and what happens to them are.
    ///   - lists: the do-not-call lists.
    ///   - tag: the spool's own name in the ids that engines are given.
    ///   - settings: the hours, lists and limits that hold for every campaign.
    ///   - replayed: told of each log that an earlier process had begun.
    ///   - warn: told of campaigns that cannot be opened, and of what holds calls.
    public init(
        logs: any CampaignLogs,
        lists: any DoNotCallLists,
        tag: String,
        settings: Settings,
        replayed: @escaping @Sendable () -> Void = {},
        warn: @escaping @Sendable (String) -> Void
    ) {
        queue = Mutex(
            OpenQueue(logs: logs, lists: lists, tag: tag, settings: settings, replayed: replayed, warn: warn)
        )
    }

    /// The latest instant in any log: under a fast clock a new process goes on from there.
    public var latest: Timestamp { queue.withLock { $0.latest } }

    /// Waits until no log is being written, and runs the body before one is again: for leaving at once with every log
    /// whole.
    public func atRest(_ body: () -> Void) {
        queue.withLock { _ in body() }
    }

    /// Opens the campaigns that need a writer and have none, and sees what was added to campaigns.
    public func discover(_ now: Timestamp) async throws {
        try queue.withLock { try $0.discover(now) }
    }

    /// Opens some campaigns and no others: for requests, of which one must be carried out however many campaigns wait.
    ///
    /// - Throws: `StoreError`.
    public func open(_ campaigns: [String]) throws {
        try queue.withLock { queue in for name in campaigns { try queue.openOne(name) } }
    }

    /// Claims by weighted shares between the campaigns.
    public func claim(_ trunks: [String?], now: Timestamp) async throws {
        try queue.withLock { try $0.claim(trunks, now) }
    }

    /// Notes facts.
    public func record(_ facts: [CallFact], now: Timestamp) async throws {
        queue.withLock { $0.record(facts) }
    }

    /// Commits every log that was written to, as one set.
    public func commit() async -> Commit { queue.withLock { $0.commit() } }

    /// Takes in numbers that were added, takes expired and canceled calls out, settles what was lost for long, and ends
    /// campaigns.
    public func tidy(_ now: Timestamp) async throws {
        try queue.withLock { try $0.tidy(now) }
    }

    /// Carries out a request.
    public func control(_ request: ControlRequest, now: Timestamp) async throws -> ControlAnswer {
        queue.withLock { $0.control(request, now) }
    }

    /// Gives calls up that a program which ended had in progress, so that they can be settled; durable with the next commit.
    ///
    /// - Parameters:
    ///   - callIDs: the calls; one that is not in progress is left as it is.
    ///   - now: when.
    /// - Precondition: the dialler is not running.
    public func giveUp(_ callIDs: [String], now: Timestamp) {
        queue.withLock { $0.giveUp(callIDs, now) }
    }

    /// What the previous run had in progress.
    public func unaccounted() async -> [AttemptInProgress] { queue.withLock { $0.unaccounted() } }

    /// What is stuck.
    public func stuck() async -> [AttemptInProgress] { queue.withLock { $0.stuck() } }

    /// The earliest instant at which any campaign may have something to do.
    public func nextDue(_ now: Timestamp) async -> Timestamp? {
        queue.withLock { queue in
            queue.open.values
                .compactMap { campaign in
                    // Nothing but a person ends a hold; whoever waits for that looks again by itself.
                    let isHeld = queue.hold != nil || campaign.heldBy != nil
                    return campaign.nextDue(now, notBefore: isHeld ? Timestamp.distantFuture : nil)
                }
                .min()
        }
    }

    /// What holds all calls of the spool, or those of some campaigns.
    public func hold() async -> String? {
        queue.withLock { queue in queue.hold ?? queue.inOrder.compactMap(\.heldBy).first }
    }

    /// When the last attempt was recorded before this process.
    public func lastDialing() async -> Timestamp? { queue.withLock { $0.lastDialing } }

    /// A row a campaign that is open, by name.
    public func backlog() async -> [CampaignBacklog] {
        queue.withLock { queue in
            queue.byName.map { campaign in
                CampaignBacklog(
                    name: campaign.name,
                    counts: campaign.queue.counts,
                    hold: campaign.queue.hold,
                    nextDue: campaign.queue.nextRetry
                )
            }
        }
    }
}
