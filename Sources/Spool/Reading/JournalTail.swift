public import CallspoolCore

/// Follows a campaign's journal as it grows, for those who look on; also into `done/`, where it goes when it is over.
///
/// It holds no descriptor between two looks: a request may concern ten thousand campaigns.
public final class JournalTail {
    private let disk: any Disk
    private var folder: CampaignFolder
    private var journal: JournalReader
    private var position: LogPosition
    private var jobs: JobsFile
    /// What was accepted.
    public let acceptance: Acceptance

    /// Begins to follow.
    /// - Throws: `DiskError`; `StoreError` when it is not a journal.
    public convenience init(_ place: CampaignPlace, fromStart: Bool, on disk: any Disk) throws {
        let end = fromStart ? 0 : try JournalReplay(place.folder.journal, on: disk).end
        try self.init(place, from: end, on: disk)
    }

    /// Begins to follow where a line begins.
    /// - Throws: `DiskError`; `StoreError` when it is not a journal.
    public init(_ place: CampaignPlace, from position: LogPosition, on disk: any Disk) throws {
        self.position = position
        self.disk = disk
        folder = place.folder
        acceptance = try Acceptance(of: place, on: disk)
        (journal, jobs) = try JournalTail.open(place.folder, acceptance, on: disk)
    }

    private static func open(
        _ folder: CampaignFolder,
        _ acceptance: Acceptance,
        on disk: any Disk
    ) throws(DiskError) -> (JournalReader, JobsFile) {
        // Numbers that are added later are read when the journal tells of them.
        let (prefix, total) = (acceptance.callIDPrefix, acceptance.total)
        let jobs = try JobsFile(folder.jobs, callIDPrefix: prefix, total: total, on: disk)
        let journal = try JournalReader(folder, on: disk)
        journal.rest()
        return (journal, jobs)
    }

    /// Hands over the lines that have come since the last time, with the job that each is about.
    ///
    /// - Throws: `DiskError`, `JSONLineError`.
    public func next(_ each: (JournalEntry, CallJob?) -> Void) throws {
        do {
            try read(each)
        } catch let error as DiskError where error.isStale {
            folder = SpoolLayout(of: folder).doneCampaign(folder.name)
            (journal, jobs) = try JournalTail.open(folder, acceptance, on: disk)
            try read(each)
        }
    }

    private func read(_ each: (JournalEntry, CallJob?) -> Void) throws {
        defer { journal.rest() }
        let end = try journal.read(from: position) { line, at in
            // What was handed over is not handed over again where this line, or its job, cannot be read.
            position = at
            let entry = try line.entry()
            each(entry, try entry.event.index.map { try jobs.job($0) })
        }
        position = end
    }
}

extension SpoolLayout {
    /// The spool that a campaign's folder is in.
    fileprivate init(of campaign: CampaignFolder) {
        self.init(root: Spool.folder(of: Spool.folder(of: campaign.path)))
    }
}
