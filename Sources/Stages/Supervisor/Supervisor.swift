public import CallspoolCore
public import Logging
import Synchronization

/// Runs the four stages side by side, each on a thread of its own, and sees that they end in their order: dialling, then
/// reporting, then shipping.
public final class Supervisor: Sendable {
    /// When to leave.
    public enum Mode: Sendable {
        /// When there is nothing to do before the next tick.
        case tick
        /// When told to.
        case stay
    }

    /// The stages and what they share.
    public struct Parts: Sendable {
        /// PICKUP.
        public var pickup: PickupStage
        /// DIAL.
        public var dial: DialStage
        /// STATUS.
        public var status: StatusStage
        /// SHIP; `nil` when another process ships.
        public var ship: ShipStage?
        /// NOTIFY; `nil` when another process ships.
        public var notify: NotifyStage?
        /// The engine.
        public var dialer: any Dialer
        /// Where requests come in.
        public var desk: any ControlDesk
        /// What they do to files that are not picked up yet; `nil` is nothing.
        public var waiting: (any WaitingDesk)?
        /// Hears of each tick.
        public var ticked: @Sendable (Timestamp) -> Void
        /// Rung for the status side.
        public var statusSignal: WakeSignal
        /// Rung for the shipping side.
        public var shipSignal: WakeSignal

        /// Puts the parts together.
        public init(
            pickup: PickupStage,
            dial: DialStage,
            status: StatusStage,
            ship: ShipStage?,
            notify: NotifyStage? = nil,
            dialer: any Dialer,
            desk: any ControlDesk,
            waiting: (any WaitingDesk)? = nil,
            ticked: @escaping @Sendable (Timestamp) -> Void = { _ in },
            statusSignal: WakeSignal,
            shipSignal: WakeSignal
        ) {
            self.pickup = pickup
            self.dial = dial
            self.status = status
            self.ship = ship
            self.notify = notify
            self.dialer = dialer
            self.desk = desk
            self.waiting = waiting
            self.ticked = ticked
            self.statusSignal = statusSignal
            self.shipSignal = shipSignal
        }
    }

    private enum Part {
        case pickup, control, dialer, engine, dial, status, ship, notify
    }

    private struct State {
        var isDialOver = false
        var isStatusOver = false
        var isShipOver = false
        var isDraining = false
        /// Whether the requests that waited at the start have been seen.
        var hasSeenRequests = false
        /// Whether they could not be read the last time.
        var isControlUnread = false
        /// How many looks at the requests have begun, and how many have ended.
        var looks = (begun: 0, ended: 0)
        /// Whether pickup has not made its first pass yet; for that any look will do, since it began after the program.
        var isFirstPass = true
        var engineFailure: EngineError?
    }

    private let parts: Parts
    private let mode: Mode
    private let schedule: TickSchedule
    private let clock: any ProgramClock
    private let log: Logger
    private let hasThreads: Bool
    private let controlPause: Duration?
    private let controlSignal = WakeSignal()
    private let state = Mutex(State())
    /// Rung after each look at the requests: for pickup, and for the dialling side.
    private let (looked, hasLooked) = (WakeSignal(), WakeSignal())

    /// Makes a supervisor.
    ///
    /// - Parameters:
    ///   - parts: the stages and what they share.
    ///   - mode: when to leave.
    ///   - schedule: when campaign files are picked up.
    ///   - clock: the program's.
    ///   - log: for what a person must know.
    ///   - hasThreads: whether each stage gets a thread of its own; else all run where `run` was called, for a
    ///     simulation that decides itself who goes next.
    ///   - controlPause: how often requests are looked for, which are to be seen within a second; `nil` is only after
    ///     `requestsArrived`, where whoever makes a request says so.
    public init(
        _ parts: Parts,
        mode: Mode,
        schedule: TickSchedule,
        clock: any ProgramClock,
        log: Logger,
        hasThreads: Bool = true,
        controlPause: Duration? = .milliseconds(200)
    ) {
        self.parts = parts
        self.mode = mode
        self.schedule = schedule
        self.clock = clock
        self.log = log
        self.hasThreads = hasThreads
        self.controlPause = controlPause
    }

    /// Whether there was work that could not be done, for a reason that is not in a user's file: a campaign file that can
    /// be neither taken nor refused, or requests that cannot be read.
    public var hasFailed: Bool { parts.pickup.hasFailed || state.withLock { $0.isControlUnread } }

    /// There may be new requests: they are looked at before the next regular look.
    public func requestsArrived() {
        controlSignal.wake()
    }

    /// No new calls; those in progress may end until the grace is over, then everything leaves.
    public func drain(grace: Duration) {
        let isFirst = state.withLock { state in
            defer { state.isDraining = true }
            return !state.isDraining
        }
        guard isFirst else { return }
        log.notice("leaving: no new calls; waiting for those in progress", metadata: ["at most": "\(grace)"])
        parts.dial.drain(grace: grace)
        // Otherwise it is told when the reporting is over.
        if state.withLock({ $0.isStatusOver }) { parts.ship?.drain() }
    }

    /// Works until there is nothing more to do, or until drained.
    ///
    /// - Throws: `EngineError` when the engine cannot be worked with; everything else has ended in order then too.
    public func run() async throws {
        let threads = ["pickup", "dial", "status", "ship", "notify"]
            .map { name in
                hasThreads ? StageThread(name, niceness: name == "dial" ? 0 : 5) : nil
            }
        defer { for thread in threads { thread?.stop() } }
        await withTaskGroup(of: Part.self) { group in
            group.addTask(on: threads[0]) { await self.pickUp() }
            group.addTask(on: threads[1]) { await self.dial() }
            group.addTask(on: threads[2]) { await self.tell() }
            group.addTask(on: threads[3]) { await self.ship() }
            if parts.notify != nil { group.addTask(on: threads[4]) { await self.notify() } }
            group.addTask { await self.watchControl() }
            group.addTask { await self.workEngine() }
            group.addTask { await self.watchEngine() }
            for await part in group {
                if ended(part) { break }
            }
            group.cancelAll()
        }
        if let failure = state.withLock({ $0.engineFailure }) { throw failure }
    }

    /// Lets the next stage end when one has; `true` when the last one has.
    private func ended(_ part: Part) -> Bool {
        switch part {
        case .dial:
            state.withLock { $0.isDialOver = true }
            parts.statusSignal.wake()
        case .status:
            let isDraining = state.withLock { state in
                state.isStatusOver = true
                return state.isDraining
            }
            if isDraining { parts.ship?.drain() }
            parts.shipSignal.wake()
        case .ship:
            let isLast = state.withLock { state in
                state.isShipOver = true
                return state.isStatusOver && parts.notify == nil
            }
            if state.withLock({ $0.isDraining }) { parts.notify?.drain() }
            parts.notify?.wake()
            return isLast
        case .notify: return state.withLock { $0.isStatusOver && $0.isShipOver }
        case .pickup, .control, .engine: break
        case .dialer:
            // An engine that leaves by itself has failed; the rest leaves in order.
            parts.dial.drain(grace: .seconds(1))
        }
        return false
    }

    private func pickUp() async -> Part {
        await parts.pickup.run(beginNow: mode == .tick) {
            await look()
        } began: {
            parts.ticked(clock.now)
        } passed: { _ in
            parts.dial.campaignsArrived()
            parts.notify?.wake()
        } idle: {
            parts.dial.wake()
        }
        return .pickup
    }

    /// Waits for a look at the requests that begins after this: what was asked for before a pickup goes before it.
    private func look() async {
        guard parts.waiting != nil else { return }
        let wanted = state.withLock { state in
            defer { state.isFirstPass = false }
            return state.isFirstPass ? 1 : state.looks.begun + 1
        }
        requestsArrived()
        while !Task.isCancelled, state.withLock({ $0.looks.ended < wanted }) { await looked.wait() }
    }

    private func dial() async -> Part {
        // Nor is anything dialled that was stopped before the program began.
        while parts.waiting != nil, !Task.isCancelled, state.withLock({ $0.looks.ended == 0 }) {
            await hasLooked.wait()
        }
        await parts.dial.run { now, nextDue in
            guard mode == .tick, parts.pickup.isIdle, state.withLock({ $0.hasSeenRequests }) else { return false }
            return nextDue.map { $0 >= schedule.next(after: now) } ?? true
        }
        return .dial
    }

    private func tell() async -> Part {
        await parts.status.run { state.withLock { $0.isDialOver } }
        return .status
    }

    private func ship() async -> Part {
        guard let ship = parts.ship else {
            while !state.withLock({ $0.isStatusOver }), !Task.isCancelled { await parts.shipSignal.wait() }
            return .ship
        }
        await ship.run { [self] now in
            guard state.withLock({ $0.isStatusOver }) else { return ShipStage.never }
            return schedule.next(after: now) - .milliseconds(1)
        }
        return .ship
    }

    private func notify() async -> Part {
        await parts.notify?
            .run { [self] now in
                guard state.withLock({ $0.isShipOver }) else { return ShipStage.never }
                return schedule.next(after: now) - .milliseconds(1)
            }
        return .notify
    }

    private func watchControl() async -> Part {
        while !Task.isCancelled {
            do {
                try await takeRequests()
                if try await parts.desk.hasResultRequests() { parts.statusSignal.wake() }
                sawRequests()
                await clock.pause(controlPause, or: controlSignal)
                try Task.checkCancellation()
            } catch is CancellationError {
                break
            } catch {
                log.error("requests cannot be read: \(StoreError(any: error).message)")
                state.withLock { $0.isControlUnread = true }
                sawRequests()
                do { try await clock.pause(.seconds(1)) } catch { break }
            }
        }
        return .control
    }

    /// One look at the requests.
    private func takeRequests() async throws {
        state.withLock { $0.looks.begun += 1 }
        // One that failed is over too: what cannot be looked at must hold up neither pickup nor the calls.
        defer {
            state.withLock { $0.looks.ended = $0.looks.begun }
            looked.wake()
            hasLooked.wake()
        }
        let pending = try await parts.desk.pending()
        state.withLock { $0.isControlUnread = false }
        let requests = try await forQueue(pending)
        if !requests.isEmpty { parts.dial.take(requests) }
    }

    /// Carries out what concerns files that are not picked up yet.
    ///
    /// - Returns: the requests that are for the queue.
    private func forQueue(_ requests: [ControlRequest]) async throws -> [ControlRequest] {
        guard let waiting = parts.waiting else { return requests }
        var rest: [ControlRequest] = []
        for request in requests {
            let answer: WaitingAnswer
            do {
                answer = try await waiting.carryOut(request)
            } catch {
                // Files that cannot be looked at must not keep a request from the queue.
                let why = StoreError(any: error).message
                log.error("incoming/ cannot be looked through for `\(request.target.word)`: \(why)")
                answer = WaitingAnswer(passage: .passOn)
            }
            switch answer.passage {
            case .passOn:
                guard let campaign = answer.campaign else {
                    rest.append(request)
                    break
                }
                rest.append(ControlRequest(request.action, campaign, by: request.by))
                try await parts.desk.done(request)
            case .done: try await parts.desk.done(request)
            // Told when the file is picked up; it is looked at five times a second until then.
            case .stays: continue
            }
            for row in answer.rows { log.notice("\(request.words(row))", metadata: ["by": "\(request.by)"]) }
        }
        return rest
    }

    /// A tick must not leave before it has looked.
    private func sawRequests() {
        let isFirst = state.withLock { state in
            defer { state.hasSeenRequests = true }
            return !state.hasSeenRequests
        }
        if isFirst { parts.dial.wake() }
    }

    private func watchEngine() async -> Part {
        while !Task.isCancelled {
            await parts.dialer.awaitReturn()
            if !Task.isCancelled { parts.dial.engineReturned() }
        }
        return .engine
    }

    private func workEngine() async -> Part {
        guard let failure = await engineFailure() else { return .control }
        log.error("\(failure.message)")
        // What an engine warns of when everything is over stops nobody any more.
        if Task.isCancelled { return .control }
        state.withLock { $0.engineFailure = failure }
        return .dialer
    }

    /// Keeps the engine running.
    ///
    /// - Returns: why it is not any more, whatever it threw and if it just left; `nil` when it was told to.
    private func engineFailure() async -> EngineError? {
        do {
            try await parts.dialer.run(reporting: parts.dial.reporting)
            return Task.isCancelled ? nil : EngineError("the engine `\(parts.dialer.engine)` ended unexpectedly")
        } catch is CancellationError where Task.isCancelled {
            return nil
        } catch let error as EngineError {
            return error
        } catch {
            return EngineError("the engine `\(parts.dialer.engine)` cannot be worked with any more: \(error)")
        }
    }
}
