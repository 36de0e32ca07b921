public import CallspoolCore

/// A campaign's state, kept up with its journal as that grows: for those who look again and again.
public struct CampaignWatch: Sendable {
    /// Where it is.
    public internal(set) var place: CampaignPlace
    /// Which folder it is: a name can come again.
    let inode: Int
    private(set) var replay: JournalReplay
    private(set) var index: CallIndex
    /// How far telling and shipping lag, when it was last looked at.
    public private(set) var lag = CampaignLag()
    /// Rises whenever something changed.
    public private(set) var version = 0

    /// Begins to watch; nothing but the acceptance is known before the first `refresh`.
    ///
    /// - Throws: `DiskError`; `StoreError` when the journal is none.
    init(_ place: CampaignPlace, inode: Int, on disk: any Disk) throws {
        self.place = place
        self.inode = inode
        let file = try disk.openReading(place.folder.journal)
        defer { file.close() }
        replay = try JournalReplay(beginning: file, place.folder.journal)
        index = CallIndex(total: replay.acceptance.total)
    }

    /// What was accepted.
    public var acceptance: Acceptance { replay.acceptance }

    /// How it stands.
    public var overview: CampaignOverview { CampaignOverview(place: place, replay: replay, lag: lag) }

    /// Takes in what has happened since.
    ///
    /// - Throws: `DiskError`; `StoreError` when the journal is damaged.
    mutating func refresh(_ reader: SpoolReader) throws {
        let file = try reader.disk.openReading(place.folder.journal)
        defer { file.close() }
        let (length, before) = (replay.length, lag)
        // Taken out, so that the closure changes it and not a copy.
        var index = CallIndex(total: 0)
        swap(&index, &self.index)
        defer { swap(&index, &self.index) }
        try replay.follow(file, place.folder.journal, blocks: JournalBlock.self) { block, _ in
            for line in block.lines { index.take(line) }
        }
        let counts = replay.queue.counts
        lag = try reader.lag(
            place,
            final: counts.completed + counts.failed + counts.canceled + counts.rejected,
            isShipped: acceptance.campaign.resultURL != nil
        )
        if replay.length != length || lag != before { version += 1 }
    }
}
