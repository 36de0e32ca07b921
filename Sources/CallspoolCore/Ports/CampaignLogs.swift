/// The logs of all campaigns, and the right to write to them.
///
/// The files of a spool directory are one implementation; each commits its logs file by file. A database commits all of them
/// in one transaction. Every implementation passes `StoreConformance`.
public protocol CampaignLogs: Sendable {
    /// The campaigns that have no log open and need a writer: just accepted, left by the previous run, or added to since
    /// they were over. In one order always.
    ///
    /// - Throws: `StoreError`.
    mutating func waiting() throws(StoreError) -> [String]

    /// Opens a campaign's log for writing.
    ///
    /// - Returns: the log, and what it says so far; `nil` when there is no such campaign.
    /// - Throws: `StoreError`, of which `isOfOneCampaign` says whether others can be opened; the caller then closes it.
    mutating func open(_ campaign: String) throws(StoreError) -> (log: any CampaignLog, state: LogState)?

    /// Makes durable what was appended to some logs.
    ///
    /// - Returns: for each log, in their order, why it could not be; `nil` where everything is durable now.
    mutating func commit(_ logs: [(campaign: String, log: any CampaignLog)]) -> [StoreError?]

    /// Gives up writing to a campaign's log.
    mutating func close(_ campaign: String, _ reason: LogClosing)

    /// Takes in the attempts of all campaigns, running and over, since an instant; for limits.
    ///
    /// - Parameters:
    ///   - history: takes them.
    ///   - since: those before it are left out; on the program's clock.
    ///   - warn: told of campaigns whose attempts cannot be read, and do not count.
    /// - Throws: `StoreError`.
    func recall(into history: inout AttemptHistory, since: Timestamp, warn: (String) -> Void) throws(StoreError)
}

/// Why nobody writes to a campaign's log for now, which says when it waits for a writer again.
public enum LogClosing: Sendable {
    /// The campaign is over: when numbers are added to it.
    case over
    /// It cannot be worked with: in the next process.
    case damaged
    /// The storage failed: at once.
    case failed
}
