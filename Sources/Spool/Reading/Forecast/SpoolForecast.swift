public import CallspoolCore

/// A spool as it is now, ready to be foreseen.
///
/// A snapshot: what a running program writes after it was read is not in it. Holds no lock and writes nothing.
public struct SpoolForecast {
    /// The instant of the snapshot, on the program's clock.
    public let now: Timestamp
    /// When dialling goes on: now where a program is running, else at the next tick.
    public let begins: Timestamp
    /// Whether a program is seen running.
    public let isRunning: Bool
    /// The campaigns in the queue, by name.
    public private(set) var campaigns: [QueuedCampaign] = []
    /// How many campaign files lie in `incoming/` and are not accepted yet: they are not foreseen.
    public private(set) var dropped = 0
    /// Why all calls of the spool are held now, a sentence; `nil` when they are not.
    public private(set) var hold: String?
    /// What could not be read, a sentence each.
    public private(set) var warnings: [String] = []

    let layout: SpoolLayout
    let settings: Settings
    let disk: any Disk
    private(set) var lists: SpoolDoNotCall
    private(set) var gate: Gate
    let wall: Timestamp

    /// Reads a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - settings: its settings.
    ///   - now: on the program's clock.
    ///   - wall: the machine's time of day, by which files are judged.
    ///   - disk: where it is.
    /// - Throws: `DiskError`.
    public init(_ layout: SpoolLayout, settings: Settings, now: Timestamp, wall: Timestamp, on disk: any Disk) throws {
        try self.init(layout, settings: settings, now: now, wall: wall, on: disk, seen: nil)
    }

    /// The same, of queued campaigns that somebody has replayed already.
    init(
        _ layout: SpoolLayout,
        settings: Settings,
        now: Timestamp,
        wall: Timestamp,
        on disk: any Disk,
        seen: [(CampaignPlace, JournalReplay)]?
    ) throws {
        self.layout = layout
        self.settings = settings
        self.disk = disk
        self.now = now
        self.wall = wall
        isRunning = try ProgramAtWork.isSeen(layout.lock, on: disk)
        begins = isRunning ? now : TickSchedule(minutes: settings.ticks).next(after: now)
        gate = Gate(limits: settings.attemptLimits)
        lists = SpoolDoNotCall(layout, settings, on: disk)
        try read(seen)
    }

    private mutating func read(_ seen: [(CampaignPlace, JournalReplay)]?) throws {
        dropped = try disk.list(layout.incoming).count { $0.isCampaignFile }
        let replays = try (seen ?? replays()).filter { !$0.1.queue.isFinished }
        for (place, replay) in replays { lists.open(replay.acceptance.campaign, in: place.folder) }
        if case .holding(let why) = lists.refresh(wall) { hold = why }
        if !settings.attemptLimits.isOff {
            let since = now - .seconds(8 * 86_400)
            var all = warnings
            try gate.history.take(from: layout, since: since, on: disk) { all.append($0) }
            warnings = all
        }
        campaigns = replays.map { queued($0, $1) }
    }

    /// The queued campaigns, read from the disk.
    private mutating func replays() throws -> [(CampaignPlace, JournalReplay)] {
        var replays: [(CampaignPlace, JournalReplay)] = []
        for place in try SpoolReader(layout, on: disk).campaigns() where !place.isDone {
            do {
                replays.append((place, try JournalReplay(place.folder.journal, on: disk)))
            } catch let error as StoreError {
                warnings.append("campaign \(place.folder.name) is left out: \(error.message)")
            } catch let error as DiskError where error.isOfOneFile {
                warnings.append("campaign \(place.folder.name) is left out: \(error.message)")
            }
        }
        return replays
    }

    private func queued(_ place: CampaignPlace, _ replay: JournalReplay) -> QueuedCampaign {
        let hours = [replay.acceptance.campaign.callingHours, settings.callingHours].compactMap { $0 }
        return QueuedCampaign(
            place: place,
            acceptance: replay.acceptance,
            queue: replay.queue,
            windows: CallingWindows(hours),
            heldBy: held(place.folder.name)
        )
    }

    /// Why calls of a campaign are held by its lists.
    private func held(_ campaign: String) -> String? {
        switch lists.state(of: campaign, wall) {
        case .ready: nil
        case .holding(let why): why
        }
    }

    /// The forecast of the queue.
    ///
    /// - Parameters:
    ///   - planned: campaigns to come, after those in the queue.
    ///   - asked: a call that is asked for.
    ///   - models: how calls go; the trunks' settings say it when there are none.
    /// - Returns: the forecast, its campaigns in the order of `campaigns` and then of `planned`.
    /// - Throws: `DiskError`; `StoreError` when a file of a campaign's is damaged.
    public func forecast(
        adding planned: [ForecastCampaign] = [],
        asked: FoundCall? = nil,
        models: [CallModel] = []
    ) throws -> Forecast {
        let place = asked.flatMap { asked in campaigns.firstIndex { $0.name == asked.place.folder.name } }
        return Forecast(
            try campaigns.map { try $0.forecast(needs(of: $0.name, $0.acceptance.campaign), on: disk) } + planned,
            settings: settings,
            models: models,
            history: gate.history,
            asked: place.flatMap { place in asked.map { (campaign: place, index: $0.index) } },
            now: begins
        )
    }

    /// What has to be known of the numbers of a campaign in the queue.
    func needs(of name: String, _ campaign: Campaign) throws -> CalleeNeeds {
        var needs = CalleeNeeds()
        needs.hasNumbers = !settings.attemptLimits.isOff
        if try campaign.doNotCall != nil || hasList {
            needs.isListed = { lists.listing(of: $0, campaign: name) != nil }
        }
        return needs
    }

    /// Whether the spool has a list of its own with anything on it.
    var hasList: Bool {
        get throws { try disk.entry(layout.doNotCall(settings.doNotCall)).map { $0.size > 0 } ?? false }
    }
}
