public import CallspoolCore

/// A campaign's state, kept up with its journal as that grows: for those who look again and again.
public struct CampaignWatch: Sendable {
    /// Where it is.
    public internal(set) var place: CampaignPlace
    /// Which folder it is: a name can come again.
    let inode: Int
    private(set) var replay: JournalReplay
    private(set) var index: CallIndex
    private var finals = FinalLines()
    private var recent = RecentAttempts()
    /// How it stands.
    public private(set) var overview: CampaignOverview
    /// Rises whenever something changed.
    public private(set) var version = 0
    /// What the lag was worked out of.
    private var lagged: [DiskEntry?] = []
    /// How many looks the lag is not worked out again: its log of deliveries is long.
    private var lagRests = 0

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
        overview = CampaignOverview(place: place, replay: replay, lag: CampaignLag())
    }

    /// What was accepted.
    public var acceptance: Acceptance { replay.acceptance }

    /// Up to where its journal is followed.
    public var journalEnd: LogPosition { replay.end }

    /// Where a call is; `nil` for one that the campaign does not have.
    public func phase(_ call: Int) -> CallPhase? { replay.queue.phase(call) }

    /// Takes in what has happened since.
    ///
    /// - Throws: `DiskError`; `StoreError` when the journal is damaged.
    mutating func refresh(_ reader: SpoolReader) throws {
        let isLonger = try follow(reader)
        let lag = try lag(reader, isLonger: isLonger)
        guard isLonger || version == 0 || lag != overview.lag || place.isDone != overview.place.isDone else { return }
        version += 1
        overview = CampaignOverview(place: place, replay: replay, lag: lag)
        overview.recent = recent
    }

    private mutating func follow(_ reader: SpoolReader) throws -> Bool {
        let file = try reader.disk.openReading(place.folder.journal)
        defer { file.close() }
        let end = replay.end
        // Most looks find nothing, and need no room for blocks then.
        guard try file.size() > end.value else { return false }
        // Taken out, so that the closure changes it and not a copy.
        var (index, finals, recent) = (CallIndex(total: 0), FinalLines(), recent)
        swap(&index, &self.index)
        swap(&finals, &self.finals)
        defer {
            swap(&index, &self.index)
            swap(&finals, &self.finals)
            self.recent = recent
        }
        try replay.follow(file, place.folder.journal, blocks: JournalBlock.self) { block, _ in
            for line in block.lines {
                index.take(line)
                recent.take(line)
            }
            finals.take(block)
        }
        return replay.end > end
    }

    /// The lag, worked out again when a file has changed that it follows from, and seldom when that takes long.
    private mutating func lag(_ reader: SpoolReader, isLonger: Bool) throws -> CampaignLag {
        let paths = [place.folder.statusPosition, reader.layout.status(place.folder.name), place.folder.shipping]
        let entries = try paths.map { try reader.disk.entry($0) }
        if !isLonger, entries == lagged, place.isDone == overview.place.isDone { return overview.lag }
        if lagRests > 0, !place.isDone {
            lagRests -= 1
            return overview.lag
        }
        lagRests = min(30, (entries[2]?.size ?? 0) >> 22)
        lagged = entries
        return try reader.lag(place, finals, isShipped: acceptance.campaign.resultURL != nil)
    }
}
