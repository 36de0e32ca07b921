internal import CallspoolCore
internal import Hummingbird
internal import Spool

/// What every page is made from: the spool, who may see it, and how a page is put together.
struct PageParts: Sendable {
    /// The spool.
    let layout: SpoolLayout
    /// Where it is.
    let disk: any Disk
    /// Its settings, as they were when the server began.
    let settings: Settings
    /// Its campaigns, kept up with their journals.
    let watch: SpoolWatch
    /// Their reports, kept for a while.
    let reports: ReportCache
    /// What is foreseen of them.
    let forecastCache: ForecastCache
    /// Whether a program is running.
    let pulse: PulseWatch
    /// Tells open pages that something changed.
    let feed: ChangeFeed
    /// Who may.
    let gatekeeper: Gatekeeper
    /// The machine's clock.
    let clock: any ProgramClock
    /// The program's now, which under a simulator's `speed` is ahead of the machine's.
    let programNow: @Sendable () throws -> Timestamp
    /// The pages' templates.
    let templates: PageTemplates
    /// Where disks are waited for.
    let threads = DiskThreads()
    /// The program's version.
    let version: String
    /// Random bytes.
    let random: @Sendable (Int) -> [UInt8]

    /// Puts the parts together.
    ///
    /// - Throws: when a template is none.
    init(_ setup: PageSetup) throws {
        layout = setup.layout
        disk = setup.disk
        settings = setup.settings
        clock = setup.clock
        programNow = setup.programNow
        version = setup.version
        random = setup.random
        templates = try PageTemplates()
        watch = SpoolWatch(layout, on: disk)
        reports = ReportCache(watch.reader, threads, clock)
        pulse = PulseWatch(setup.settings)
        feed = ChangeFeed()
        forecastCache = ForecastCache(setup, watch)
        gatekeeper = Gatekeeper(
            file: settings.page.users,
            on: disk,
            signer: SessionSigner(key: setup.random(32)),
            clock: clock,
            random: { [random] in random(16).map { String($0, radix: 36) }.joined() }
        )
    }

    /// Looks at the spool, unless that was done a moment ago: who has done something wants to see it.
    ///
    /// Blocks on the disk.
    ///
    /// - Throws: `DiskError`.
    func look() throws {
        try watch.refresh(clock.wall, ifOlderThan: .milliseconds(200))
        try pulse.refresh(watch, clock.wall)
    }

    /// Hides numbers from a viewer, if that is wanted.
    func mask(_ context: PageContext) -> NumberMask {
        NumberMask(isOn: settings.page.masks && context.session?.role != .operator)
    }
}
