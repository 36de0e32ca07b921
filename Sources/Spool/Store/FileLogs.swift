public import CallspoolCore

/// The logs of a spool directory: a folder for each campaign in `queue/`.
///
/// Whoever makes one must hold the spool's lock. Each journal that was written to is committed with one sync.
package struct FileLogs: CampaignLogs {
    private let layout: SpoolLayout
    private let disk: any Disk
    private let durability: Durability
    /// The folders whose logs are open, by campaign.
    private var opened: [String: FolderIdentity] = [:]
    /// Folders that need no writer as long as nothing is added to them: finished.
    private var closed: Set<FolderIdentity> = []
    /// Folders that cannot be worked with.
    private var damaged: Set<FolderIdentity> = []
    /// The campaigns that were found waiting and whose folders' names are durable since.
    private var named: Set<String> = []

    /// Makes the logs of a spool.
    package init(_ layout: SpoolLayout, on disk: any Disk, durability: Durability) {
        self.layout = layout
        self.disk = disk
        self.durability = durability
    }

    package mutating func waiting() throws(StoreError) -> [String] {
        var entries: [DiskEntry] = []
        try translating {
            entries = try disk.list(layout.queue).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }
        }
        closed.formIntersection(entries.map(FolderIdentity.init))
        damaged.formIntersection(entries.map(FolderIdentity.init))
        let waiting = try translating { try entries.filter { try isWaiting($0) }.map(\.name).sorted() }
        // Once for all of them: thousands may wait at a start.
        if !waiting.isEmpty { try makeNamesDurable() }
        named = Set(waiting)
        return waiting
    }

    /// Whether a folder needs a writer and has none: it is new, or numbers were added since it was finished.
    private func isWaiting(_ entry: DiskEntry) throws(DiskError) -> Bool {
        if opened[entry.name] != nil || damaged.contains(FolderIdentity(entry)) { return false }
        guard closed.contains(FolderIdentity(entry)) else { return true }
        return try !AdditionFolder.pending(in: layout.campaign(entry.name), on: disk).isEmpty
    }

    package mutating func open(_ campaign: String) throws(StoreError) -> (log: any CampaignLog, state: LogState)? {
        try openFile(campaign)
    }

    /// The same, for somebody who makes more of the files.
    package mutating func openFile(_ campaign: String) throws(StoreError) -> (log: FileLog, state: LogState)? {
        let folder = layout.campaign(campaign)
        let entry = try translating { try disk.entry(folder.path) }
        guard let entry, entry.kind == .folder else { return nil }
        let identity = FolderIdentity(entry)
        opened[campaign] = identity
        let (log, state) = try translating {
            if named.remove(campaign) == nil { try makeNamesDurable() }
            return try FileLog.open(folder, identity, on: disk)
        }
        durability.set(campaign, log.durable)
        return (log, state)
    }

    /// Makes the names of the campaigns' folders durable.
    ///
    /// A folder can be seen whose name is not: pickup died, or failed, between the two. Its calls would be made again after
    /// a loss of power.
    private func makeNamesDurable() throws(StoreError) {
        try translating { try disk.syncFolder(layout.queue) }
    }

    package mutating func commit(_ logs: [(campaign: String, log: any CampaignLog)]) -> [StoreError?] {
        logs.map { campaign, log in
            guard let log = log as? FileLog else {
                return StoreError(.corrupt, "\(campaign): it is another store's log")
            }
            do throws(DiskError) {
                try log.commit()
            } catch {
                return StoreError(error)
            }
            durability.set(campaign, log.durable)
            return nil
        }
    }

    package mutating func close(_ campaign: String, _ reason: LogClosing) {
        guard let identity = opened.removeValue(forKey: campaign) else { return }
        switch reason {
        case .over: closed.insert(identity)
        case .damaged: damaged.insert(identity)
        case .failed: break
        }
    }

    package func recall(into history: inout AttemptHistory, since: Timestamp, warn: (String) -> Void) throws(StoreError)
    {
        do {
            try history.take(from: layout, since: since, on: disk, warn: warn)
        } catch {
            try translating { throw error }
        }
    }
}

extension LogQueueStore {
    /// Makes the store that is the spool directory itself; whoever makes one must hold the spool's lock.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - tag: the spool's own name in the ids that engines are given.
    ///   - settings: the hours, lists and limits that hold for every campaign.
    ///   - durability: told how much of each journal is durable.
    ///   - replayed: told of each journal that an earlier process had begun.
    ///   - warn: told of campaigns that cannot be opened, and of what holds calls.
    public convenience init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        tag: String,
        settings: Settings = Settings(),
        durability: Durability,
        replayed: @escaping @Sendable () -> Void = {},
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            logs: FileLogs(layout, on: disk, durability: durability),
            lists: SpoolDoNotCall(layout, settings, on: disk),
            tag: tag,
            settings: settings,
            replayed: replayed,
            warn: warn
        )
    }
}
