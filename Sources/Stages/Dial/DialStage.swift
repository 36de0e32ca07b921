public import CallspoolCore
public import Logging
import Synchronization

/// DIAL: claims calls, has them recorded, places them, and records what becomes of them.
///
/// One turn is: take in what happened, decide, commit, and only then act. `tick` and `run` differ in when they leave.
public final class DialStage: Sendable {
    private struct Orders {
        var hasNewCampaigns = true
        var hasEngineReturned = false
        var requests: [ControlRequest] = []
        var isDraining = false
        var graceEnds: Timestamp?
    }

    let store: any QueueStore
    let dialer: any Dialer
    private let desk: any ControlDesk
    private let board: (any PaceBoard)?
    let clock: any ProgramClock
    let log: Logger
    private let settings: Settings
    private let signal = WakeSignal()
    let inbox: ReportInbox
    private let orders = Mutex(Orders())
    private let shown = Mutex(DialProgress())

    /// Makes the stage.
    ///
    /// - Parameters:
    ///   - store: where the calls wait; nobody else uses it while the stage runs.
    ///   - dialer: what places them.
    ///   - desk: where requests come in.
    ///   - board: where the pace is shown.
    ///   - settings: the spool's caps and the trunk's retries.
    ///   - clock: the program's.
    ///   - log: for what a person must know.
    public init(
        store: any QueueStore,
        dialer: any Dialer,
        desk: any ControlDesk,
        board: (any PaceBoard)? = nil,
        settings: Settings,
        clock: any ProgramClock,
        log: Logger
    ) {
        self.store = store
        self.dialer = dialer
        self.desk = desk
        self.board = board
        self.settings = settings
        self.clock = clock
        self.log = log
        inbox = ReportInbox(waking: signal)
    }

    /// How things stand.
    public var progress: DialProgress { shown.withLock { $0 } }

    /// What the engine's reports are handed to.
    public var reporting: @Sendable ([AttemptReport]) -> Void {
        { [inbox] reports in inbox.put(reports) }
    }

    /// There may be new campaigns in the queue.
    public func campaignsArrived() {
        orders.withLock { $0.hasNewCampaigns = true }
        signal.wake()
    }

    /// The engine is back after it could not be worked with.
    public func engineReturned() {
        orders.withLock { $0.hasEngineReturned = true }
        signal.wake()
    }

    /// Somebody asks for something.
    public func take(_ requests: [ControlRequest]) {
        orders.withLock { orders in
            for request in requests where !orders.requests.contains(request) { orders.requests.append(request) }
        }
        signal.wake()
    }

    /// No new calls; those in progress may end until the grace is over.
    public func drain(grace: Duration) {
        orders.withLock { orders in
            orders.isDraining = true
            orders.graceEnds = clock.now + grace
        }
        signal.wake()
    }

    /// Looks again: something outside has changed that decides whether there is more to do.
    public func wake() {
        signal.wake()
    }

    /// Works until there is nothing more to do, or the grace of a drain is over.
    ///
    /// - Parameter isOver: asked when nothing is in progress, with the instant of the next thing to do (`nil` for none);
    ///   `true` ends the stage.
    public func run(isOver: @Sendable (_ now: Timestamp, _ nextDue: Timestamp?) -> Bool) async {
        var turn = DialTurn(
            machine: DialMachine(
                trunks: settings.trunks,
                limits: settings.limits,
                ramp: settings.ramp,
                trunkRetry: settings.trunkRetry
            )
        )
        defer { board?.clear() }
        while true {
            let now = clock.now
            let orders = takeOrders()
            if orders.isDraining { turn.machine.drain() }
            await work(&turn, orders, now)
            await show(&turn)
            let next = await nextWake(turn, now)
            if turn.isSettled, inbox.isEmpty {
                let due = await store.nextDue(now)
                // The orders last: what `isOver` goes by was set after the orders that came with it.
                if orders.isDraining || isOver(now, due), !hasOrders { return }
            }
            if let ends = orders.graceEnds, ends <= now {
                log.warning(
                    "leaving with calls in progress; they are stuck until their outcome is known",
                    metadata: ["calls": "\(turn.machine.inProgress)"]
                )
                return
            }
            await clock.wait(until: [next, orders.graceEnds].compactMap { $0 }.min(), or: signal)
        }
    }

    private func takeOrders() -> Orders {
        orders.withLock { orders in
            defer {
                orders.requests = []
                orders.hasNewCampaigns = false
                orders.hasEngineReturned = false
            }
            return orders
        }
    }

    private var hasOrders: Bool {
        orders.withLock { $0.hasNewCampaigns || $0.hasEngineReturned || !$0.requests.isEmpty }
    }

    /// One turn: everything that is to be recorded first, then the claims, then the commit, then what follows from it.
    private func work(_ turn: inout DialTurn, _ orders: Orders, _ now: Timestamp) async {
        var hasFailed = false
        do {
            // A campaign that appeared before it was asked for must be known when the request is carried out.
            if orders.hasNewCampaigns || !orders.requests.isEmpty { turn.mustDiscover = true }
            if orders.hasEngineReturned { turn.mustRecall = true }
            turn.take(orders.requests)
            if turn.mustDiscover {
                try await store.discover(now)
                turn.mustDiscover = false
                if !turn.hasAdopted {
                    turn.machine.adopt(await store.unaccounted(), now)
                    turn.unasked = await store.stuck()
                    // The caps hold over a restart too; a clock that was set back holds nobody up for longer.
                    if let last = await store.lastDialing() {
                        turn.machine.rest(until: min(last, now) + settings.slowestGap)
                    }
                }
                turn.hasAdopted = true
            }
            if turn.mustRecall {
                turn.machine.suspectAll(now)
                turn.unasked = await store.stuck()
                turn.mustRecall = false
            }
            try await record(&turn, now)
            try await carryOut(&turn, now)
            try await store.tidy(now)
            // A disk in trouble gets no new calls: nothing is placed that could not be recorded.
            let offers = turn.failure == nil ? turn.machine.offers(now) : []
            if !offers.isEmpty { try await store.claim(offers.map { settings.trunks[$0].name }, now: now) }
        } catch {
            hasFailed = true
            warn(&turn, StoreError(any: error))
        }
        let commit = await store.commit()
        if let failure = commit.failure {
            warn(&turn, failure)
        } else if turn.failure != nil, !hasFailed {
            log.notice("the disk takes records again; dialling goes on")
            turn.failure = nil
        }
        await place(commit.attempts, &turn)
        await inquire(&turn)
        await recall(&turn)
        await answer(&turn)
    }

    /// Hands the store what happened; until it has it, the turn keeps it.
    private func record(_ turn: inout DialTurn, _ now: Timestamp) async throws {
        for report in inbox.take() { turn.unrecorded.append(contentsOf: turn.machine.reported(report).fact) }
        turn.unrecorded += turn.machine.decided(now)
        try await store.record(turn.unrecorded, now: now)
        turn.unrecorded = []
    }

    /// Carries out people's requests in their order; one that fails, and those behind it, wait for the next turn.
    private func carryOut(_ turn: inout DialTurn, _ now: Timestamp) async throws {
        while let request = turn.requests.first {
            let answer = try await store.control(request, now: now)
            turn.requests.removeFirst()
            turn.answers.append((request, answer))
        }
    }

    private func place(_ attempts: [Attempt], _ turn: inout DialTurn) async {
        guard !attempts.isEmpty else { return }
        turn.machine.claimed(attempts, clock.now)
        turn.placed += attempts.count
        for attempt in attempts {
            do throws(EngineError) {
                try await dialer.place(attempt)
            } catch {
                turn.unrecorded.append(contentsOf: turn.machine.refused(attempt.key, error, clock.now).fact)
            }
        }
    }

    /// Requests are done when they are durable.
    private func answer(_ turn: inout DialTurn) async {
        guard turn.failure == nil else { return }
        for (request, answer) in turn.answers {
            do {
                try await desk.done(request)
            } catch {
                log.error("a request was carried out and cannot be removed", metadata: ["why": "\(error)"])
            }
            for row in answer.rows where row.changed {
                log.notice(
                    "\(request.action.rawValue) \(row.campaign)",
                    metadata: ["waiting": "\(row.held)", "in progress": "\(row.inProgress)"]
                )
            }
            if answer.rows.isEmpty {
                log.warning("\(request.action.rawValue): no queued campaign is named `\(request.target.word)`")
            }
        }
        turn.answers = []
    }

    private func warn(_ turn: inout DialTurn, _ failure: StoreError) {
        if turn.failure != failure {
            log.error("dialling stops: \(failure.message); nothing is placed that could not be recorded")
        }
        turn.failure = failure
    }

    /// When to look again without being woken.
    private func nextWake(_ turn: DialTurn, _ now: Timestamp) async -> Timestamp? {
        if turn.failure != nil { return clock.now + turn.patience }
        if !turn.unrecorded.isEmpty || !turn.unasked.isEmpty { return now }
        var wakes = [turn.machine.nextInquiry, turn.machine.nextDecision].compactMap { $0 }
        if turn.isBoardStale { wakes.append(clock.now + .seconds(1)) }
        if await store.hold() != nil { wakes.append(now + turn.holdPause) }
        if let due = await store.nextDue(now) {
            if turn.machine.mode == .draining {
                // Nothing is claimed any more.
            } else if let room = turn.machine.nextRoom(now) {
                wakes.append(max(due, room))
            }
        }
        return wakes.min()
    }

    /// Not at every turn: those who look on do so a few times a second.
    private func show(_ turn: inout DialTurn) async {
        let wall = clock.wall
        // What is not shown now is in a second: a trunk that rests may keep the stage asleep for longer.
        turn.isBoardStale = board != nil
        guard turn.nextShow.hasCome(wall, atMost: .milliseconds(100)) || turn.machine.inProgress == 0 else { return }
        turn.nextShow = wall + .milliseconds(100)
        if turn.nextBoard.hasCome(wall, atMost: .seconds(1)) {
            turn.nextBoard = wall + .seconds(1)
            turn.isBoardStale = false
            let (now, hold) = (clock.now, await store.hold())
            board?.show(turn.machine.paceReport(now), hold: turn.failure?.message ?? hold, now)
        }
        let rows = await store.backlog()
        let (placed, inProgress, trouble) = (turn.placed, turn.machine.inProgress, turn.failure?.message)
        shown.withLock { shown in
            shown.placed = placed
            shown.inProgress = inProgress
            shown.campaigns = rows
            shown.trouble = trouble
        }
    }
}
