internal import CallspoolCore
internal import Dialers
internal import Logging
internal import Spool
internal import Stages
internal import Synchronization

/// One life of the program, put together as the command does it, over a world that is not the machine's.
final class SimulatedProgram: Sendable {
    private let world: SimulatedWorld
    private let disk: any Disk
    private let mutation: Mutation?
    private let mode: Supervisor.Mode
    private let settings: Settings
    private let supervisor = Mutex<Supervisor?>(nil)
    private let over = Mutex(false)
    private let desk: SimulatedDesk

    init(_ world: SimulatedWorld, mode: Supervisor.Mode, mutation: Mutation?) {
        self.world = world
        self.mode = mode
        self.mutation = mutation
        disk = mutation.map { MutantDisk(disk: world.disk, mutation: $0) } ?? world.disk
        desk = SimulatedDesk(world, mutation)
        settings = world.plan.settings.with(mutation)
    }

    /// Whether it has left.
    var isOver: Bool { over.withLock { $0 } }

    /// Lets it begin; the tasks run on the executor.
    func start(on executor: DeterministicExecutor) -> Task<Void, Never> {
        Task(executorPreference: executor) {
            do {
                try await NumberChecking.$executor.withValue(nil) { try await self.run() }
            } catch {
                self.world.note("left with \(error)")
            }
            self.over.withLock { $0 = true }
        }
    }

    /// A person has put a request into the control folder.
    func requestsArrived() {
        supervisor.withLock { $0 }?.requestsArrived()
    }

    /// What a SIGTERM does.
    func leave(grace: Duration) {
        supervisor.withLock { $0 }?.drain(grace: grace)
    }

    private func run() async throws {
        let layout = SimulatedWorld.layout
        try SpoolFolders(layout, on: disk).make()
        let (statusSignal, shipSignal, log) = (WakeSignal(), WakeSignal(), logger)
        let durability = Durability(waking: statusSignal)
        let warn: @Sendable (String) -> Void = { [world] words in
            world.note("warns: \(words)")
            world.count("warnings")
        }
        let store = LogQueueStore(
            logs: logs(durability),
            lists: SpoolDoNotCall(layout, settings, on: disk),
            tag: try SpoolFolders(layout, on: disk).tag { world.word(5) },
            settings: settings,
            warn: warn
        )
        try await store.discover(world.clock.now)
        let dialer = FaultyDialer(world, mutation)
        let dial = DialStage(
            store: mutation.map { MutantStore(store: store, mutation: $0) } ?? store,
            dialer: dialer,
            desk: desk,
            settings: settings,
            clock: world.clock,
            log: log
        )
        let schedule = TickSchedule(minutes: settings.ticks)
        let intake = SpoolIntake(layout, on: disk, settings: settings, makeTag: { [world] in world.word(6) })
        let writer = SpoolStatusWriter(
            layout,
            on: disk,
            durability: durability,
            shipping: shipSignal,
            warn: warn
        )
        let supervisor = Supervisor(
            .init(
                pickup: PickupStage(intake: intake, schedule: schedule, clock: world.clock, log: log),
                dial: dial,
                status: StatusStage(
                    writer: LaggingWriter(writer: writer, world: world),
                    signal: statusSignal,
                    clock: world.clock,
                    log: log
                ),
                ship: shipping(layout, shipSignal, log),
                dialer: dialer,
                desk: desk,
                waiting: WaitingFiles(layout, on: disk, defaults: settings.defaults),
                statusSignal: statusSignal,
                shipSignal: shipSignal
            ),
            mode: mode,
            schedule: schedule,
            clock: world.clock,
            log: log,
            hasThreads: false,
            controlPause: nil
        )
        self.supervisor.withLock { $0 = supervisor }
        try await supervisor.run()
    }

    private func logs(_ durability: Durability) -> any CampaignLogs {
        let layout = SimulatedWorld.layout
        guard let storage = world.logs else { return FileLogs(layout, on: disk, durability: durability) }
        return MemoryLogs(storage, home: layout, on: disk, durability: durability)
    }

    private func shipping(_ layout: SpoolLayout, _ signal: WakeSignal, _ log: Logger) -> ShipStage {
        ShipStage(
            outbox: SpoolOutbox(layout: layout, disk: disk, rules: OutboxRules(batchWait: settings.shipping.batchWait)),
            deliverer: SimulatedReceiver(world: world, timeout: settings.shipping.timeout),
            clock: world.clock,
            settings: settings.shipping,
            announcements: signal,
            random: { [world] in world.draw { $0.fraction() } },
            logger: log,
            // Nobody else writes here; a look every few seconds of a time that costs nothing would be all there is.
            lookPause: .seconds(600)
        )
    }

    private var logger: Logger {
        var logger = Logger(label: "simulation", factory: { [world] _ in TraceHandler(world: world) })
        logger.logLevel = world.isTraced ? .info : .critical
        return logger
    }
}

extension Settings {
    /// As a defect has them.
    fileprivate func with(_ mutation: Mutation?) -> Settings {
        var settings = self
        switch mutation {
        case .capOffByOne: settings.limits.concurrentCalls = limits.concurrentCalls.map { $0 + 1 }
        case .hastyPace: settings.limits.callsPerSecond = limits.callsPerSecond.map { $0 * 1.1 }
        case .deliveredOnce: settings.shipping.schedule = []
        case .noRamp: settings.ramp = .zero
        case .forgottenTrunkCaps: for trunk in trunks.indices { settings.trunks[trunk].limits = PaceLimits() }
        case .dayOffByOne: settings.attemptLimits.perDay = attemptLimits.perDay.map { $0 + 1 }
        case .limitsPerCampaign:
            // As if each of the campaigns, four at most, counted for itself.
            settings.attemptLimits.perDay = attemptLimits.perDay.map { $0 * 4 }
        case .forgottenDigest: settings.againAfter = .zero
        case .forgottenAge: settings.doNotCall.maxAge = nil
        case .forgottenOuterHours: settings.callingHours = nil
        case .forgottenShift: settings.topOfHour = .warn
        default: break
        }
        return settings
    }
}

/// The program's log, as a part of the run's trace.
private struct TraceHandler: LogHandler {
    let world: SimulatedWorld
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        world.note("\(event.level): \(event.message)")
    }
}
