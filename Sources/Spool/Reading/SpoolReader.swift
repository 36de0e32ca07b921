public import CallspoolCore

/// Reads a spool for those who look at it, also while a program works on it.
///
/// Holds no lock and writes nothing.
public struct SpoolReader: Sendable {
    let layout: SpoolLayout
    let disk: any Disk

    /// Names a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// The campaigns that are queued, and those that are done, by name.
    ///
    /// - Throws: `DiskError`.
    public func campaigns() throws(DiskError) -> [CampaignPlace] {
        var places: [CampaignPlace] = []
        for (parent, isDone) in [(layout.queue, false), (layout.done, true)] {
            for entry in try disk.list(parent) where entry.kind == .folder && !entry.name.hasPrefix(".") {
                let folder = CampaignFolder(path: "\(parent)/\(entry.name)", name: entry.name)
                places.append(
                    CampaignPlace(folder: folder, isDone: isDone, modified: Timestamp(milliseconds: entry.modified))
                )
            }
        }
        return places.sorted { $0.folder.name < $1.folder.name }
    }

    /// The latest instant that a queued campaign's journal ends with: where a fast clock goes on.
    ///
    /// - Throws: `DiskError`.
    public func latest() throws -> Timestamp {
        var latest = Timestamp(milliseconds: 0)
        for place in try campaigns() where !place.isDone {
            guard let entry = try disk.entry(place.folder.journal) else { continue }
            let file = try disk.openReading(place.folder.journal)
            defer { file.close() }
            // The last lines only; the first of them may be cut.
            var reader = LineReader(file, from: max(0, entry.size - 8192))
            while let line = try reader.next({ bytes, _ in instant(of: bytes) }) {
                if let line { latest = max(latest, line) }
            }
        }
        return latest
    }

    private func instant(of line: UnsafeRawBufferPointer) -> Timestamp? {
        do {
            return try JournalLine(line).instant()
        } catch {
            return nil  // A line that was cut; a damaged one is told when the journal is replayed.
        }
    }

    /// A campaign by its name; `nil` when the spool has none.
    ///
    /// - Throws: `DiskError`.
    public func campaign(_ name: String) throws(DiskError) -> CampaignPlace? {
        try campaigns().first { $0.folder.name == name }
    }

    /// How a campaign stands.
    ///
    /// - Throws: `DiskError`; `StoreError` when its journal is damaged.
    public func overview(_ place: CampaignPlace) throws -> CampaignOverview {
        var finals = FinalLines()
        let replay = try JournalReplay(place.folder.journal, on: disk, blocks: JournalBlock.self) { block, _ in
            finals.take(block)
        }
        let lag = try lag(place, finals, isShipped: replay.acceptance.campaign.resultURL != nil)
        return CampaignOverview(place: place, replay: replay, lag: lag)
    }

    /// How one of several campaigns stands; one that goes to `done/` this moment is read there, for whoever asks again and
    /// again must neither see it vanish nor see it twice.
    ///
    /// - Parameters:
    ///   - place: where it was found.
    ///   - places: all that were found.
    /// - Returns: how it stands; `nil` when it is gone, or is told at another of the places.
    /// - Throws: `DiskError`; `StoreError` when its journal is damaged.
    public func overview(_ place: CampaignPlace, of places: [CampaignPlace]) throws -> CampaignOverview? {
        do {
            return try overview(place)
        } catch let error as DiskError where error.isMissing {
            let isListed = places.contains { $0.isDone && $0.folder.name == place.folder.name }
            guard !isListed, let moved = try campaign(place.folder.name), moved.isDone else { return nil }
            return try overview(moved)
        }
    }
}

/// Where a campaign's folder is.
public struct CampaignPlace: Sendable {
    /// The folder.
    public var folder: CampaignFolder
    /// Whether it is in `done/`.
    public var isDone: Bool
    /// When the folder last changed.
    public var modified: Timestamp
}

/// How a campaign stands, for a table.
public struct CampaignOverview: Sendable {
    /// Where it is.
    public var place: CampaignPlace
    /// What was accepted.
    public var acceptance: Acceptance
    /// When.
    public var acceptedAt: Timestamp
    /// How many calls are in which phase.
    public var counts: QueueCounts
    /// What keeps new attempts from being made.
    public var hold: CampaignQueue.Hold?
    /// Who stopped it, where somebody did and its journal says who.
    public var stoppedBy: String?
    /// Whether the first attempt was made.
    public var isStarted: Bool
    /// Whether every call is final.
    public var isFinished: Bool
    /// When the earliest retry is due.
    public var nextRetry: Timestamp?
    /// How many calls wait that were never attempted.
    public var fresh: Int
    /// How far the reporting and the shipping lag behind.
    public var lag: CampaignLag
    /// How many attempts were made of late; only of a campaign that is watched.
    public internal(set) var recent = RecentAttempts()

    init(place: CampaignPlace, replay: JournalReplay, lag: CampaignLag) {
        self.place = place
        acceptance = replay.acceptance
        acceptedAt = replay.acceptedAt
        counts = replay.queue.counts
        hold = replay.queue.hold
        stoppedBy = replay.queue.stoppedBy
        isStarted = replay.queue.isStarted
        isFinished = replay.queue.isFinished
        nextRetry = replay.queue.nextRetry
        fresh = counts.pending - replay.queue.waitingCount
        self.lag = lag
    }
}
