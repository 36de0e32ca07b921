import CallspoolCore

/// The queue of a spool running: its campaigns, whose turn it is, and the rules that hold for all of them.
///
/// What the embedded store keeps behind its lock.
struct OpenQueue {
    let layout: SpoolLayout
    let disk: any Disk
    /// The spool's own name in the ids that engines are given.
    let tag: String
    let settings: Settings
    let durability: Durability
    let warn: @Sendable (String) -> Void
    /// Hears of each journal that was replayed and holds more than that its campaign was accepted.
    var replayed: @Sendable () -> Void = {}

    /// The campaigns that are open, by slot.
    var open: [Int32: OpenCampaign] = [:]
    private var slots: [String: Int32] = [:]
    private var lastSlot: Int32 = 0
    /// Folders that need no writer as long as nothing is added to them: finished.
    private var closed: Set<FolderIdentity> = []
    /// Folders that cannot be worked with.
    private var damaged: Set<FolderIdentity> = []
    var machine = QueueMachine()
    var gate: Gate
    var lists: SpoolDoNotCall
    /// Whether the attempts of previous runs are in the gate's history.
    private var hasHistory = false
    /// The attempts claimed since the last commit, and when.
    var attempts: [Attempt] = []
    var claimedAt = Timestamp(milliseconds: 0)
    /// Numbers whose callees asked not to be called again, and that are not on the list yet.
    var unwanted: [UnwantedCall] = []
    /// What holds all calls.
    var hold: String?
    /// The latest instant in any journal.
    private(set) var latest = Timestamp(milliseconds: 0)
    /// When the last attempt was recorded before this process.
    private(set) var lastDialing: Timestamp?

    init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        tag: String,
        settings: Settings,
        durability: Durability,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.layout = layout
        self.disk = disk
        self.tag = tag
        self.settings = settings
        self.durability = durability
        self.warn = warn
        gate = Gate(limits: settings.attemptLimits)
        lists = SpoolDoNotCall(
            layout,
            settings: settings.doNotCall,
            region: settings.defaults.region,
            settle: settings.settle,
            on: disk
        )
    }

    /// The campaigns in one order always, so that two runs that see the same write the same.
    var inOrder: [OpenCampaign] { open.values.sorted { $0.slot < $1.slot } }
    /// The campaigns as people look for them.
    var byName: [OpenCampaign] { open.values.sorted { $0.name < $1.name } }

    /// Opens one campaign, for whoever has a request for it and makes no calls; nothing when it is not in the queue.
    mutating func open(_ name: String) throws {
        guard slots[name] == nil, let entry = try disk.entry(layout.campaign(name).path), entry.kind == .folder else {
            return
        }
        try disk.syncFolder(layout.queue)
        try open(entry)
    }

    /// Opens the campaigns in `queue/` that are not open yet, and sees what was added to campaigns.
    mutating func discover(_ now: Timestamp) throws {
        try recall(now)
        let entries = try disk.list(layout.queue).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }
        closed.formIntersection(entries.map(FolderIdentity.init))
        damaged.formIntersection(entries.map(FolderIdentity.init))
        for campaign in inOrder { try campaign.findAdditions(on: disk) }
        let new = try entries.filter { try slots[$0.name] == nil && isToOpen($0) }
        guard !new.isEmpty else { return }
        // A folder can be seen whose name is not durable: pickup died, or failed, between the two. Its calls would be
        // made again after a loss of power.
        try disk.syncFolder(layout.queue)
        for entry in new.sorted(by: { $0.name < $1.name }) { try open(entry) }
    }

    /// Whether a folder that is not open needs a writer: it is new, or numbers were added since it was finished.
    private func isToOpen(_ entry: DiskEntry) throws -> Bool {
        if damaged.contains(FolderIdentity(entry)) { return false }
        guard closed.contains(FolderIdentity(entry)) else { return true }
        return try !AdditionFolder.pending(in: layout.campaign(entry.name), on: disk).isEmpty
    }

    /// What previous runs attempted counts as well, where attempts are limited.
    private mutating func recall(_ now: Timestamp) throws {
        guard !settings.attemptLimits.isOff, !hasHistory else { return }
        let since = now - AttemptHistory.memory
        try gate.history.take(from: layout, since: since, on: disk, warn: warn)
        hasHistory = true
    }

    private mutating func open(_ entry: DiskEntry) throws {
        do {
            lastSlot += 1
            let folder = layout.campaign(entry.name)
            let campaign = try OpenCampaign(folder, slot: lastSlot, hours: settings.callingHours, on: disk)
            if campaign.n > 1 { replayed() }
            durability.set(entry.name, campaign.durable)
            latest = max(latest, campaign.latest)
            lastDialing = [lastDialing, campaign.queue.lastDialing].compactMap { $0 }.max()
            try campaign.findAdditions(on: disk)
            if campaign.isReported || campaign.queue.isFinished && campaign.additions.isEmpty {
                closed.insert(FolderIdentity(entry))
            } else {
                slots[entry.name] = campaign.slot
                open[campaign.slot] = campaign
                lists.open(campaign.queue.campaign, in: folder)
            }
        } catch let error as StoreError {
            leave(entry, error.message)
        } catch let error as DiskError where error.isOfOneFile {
            leave(entry, error.message)
        }
    }

    /// One campaign that cannot be worked with holds up no other; the next process tries it again.
    private mutating func leave(_ entry: DiskEntry, _ why: String) {
        damaged.insert(FolderIdentity(entry))
        warn("campaign \(entry.name) is skipped: \(why)")
    }

    /// Forgets a campaign whose journal is not to be written to any more: somebody has removed or exchanged it.
    ///
    /// What becomes of its calls can be recorded nowhere; those of the others can.
    mutating func abandon(_ campaign: OpenCampaign, _ why: String) {
        open[campaign.slot] = nil
        slots[campaign.name] = nil
        machine.remove(campaign.slot)
        lists.close(campaign.name)
        if let identity = identity(campaign.folder.path) { damaged.insert(identity) }
        warn("campaign \(campaign.name) is skipped: \(why)")
    }

    /// Forgets the campaigns that are over and durably so.
    mutating func closeFinished() {
        for campaign in inOrder where campaign.isDone {
            open[campaign.slot] = nil
            slots[campaign.name] = nil
            machine.remove(campaign.slot)
            lists.close(campaign.name)
            if let identity = identity(campaign.folder.path) { closed.insert(identity) }
        }
    }

    private func identity(_ path: String) -> FolderIdentity? {
        // A folder that cannot be looked at is looked at again by `discover`, which then says why.
        do { return try disk.entry(path).map(FolderIdentity.init) } catch { return nil }
    }
}
