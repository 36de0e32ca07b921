/// What has happened to one campaign, line by line, and its jobs: the truth that its queue follows.
///
/// Whoever has one writes to it, and nobody else does. It is used from one task. An implementer must make true:
/// - What is appended is kept in memory until `CampaignLogs.commit` makes it durable, in its order; nothing may be acted
///   upon before. A commit that fails loses nothing: the next one tries the same lines again.
/// - What is withdrawn was never there.
/// - Where a line stands is the log's own business. It says so when the line is appended, and is told so again as the
///   `previous` of a later line about the same call, also after a replay.
public protocol CampaignLog: AnyObject {
    /// Where the next line will stand.
    var end: LogPosition { get }

    /// Whether there is something for a commit to do: lines that are not durable, or what a failed commit left.
    var isDirty: Bool { get }

    /// Adds a line, in memory.
    ///
    /// - Returns: where it stands.
    func append(_ entry: JournalEntry) -> LogPosition

    /// Takes back lines that were appended and not committed.
    ///
    /// - Parameter end: what `end` was before them.
    func withdraw(to end: LogPosition)

    /// Reads the job of a call.
    ///
    /// - Parameter index: its number in the campaign, from 1.
    /// - Returns: the job.
    /// - Throws: `StoreError`, also when there is no such job.
    func job(_ index: Int) throws(StoreError) -> CallJob

    /// What pickup has added to the campaign and the log does not tell in full, in the order in which it came.
    ///
    /// - Throws: `StoreError`.
    func pendingAdditions() throws(StoreError) -> [Addition]

    /// Makes the jobs of an addition the campaign's next ones, durably: a line must never tell of a call that has no job.
    ///
    /// What a crash left of an earlier try is replaced.
    ///
    /// - Parameters:
    ///   - addition: one that is pending.
    ///   - total: how many jobs the log tells of so far.
    /// - Throws: `StoreError`.
    func takeJobs(of addition: Addition, after total: Int) throws(StoreError)

    /// Which numbers of an addition cannot be dialled.
    ///
    /// - Parameters:
    ///   - addition: one that is pending.
    ///   - offset: 0 for the first ones, or what the last page gave as its `next`.
    ///   - limit: how many at most.
    /// - Returns: them, and where the next page begins.
    /// - Throws: `StoreError`.
    func rejections(of addition: Addition, from offset: Int, limit: Int) throws(StoreError) -> RejectionPage

    /// Lets an addition go that the log tells in full, durably: it is not pending any more.
    ///
    /// - Throws: `StoreError`.
    func settle(_ addition: Addition) throws(StoreError)
}

/// Some of the numbers of an addition that cannot be dialled.
public struct RejectionPage: Sendable {
    /// The number's place in its addition, from 1, and why.
    public var rejections: [(index: Int, reason: String)]
    /// Where the next page begins; `nil` after the last one.
    public var next: Int?

    /// Makes a page.
    public init(_ rejections: [(index: Int, reason: String)] = [], next: Int? = nil) {
        self.rejections = rejections
        self.next = next
    }
}
