public import CallspoolCore

/// A call whose outcome was lost, for a table.
public struct StuckRow: Sendable {
    /// Whom, and under which id.
    public var job: CallJob
    /// What is known.
    public var call: StuckCall
}

extension SpoolReader {
    /// The calls of a campaign whose outcome was lost, in file order.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func stuckCalls(_ place: CampaignPlace) throws -> [StuckRow] {
        let replay = try JournalReplay(place.folder.journal, on: disk)
        let prefix = replay.acceptance.callIDPrefix
        let jobs = try JobsFile(place.folder.jobs, callIDPrefix: prefix, total: replay.queue.total, on: disk)
        return try replay.queue.stuck.sorted { $0.key < $1.key }
            .map { index, call in
                StuckRow(job: try jobs.job(index), call: call)
            }
    }
}
