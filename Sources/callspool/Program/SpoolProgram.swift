import ArgumentParser
import CallspoolCore
import Dialers
import Foundation
import Logging
import Shipping
import Spool
import Stages

/// What `tick` and `run` do: the one place where the stages are put together from the concrete types.
struct SpoolProgram {
    let spool: OpenSpool
    let mode: Supervisor.Mode
    /// How long calls in progress may go on after a signal to leave.
    let grace: Duration
    /// Whether the person is shown how it goes.
    let showsProgress: Bool

    /// Works until the mode says to leave.
    ///
    /// - Returns: quietly and at once when another process is running on the spool.
    func run() async throws {
        let (layout, disk, settings) = (spool.layout, spool.disk, spool.settings)
        try SpoolFolders(layout, on: disk).make()
        guard let lock = try SpoolLock(layout.lock) else {
            if Terminal.isError {
                Terminal.log("another callspool is running on \(layout.root); leaving it to that one")
            }
            return
        }
        defer { withExtendedLifetime(lock) {} }
        let counter = WorkCounter(layout, on: disk)
        repairDone()
        let alive = AliveFile(layout, on: disk, process: Int(getpid()))
        if mode == .tick, try isIdle() {
            alive.end()
            return counter.ticked(SystemClock().now)
        }
        defer { counter.catchUp() }
        defer { alive.end() }
        try await work(layout, WatchedDisk(disk) { _ in counter.diskFailed() }, settings, counter)
    }

    /// Brings back what earlier versions closed before it was told.
    ///
    /// What cannot be looked at keeps nobody from dialling: it is said, and looked at again the next time.
    private func repairDone() {
        let log = logger(SystemClock())
        do throws(DiskError) {
            let (repaired, failed) = try DoneCheck(spool.layout, on: spool.disk).repair(wall: SystemClock().wall)
            for lapse in repaired { log.warning("\(lapse.sentence); it is in the queue again until that is done") }
            for words in failed { log.error("\(words)") }
        } catch {
            log.error("done/ cannot be read: \(error.message)")
        }
    }

    /// Whether there is nothing in the spool at all: then not even the parts need be made.
    private func isIdle() throws -> Bool {
        let (layout, disk) = (spool.layout, spool.disk)
        for folder in [layout.queue, layout.incoming, layout.control] {
            guard try disk.list(folder).allSatisfy({ $0.name.hasPrefix(".") }) else { return false }
        }
        return true
    }

    private func work(
        _ layout: SpoolLayout,
        _ disk: WatchedDisk,
        _ settings: Settings,
        _ counter: WorkCounter
    ) async throws {
        let (statusSignal, shipSignal) = (WakeSignal(), WakeSignal())
        let early = logger(SystemClock())
        let durability = Durability(waking: statusSignal)
        let store = LogQueueStore(
            layout,
            on: disk,
            tag: try SpoolFolders(layout, on: disk).tag { Randomness.word(5) },
            settings: settings,
            durability: durability,
            replayed: counter.replayed
        ) { early.error("\($0)") }
        try await store.discover(SystemClock().now)
        let clock = SystemClock(speed: settings.speed, notBefore: store.latest)
        let log = logger(clock)
        if settings.isSimulated { log.notice("the engine is the simulator: no telephone rings") }
        let display = ProgressDisplay(isOn: showsProgress, speed: settings.speed)
        let engines = EngineParts(layout, clock: clock, log: log)
        let dialer = TrunkGroup(try settings.trunks.map { ($0.name, try engines.dialer(for: $0)) })
        let desk = ControlFolder(layout, on: disk) { clock.wall }
        let dial = DialStage(
            store: store,
            dialer: dialer,
            desk: desk,
            board: PaceFile(layout, on: disk, process: Int(getpid())),
            settings: settings,
            clock: clock,
            log: log
        )
        let schedule = TickSchedule(minutes: settings.ticks)
        let intake = SpoolIntake(
            layout,
            on: disk,
            settings: settings,
            makeTag: { Randomness.word(6) },
            probe: HTTPProbe(settings: settings.shipping.located(in: layout), version: programVersion),
            progress: { file, numbers in display.reading(file, numbers) }
        )
        let writer = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: shipSignal) {
            log.error("\($0)")
        }
        var rules = OutboxRules(batchWait: settings.shipping.batchWait)
        rules.keepsDone = settings.keep.done
        let outbox = SpoolOutbox(layout: layout, disk: disk, rules: rules)
        let shipping = try ShippingParts(spool, outbox, clock, announcements: shipSignal, log: log)
        let pickup = PickupStage(intake: intake, schedule: schedule, clock: clock, log: log)
        let supervisor = Supervisor(
            .init(
                pickup: pickup,
                dial: dial,
                status: StatusStage(writer: writer, signal: statusSignal, clock: clock, log: log),
                ship: shipping?.stage,
                notify: shipping?.notify,
                dialer: dialer,
                desk: desk,
                waiting: WaitingFiles(layout, on: disk, defaults: settings.defaults),
                ticked: counter.ticked,
                statusSignal: statusSignal,
                shipSignal: shipSignal
            ),
            mode: mode,
            schedule: schedule,
            clock: clock,
            log: log
        )
        do {
            try await beside(supervisor, store, display, dial) { try await supervisor.run() }
        } catch {
            try await shipping?.close()
            // A disk without room also ends an engine that keeps records of its own: the disk is what a person must see to.
            if mode == .tick, supervisor.hasFailed { throw ExitCode.disk }
            throw error
        }
        try await shipping?.close()
        // It was told when it happened; cron and scripts go by the exit code.
        if mode == .tick, supervisor.hasFailed { throw ExitCode.disk }
    }

    /// Runs the supervisor with an ear for signals and an eye for the person.
    private func beside(
        _ supervisor: Supervisor,
        _ store: LogQueueStore,
        _ display: ProgressDisplay,
        _ dial: DialStage,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        let grace = grace
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                await LeavingSignals.listen { order in
                    switch order {
                    case .drain: supervisor.drain(grace: grace)
                    case .leave: store.atRest { exit(0) }
                    }
                }
                return false
            }
            group.addTask {
                await beat()
                return false
            }
            group.addTask {
                await display.run { dial.progress }
                return false
            }
            while let isOver = try await group.next() {
                if isOver { break }
            }
            group.cancelAll()
        }
    }

    /// Says once a second that it is running.
    private func beat() async {
        let alive = AliveFile(spool.layout, on: spool.disk, process: Int(getpid()))
        let clock = SystemClock()
        while !Task.isCancelled {
            alive.beat(clock.wall)
            do { try await clock.pause(.seconds(1)) } catch { return }
        }
    }

    /// A tick that is well says nothing unless somebody looks on.
    private func logger(_ clock: SystemClock) -> Logger {
        var logger = Logger(label: "callspool") { _ in
            ErrorLogHandler(logLevel: .notice, now: { clock.now })
        }
        logger.logLevel = mode == .stay || Terminal.isError || showsProgress ? .notice : .warning
        return logger
    }
}
