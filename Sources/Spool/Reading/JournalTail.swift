public import CallspoolCore

/// Follows a campaign's journal as it grows, for those who look on.
public final class JournalTail {
    private let file: any OpenFile
    private var offset: Int
    private let jobs: JobsFile
    /// What was accepted.
    public let acceptance: Acceptance
    /// How many numbers there were when it began.
    public let total: Int

    /// Begins to follow.
    /// - Throws: `DiskError`; `StoreError` when it is no journal.
    public init(_ place: CampaignPlace, fromStart: Bool, on disk: any Disk) throws {
        let replay = try JournalReplay(place.folder.journal, on: disk)
        acceptance = replay.acceptance
        offset = fromStart ? 0 : replay.length
        total = replay.queue.total
        jobs = try JobsFile(place.folder.jobs, callIDPrefix: acceptance.callIDPrefix, total: total, on: disk)
        file = try disk.openReading(place.folder.journal)
    }

    deinit {
        file.close()
    }

    /// Hands over the lines that have come since the last time, with the job that each is about.
    ///
    /// - Throws: `DiskError`, `JSONLineError`.
    public func next(_ each: (JournalEntry, CallJob?) -> Void) throws {
        var reader = LineReader(file, from: offset)
        while let entry = try reader.next({ bytes, _ in try JournalLine(bytes).entry() }) {
            each(entry, try entry.event.index.map { try jobs.job($0) })
        }
        offset = reader.offset
    }
}
