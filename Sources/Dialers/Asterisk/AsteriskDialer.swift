public import CallspoolCore
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// Asterisk, by its manager interface.
///
/// One connection; calls go out by `Originate` under ids of ours and are put together from the events that follow. A
/// connection that is lost is made again, and what was in progress is settled from the channels that Asterisk has then.
/// Nothing is placed while there is none: `place` throws, after it has waited for the first try to connect.
public final class AsteriskDialer: Dialer {
    private struct State {
        var machine: AsteriskMachine
        var channel: (any Channel)?
        var isFlushing = false
        var isOver = false
        var reporting: (@Sendable ([AttemptReport]) -> Void)?
        /// Those who wait for a change of the machine's; they look again.
        var waiters: [CheckedContinuation<Void, Never>] = []

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [] }
            return waiters
        }
    }

    let settings: AsteriskSettings
    let times: AsteriskTimes
    let tls: NIOSSLContext?
    let clock: any ProgramClock
    let records: CallRecordBook<CallRecord>?
    private let warn: @Sendable (String) -> Void
    private let returned = WakeSignal()
    private let state: Mutex<State>

    /// Makes a dialer, not yet connected.
    ///
    /// - Parameters:
    ///   - settings: how it is reached.
    ///   - secret: the manager user's, read from where the settings say.
    ///   - clock: the program's.
    ///   - warn: called with what a person must know.
    /// - Throws: `EngineError` when the certificates cannot be read.
    public convenience init(
        settings: AsteriskSettings,
        secret: String,
        clock: any ProgramClock,
        warn: @escaping @Sendable (String) -> Void
    ) throws(EngineError) {
        try self.init(settings: settings, secret: secret, times: AsteriskTimes(), clock: clock, warn: warn)
    }

    init(
        settings: AsteriskSettings,
        secret: String,
        times: AsteriskTimes,
        clock: any ProgramClock,
        warn: @escaping @Sendable (String) -> Void
    ) throws(EngineError) {
        self.settings = settings
        self.times = times
        self.clock = clock
        self.warn = warn
        records = settings.cdr.map { CallRecordBook($0) { CallRecord($0, by: .channel) } }
        tls = settings.isEncrypted ? try AsteriskDialer.context(settings) : nil
        state = Mutex(State(machine: AsteriskMachine(settings, secret: secret, times: times)))
    }

    /// `asterisk`.
    public var engine: String { "asterisk" }

    /// Keeps a connection until the task is canceled.
    ///
    /// Throws nothing: an Asterisk that cannot be reached, or does not take
    /// the login, is told in the log, and tried again.
    public func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        state.withLock { $0.reporting = reporting }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepConnected() }
            group.addTask { await self.keepTime() }
            if let records = self.records { group.addTask { await self.keepLooking(into: records) } }
            await group.waitForAll()
        }
        change { state in
            state.isOver = true
            return []
        }
    }

    /// Sends the attempt.
    ///
    /// - Throws: `EngineError` when there is no connection, or the attempt cannot be written as a line of the protocol.
    public func place(_ attempt: Attempt) async throws(EngineError) {
        let order = try OriginateOrder(attempt, settings)
        while true {
            guard !Task.isCancelled, !isOver else {
                throw EngineError(outcome: .carrierError, "cannot place \(attempt.id): the program is leaving")
            }
            let now = clock.now
            var placing = AsteriskMachine.Placing.wait
            change(isNews: false) { state in
                placing = state.machine.place(order, now)
                return []
            }
            switch placing {
            case .placed: return
            case .refused(let error): throw error
            case .wait: await wait { $0.mustWait }
            }
        }
    }

    /// A call that Asterisk has a channel of is live, also one of the previous run, whose end is reported from then on; one
    /// that is gone may have a call record.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        await wait { $0.isUndecided }
        let now = clock.now
        var inquiry = Inquiry.unknown
        change(isNews: false) { state in
            let (answer, reports) = state.machine.inquire(attempt, now)
            inquiry = answer
            return reports
        }
        guard inquiry == .unknown, let records else { return inquiry }
        return await records.inquiry(attempt, isLocal: settings.isLocal, clock)
    }

    /// Returns when there is a connection again after one was lost, or could not be made.
    public func awaitReturn() async {
        await returned.wait()
    }

    /// Why no call can be placed.
    var trouble: EngineError? { state.withLock { $0.machine.trouble } }

    /// Whether the server has said that it is ready.
    var isToldOfBoot: Bool { state.withLock { $0.machine.isToldOfBoot } }

    /// Asks Asterisk something that is not about a call; no answer is an empty one.
    func ask(_ name: StaticString, _ fields: [(StaticString, String)] = []) async -> [ManagerMessage] {
        let id = "callspool:ask:\(name)"
        var action = ManagerAction(name, id: id)
        do { for (key, value) in fields { try action.add(key, value) } } catch { return [] }
        let sent = action
        change { state in
            state.machine.ask(sent, id)
            return []
        }
        await wait { $0.isOpen(id) }
        return state.withLock { $0.machine.takeAnswer(id) }
    }

    /// The ids of the calls that are to be looked for in the call records.
    var sought: [AsteriskIDs] { state.withLock { $0.machine.sought } }

    /// How many calls and channels are held, for tests of growth.
    var sizes: (calls: Int, channels: Int) { state.withLock { $0.machine.sizes } }

    private var isOver: Bool { state.withLock { $0.isOver } }
}

// The one door to the machine.
extension AsteriskDialer {
    /// Something happened on a connection: decided under the lock, and reported there too, because an inquiry must not
    /// find a call gone whose end is not handed over; sent, told and woken outside of it.
    func happened(_ event: (inout AsteriskMachine, Timestamp) -> [AttemptReport]) {
        let now = clock.now
        change { event(&$0.machine, now) }
    }

    /// There is a connection, or none.
    func use(_ channel: (any Channel)?) {
        state.withLock { state in
            state.channel = channel
            state.isFlushing = false
        }
    }

    /// Sends what is to be sent; on the channel's own thread.
    func flush(_ channel: any Channel) {
        let bytes = state.withLock { state in
            state.isFlushing = false
            return state.machine.takeOutbox()
        }
        guard !bytes.isEmpty else { return }
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// - Parameters:
    ///   - isNews: whether those who wait may have what they wait for; one of them who looks is none.
    ///   - body: decides; its reports are handed over.
    private func change(isNews: Bool = true, _ body: (inout State) -> [AttemptReport]) {
        let (after, waiters) = state.withLock { state in
            let reports = body(&state)
            if !reports.isEmpty { state.reporting?(reports) }
            return (After(&state), isNews ? state.takeWaiters() : [])
        }
        for text in after.notes { warn(text) }
        if after.hasReturned { returned.wake() }
        for waiter in waiters { waiter.resume() }
        guard let channel = after.channel else { return }
        if after.mustClose {
            channel.close(promise: nil)
        } else if after.mustFlush {
            channel.eventLoop.execute { self.flush(channel) }
        }
    }

    /// What is to be done once the lock is open.
    private struct After {
        var notes: [String]
        var hasReturned: Bool
        var channel: (any Channel)?
        var mustFlush: Bool
        var mustClose: Bool

        init(_ state: inout State) {
            notes = state.machine.takeNotes()
            hasReturned = state.machine.takeReturn()
            channel = state.channel
            mustClose = state.machine.mustClose
            mustFlush = !state.isFlushing && !state.machine.outbox.isEmpty && state.channel != nil
            if mustFlush { state.isFlushing = true }
        }
    }

    /// Returns when the machine is not any more as it was.
    func wait(while isHeld: @escaping @Sendable (AsteriskMachine) -> Bool) async {
        while !Task.isCancelled, state.withLock({ !$0.isOver && isHeld($0.machine) }) {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let mustWait = state.withLock { state in
                        guard !Task.isCancelled, !state.isOver, isHeld(state.machine) else { return false }
                        state.waiters.append(continuation)
                        return true
                    }
                    if !mustWait { continuation.resume() }
                }
            } onCancel: {
                change { _ in [] }
            }
        }
    }

    private func keepTime() async {
        var ticker = Ticker(each: times.tick)
        while !Task.isCancelled {
            do { try await ticker.next(clock) } catch { return }
            happened { $0.tick($1) }
        }
    }
}
