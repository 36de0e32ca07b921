/// The queue running: its campaigns, whose turn it is, and the rules that hold for all of them.
///
/// What the store keeps behind its lock. Where lines and jobs are kept is the business of the logs.
struct OpenQueue {
    /// The spool's own name in the ids that engines are given.
    let tag: String
    let settings: Settings
    let warn: @Sendable (String) -> Void
    /// Hears of each log that was replayed and holds more than that its campaign was accepted.
    var replayed: @Sendable () -> Void

    var logs: any CampaignLogs
    var lists: any DoNotCallLists
    /// The campaigns that are open, by slot.
    private(set) var open: [Int32: OpenCampaign] = [:]
    private var slots: [String: Int32] = [:]
    private var lastSlot: Int32 = 0
    var machine = QueueMachine()
    var gate: Gate
    /// Whether the attempts of previous runs are in the gate's history.
    private var hasHistory = false
    /// The attempts claimed since the last commit, and when.
    var attempts: [Attempt] = []
    var claimedAt = Timestamp(milliseconds: 0)
    /// Numbers whose callees asked not to be called again, and that are not on the list yet.
    var unwanted: [UnwantedCall] = []
    /// What holds all calls.
    var hold: String?
    /// The latest instant in any log.
    private(set) var latest = Timestamp(milliseconds: 0)
    /// When the last attempt was recorded before this process.
    private(set) var lastDialing: Timestamp?

    init(
        logs: any CampaignLogs,
        lists: any DoNotCallLists,
        tag: String,
        settings: Settings,
        replayed: @escaping @Sendable () -> Void,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.logs = logs
        self.lists = lists
        self.tag = tag
        self.settings = settings
        self.replayed = replayed
        self.warn = warn
        gate = Gate(limits: settings.attemptLimits)
    }

    /// The campaigns in one order always, so that two runs that see the same write the same.
    var inOrder: [OpenCampaign] { open.values.sorted { $0.slot < $1.slot } }
    /// The campaigns as people look for them.
    var byName: [OpenCampaign] { open.values.sorted { $0.name < $1.name } }

    /// Opens one campaign, for whoever has a request for it and makes no calls; nothing when it is not in the queue.
    mutating func openOne(_ name: String) throws(StoreError) {
        guard slots[name] == nil else { return }
        try openLog(name)
    }

    /// Opens the campaigns that need a writer and have none, and sees what was added to those that are open.
    mutating func discover(_ now: Timestamp) throws(StoreError) {
        try recall(now)
        for campaign in inOrder { try campaign.findAdditions() }
        for name in try logs.waiting() { try openLog(name) }
    }

    /// What previous runs attempted counts as well, where attempts are limited.
    private mutating func recall(_ now: Timestamp) throws(StoreError) {
        guard !settings.attemptLimits.isOff, !hasHistory else { return }
        try logs.recall(into: &gate.history, since: now - AttemptHistory.memory, warn: warn)
        hasHistory = true
    }

    private mutating func openLog(_ name: String) throws(StoreError) {
        do throws(StoreError) {
            guard let (log, state) = try logs.open(name) else { return }
            lastSlot += 1
            let campaign = OpenCampaign(log, state, slot: lastSlot, hours: settings.callingHours)
            if campaign.n > 1 { replayed() }
            latest = max(latest, campaign.latest)
            lastDialing = [lastDialing, campaign.queue.lastDialing].compactMap { $0 }.max()
            try campaign.findAdditions()
            if campaign.isReported || campaign.queue.isFinished && campaign.additions.isEmpty {
                logs.close(name, .over)
            } else {
                slots[name] = campaign.slot
                open[campaign.slot] = campaign
                lists.open(campaign.queue.campaign)
            }
        } catch {
            logs.close(name, error.isOfOneCampaign ? .damaged : .failed)
            // One campaign that cannot be worked with holds up no other; the next process tries it again.
            guard error.isOfOneCampaign else { throw error }
            warn("campaign \(name) is skipped: \(error.message)")
        }
    }

    /// Forgets a campaign whose log is not to be written to any more: somebody has removed or exchanged it.
    ///
    /// What becomes of its calls can be recorded nowhere; those of the others can.
    mutating func abandon(_ campaign: OpenCampaign, _ why: String) {
        close(campaign, .damaged)
        warn("campaign \(campaign.name) is skipped: \(why)")
    }

    /// Forgets the campaigns that are over and durably so.
    mutating func closeFinished() {
        for campaign in inOrder where campaign.isDone { close(campaign, .over) }
    }

    private mutating func close(_ campaign: OpenCampaign, _ reason: LogClosing) {
        open[campaign.slot] = nil
        slots[campaign.name] = nil
        machine.remove(campaign.slot)
        lists.close(campaign.name)
        logs.close(campaign.name, reason)
    }
}
