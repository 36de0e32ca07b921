public import CallspoolCore
public import Logging
internal import Synchronization

/// NOTIFY: brings word of campaigns to their `campaign_url`, beside everything else and holding up none of it.
///
/// One request at a time to a host, on the schedule of the deliveries. One `run` at a time; it makes blocking calls on
/// the box, and so belongs on a thread of its own.
public final class NotifyStage: Sendable {
    private struct State {
        /// Hosts that a request is in progress to.
        var busy: Set<String> = []
        var isDraining = false
    }

    /// How many hosts have a request in progress at once.
    private static let hostsAtOnce = 32
    /// How long a failing disk is skipped.
    private static let troublePause = Duration.seconds(5)

    private let box: any NoticeBox
    private let deliverer: any Deliverer
    private let clock: any ProgramClock
    private let settings: ShippingSettings
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let lookPause: Duration
    private let signal = WakeSignal()
    private let state = Mutex(State())

    /// Makes the stage.
    ///
    /// - Parameters:
    ///   - box: what there is to tell.
    ///   - deliverer: makes the requests; stays the caller's to shut down.
    ///   - clock: the program's clock.
    ///   - settings: the schedule.
    ///   - random: a number from 0 up to 1, another at each call.
    ///   - logger: told what a person may have to see to.
    ///   - lookPause: how often the box is looked into when nobody rings.
    public init(
        box: any NoticeBox,
        deliverer: any Deliverer,
        clock: any ProgramClock,
        settings: ShippingSettings,
        random: @escaping @Sendable () -> Double,
        logger: Logger,
        lookPause: Duration = .seconds(1)
    ) {
        self.box = box
        self.deliverer = deliverer
        self.clock = clock
        self.settings = settings
        self.random = random
        self.logger = logger
        self.lookPause = lookPause
    }

    /// There may be something new, or the horizon has moved.
    public func wake() {
        signal.wake()
    }

    /// Asks `run` to return; what is in progress is abandoned, and sent again next time.
    public func drain() {
        state.withLock { $0.isDraining = true }
        signal.wake()
    }

    /// Tells until nothing is due up to the horizon, or until `drain`.
    ///
    /// - Parameter horizon: given the program's now, the instant up to which notices that wait are waited for; asked
    ///   again whenever something happens.
    public func run(until horizon: @escaping @Sendable (Timestamp) -> Timestamp) async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled, !state.withLock({ $0.isDraining }) {
                let now = clock.now
                // First the horizon, then the look: what was told before the horizon moved is seen.
                let limit = horizon(now)
                let isWell = look(now)
                while let notice = next(now) { group.addTask { await self.deliver(notice) } }
                let busy = state.withLock { $0.busy }
                let due = box.nextDue(except: [])
                if busy.isEmpty, limit != ShipStage.never, !isWell || due.map({ $0 > limit }) ?? true { break }
                await wait(until: box.nextDue(except: busy), atMost: isWell ? lookPause : NotifyStage.troublePause)
            }
            group.cancelAll()
        }
    }

    /// Waits for the signal, for an instant of the program's, and at most so long on the machine's clock.
    private func wait(until instant: Timestamp?, atMost pause: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.clock.wait(until: instant, or: self.signal) }
            group.addTask {
                // Canceled when the other was first.
                do { try await self.clock.pause(pause) } catch { return }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func look(_ now: Timestamp) -> Bool {
        do throws(OutboxError) {
            try box.refresh(now: now)
            for warning in box.warnings() { logger.warning("\(warning)") }
            return true
        } catch {
            logger.error("notices cannot be looked for: \(error.message)")
            return false
        }
    }

    private func next(_ now: Timestamp) -> WaitingNotice? {
        state.withLock { state in
            guard state.busy.count < NotifyStage.hostsAtOnce, !state.isDraining,
                let notice = box.take(now: now, except: state.busy)
            else { return nil }
            state.busy.insert(notice.host)
            return notice
        }
    }

    private func deliver(_ notice: WaitingNotice) async {
        let answer = await deliverer.deliver(notice.notice.delivery(tries: notice.tries))
        let (now, wall) = (clock.now, clock.wall)
        let result = settings.result(of: answer, tries: notice.tries + 1, now: now, wall: wall, random: random())
        do throws(OutboxError) {
            try box.note(result, of: notice, now: now)
        } catch {
            logger.error("\(error.message); the notice will be sent again")
        }
        state.withLock { _ = $0.busy.remove(notice.host) }
        report(result, notice)
        signal.wake()
    }

    private func report(_ result: DeliveryResult?, _ notice: WaitingNotice) {
        switch result {
        case .retry(_, let why) where notice.tries == 0:
            logger.warning("a notice of \(notice.notice.subject) was not taken by \(notice.host): \(why); tried again")
        case .givenUp(let why): logger.warning("a notice of \(notice.notice.subject) is given up: \(why)")
        case .gone: logger.warning("\(notice.host) wants no more notices of \(notice.notice.subject): HTTP status 410")
        case .taken, .retry, nil: break
        }
    }
}
