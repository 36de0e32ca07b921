public import CallspoolCore
public import Logging
internal import Synchronization

/// Ships status records to their campaigns' `result_url`: at least once, again by the schedule, never after the
/// acknowledgement is durable.
///
/// One `run` at a time. It makes blocking calls on the outbox, and so belongs on threads that may be blocked: the caller
/// gives it a task executor of its own.
public final class ShipStage: Sendable {
    /// What the workers and the one who leads them share.
    struct State {
        var machine: ShipMachine
        /// Whether the outbox is to be looked at again.
        var isAnnounced = true
        /// Whether the horizon was never to be passed when it was last asked for.
        var isOpen = true
        /// When it is looked at again even if nobody rings.
        var nextLook = Timestamp(milliseconds: 0)
        /// When results of deliveries that are not durable become so at the latest; `nil` when there are none.
        var commitDue: Timestamp?
        /// When the disk is tried again; `nil` while it works.
        var troubleUntil: Timestamp?
        /// When, on the machine's clock, requests in progress are abandoned; `nil` while nobody asked to stop.
        var drainedBy: Timestamp?
        /// Hosts whose last answer was not what it should be, so that it is said once.
        var failing: Set<String> = []
    }

    /// Verdicts collected before they are made durable, unless they have waited for `commitPause`.
    static let commitBatch = 512
    /// How long a result waits for others: what a crash costs is that much sent twice.
    static let commitPause = Duration.milliseconds(50)
    /// How long a failing disk is skipped.
    static let troublePause = Duration.seconds(5)
    /// How long requests in progress may take once somebody asked to stop, on the machine's clock.
    static let drainTime = Duration.seconds(5)

    /// A horizon that is never passed: `run` stays up when there is nothing to do.
    public static let never = Timestamp(milliseconds: .max)

    let outbox: any Outbox
    let deliverer: any Deliverer
    let clock: any ProgramClock
    let settings: ShippingSettings
    let logger: Logger
    let random: @Sendable () -> Double
    let lookPause: Duration
    let state: Mutex<State>
    /// Wakes the leader; workers and announcements ring it.
    let signal = WakeSignal()
    private let announcements: WakeSignal

    /// Makes the stage.
    ///
    /// - Parameters:
    ///   - outbox: what there is to ship.
    ///   - deliverer: makes the requests; stays the caller's to shut down.
    ///   - clock: the program's clock.
    ///   - settings: the schedule and the caps.
    ///   - announcements: raised by the status side when records or campaigns are new, and by whoever moves the horizon.
    ///   - random: a number from 0 up to 1, another at each call.
    ///   - logger: told what a person may have to see to.
    ///   - lookPause: how often the outbox is looked at when nobody rings, as another process does not.
    public init(
        outbox: any Outbox,
        deliverer: any Deliverer,
        clock: any ProgramClock,
        settings: ShippingSettings,
        announcements: WakeSignal,
        random: @escaping @Sendable () -> Double,
        logger: Logger,
        lookPause: Duration = .seconds(5)
    ) {
        self.outbox = outbox
        self.deliverer = deliverer
        self.clock = clock
        self.settings = settings
        self.announcements = announcements
        self.random = random
        self.lookPause = lookPause
        self.logger = logger
        state = Mutex(State(machine: ShipMachine(settings)))
    }

    /// Ships until nothing is outstanding that is due up to the horizon, or until `drain`.
    ///
    /// When the task is canceled, requests in progress are abandoned at once; their records are sent again next time.
    ///
    /// - Parameter horizon: given the program's now, the instant up to which records that wait are waited for.
    ///   `never` keeps the stage up when there is nothing to do. It is asked again whenever something happens
    ///   and when the announcements are raised.
    public func run(until horizon: @escaping @Sendable (Timestamp) -> Timestamp) async {
        state.withLock { state in
            state.isAnnounced = true
            if state.drainedBy == nil { state.machine.resume() }
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.listen() }
            await lead(&group, until: horizon)
            group.cancelAll()
        }
        finish()
    }

    /// Asks `run` to return: no new request is made; those in progress finish, or are abandoned after a few seconds.
    public func drain() {
        state.withLock { state in
            state.machine.halt()
            if state.drainedBy == nil { state.drainedBy = clock.wall + ShipStage.drainTime }
        }
        signal.wake()
    }

    /// Brings announcements to the leader, who also waits for other things.
    private func listen() async {
        while !Task.isCancelled {
            await announcements.wait()
            state.withLock { $0.isAnnounced = true }
            signal.wake()
        }
    }

    /// Starts workers where there is something for them, and waits for the next thing to do.
    private func lead(
        _ group: inout DiscardingTaskGroup,
        until horizon: @Sendable (Timestamp) -> Timestamp
    ) async {
        while !Task.isCancelled {
            let pass = step(until: horizon)
            for host in pass.openings {
                group.addTask(on: deliverer.executor) { await self.work(at: host) }
            }
            if pass.isOver { return }
            if pass.hasMore {
                await Task.yield()
            } else {
                await clock.wait(until: pass.wake, or: signal)
            }
        }
    }

    /// Makes durable what the last workers brought, after all of them have returned.
    private func finish() {
        let now = clock.now
        do throws(OutboxError) {
            while try outbox.commit(now: now) {}
            try close(now: now)
        } catch {
            logger.error("\(error.message); deliveries since the last sync will be made again")
        }
        tell()
    }

    /// Closes campaigns that are over.
    func close(now: Timestamp) throws(OutboxError) {
        for name in try outbox.closeFinished(now: now) {
            logger.info("campaign \(name) is reported and done")
        }
    }

    /// Says what the outbox has to say.
    func tell() {
        for warning in outbox.warnings() {
            logger.warning("\(warning)")
        }
    }
}
