public import CallspoolCore

/// Follows a campaign's journal as it grows, for those who look on.
public final class JournalTail {
    private let file: RestingFile
    private var offset: Int
    private let jobs: JobsFile
    /// What was accepted.
    public let acceptance: Acceptance

    /// Begins to follow.
    /// - Throws: `DiskError`; `StoreError` when it is no journal.
    public convenience init(_ place: CampaignPlace, fromStart: Bool, on disk: any Disk) throws {
        let offset = fromStart ? 0 : try JournalReplay(place.folder.journal, on: disk).length
        try self.init(place, from: offset, on: disk)
    }

    /// Begins to follow where a line begins.
    /// - Throws: `DiskError`; `StoreError` when it is no journal.
    public init(_ place: CampaignPlace, from offset: Int, on disk: any Disk) throws {
        self.offset = offset
        acceptance = try Acceptance(of: place, on: disk)
        // Numbers that are added later are read when the journal tells of them.
        let prefix = acceptance.callIDPrefix
        jobs = try JobsFile(place.folder.jobs, callIDPrefix: prefix, total: acceptance.total, on: disk)
        file = try RestingFile(reading: place.folder.journal, on: disk)
        file.rest()
    }

    deinit {
        file.close()
    }

    /// Hands over the lines that have come since the last time, with the job that each is about.
    ///
    /// - Throws: `DiskError`, `JSONLineError`.
    public func next(_ each: (JournalEntry, CallJob?) -> Void) throws {
        defer { file.rest() }
        var reader = LineReader(file, from: offset)
        while let entry = try reader.next({ bytes, _ in try JournalLine(bytes).entry() }) {
            each(entry, try entry.event.index.map { try jobs.job($0) })
        }
        offset = reader.offset
    }
}
