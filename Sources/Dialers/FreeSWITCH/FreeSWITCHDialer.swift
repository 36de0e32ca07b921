public import CallspoolCore
internal import NIOCore
internal import Synchronization

/// FreeSWITCH, by its event socket (`mod_event_socket`, inbound).
///
/// Each attempt is one `bgapi originate`, under our own id for the channel and for the job. What became of it is taken
/// from `CHANNEL_ANSWER` and `CHANNEL_HANGUP_COMPLETE`; the job's answer counts only where there never was a channel,
/// for a call that is answered and ends at once comes back as failed.
///
/// After a lost connection FreeSWITCH is asked about each call by its id. Those that it has are followed to their end;
/// of those that it has no more the call records tell, where the settings name them. Else an answer that was heard stays
/// one, and the others end as `unknown`.
public final class FreeSWITCHDialer: Dialer {
    /// The machine, and those who wait for its word.
    private struct State {
        var machine: FreeSWITCHMachine
        var waiting: [CheckedContinuation<Void, Never>] = []
        var inquirers: [Int: CheckedContinuation<Inquiry, Never>] = [:]
        var readers: [Int: CheckedContinuation<String?, Never>] = [:]
    }

    let settings: FreeSWITCHSettings
    private let times: FreeSWITCHTimes
    let clock: any ProgramClock
    let records: CallRecordBook<FreeSWITCHRecord>?
    private let warn: @Sendable (String) -> Void
    private let state: Mutex<State>
    private let signal = WakeSignal()
    private let returned = WakeSignal()

    /// Makes a dialer without a connection.
    ///
    /// - Parameters:
    ///   - settings: where it is, and what it is told to do.
    ///   - secret: the event socket's password.
    ///   - clock: the program's.
    ///   - warn: told what a person must know: once when it goes away or refuses the login, and when it is back.
    public convenience init(
        settings: FreeSWITCHSettings,
        secret: String,
        clock: any ProgramClock,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.init(settings: settings, secret: secret, times: FreeSWITCHTimes(), clock: clock, warn: warn)
    }

    init(
        settings: FreeSWITCHSettings,
        secret: String,
        times: FreeSWITCHTimes,
        clock: any ProgramClock,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.times = times
        self.clock = clock
        self.warn = warn
        records = settings.cdr.map { CallRecordBook($0) { FreeSWITCHRecord($0) } }
        state = Mutex(State(machine: FreeSWITCHMachine(settings, secret: secret, times: times)))
    }

    /// `freeswitch`.
    public var engine: String { "freeswitch" }

    /// Keeps a connection, and makes a new one when it is lost, until the task is canceled.
    ///
    /// It never gives up, and throws nothing: a server that is away, or that refuses the login, refuses the attempts of
    /// its own trunk and of no other.
    public func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepConnected(reporting) }
            if let records = self.records { group.addTask { await self.keepLooking(into: records, reporting) } }
            await group.waitForAll()
        }
    }

    private func keepConnected(_ reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        while !Task.isCancelled {
            let why = await connection(reporting)
            let isOver = Task.isCancelled
            act(reporting) { $0.disconnected(why, isOver: isOver, $1) }
            let wait = state.withLock { $0.machine.backOff.wait }
            do { try await clock.sleep(until: clock.now + wait) } catch { return }
        }
    }

    /// Sends the attempt in progress; waits for the first connection, and while too many are unconfirmed.
    ///
    /// - Throws: `EngineError` when it was certainly not sent: there is no connection, the login is refused, or a value
    ///   of the campaign's has no place in a command.
    public func place(_ attempt: Attempt) async throws(EngineError) {
        while true {
            let now = clock.now
            switch state.withLock({ $0.machine.place(attempt, now) }) {
            case .sent: return signal.wake()
            case .refused(let error): throw error
            case .wait: await waitForRoom()
            }
        }
    }

    /// Asks FreeSWITCH whether it has the channel.
    ///
    /// What it has is followed from then on; an end that it no longer knows is in its call records, or unknown here, too.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        let answer = await inquireChannel(attempt)
        guard answer == .unknown, let records else { return answer }
        return await records.inquiry(attempt, clock)
    }

    private func inquireChannel(_ attempt: Attempt) async -> Inquiry {
        let now = clock.now
        return await withCheckedContinuation { continuation in
            let answer = state.withLock { state in
                let (answer, number) = state.machine.inquire(attempt, now)
                if answer == nil { state.inquirers[number] = continuation }
                return answer
            }
            if let answer { continuation.resume(returning: answer) } else { signal.wake() }
        }
    }

    /// Returns when it can be worked with again.
    public func awaitReturn() async {
        await returned.wait()
    }

    /// The ids of the calls that are to be looked for in the call records.
    var sought: [String] { state.withLock { $0.machine.sought } }

    /// Why no call can be placed, once that is decided; `nil` when one can.
    func trouble() async -> String? {
        while state.withLock({ !$0.machine.isReady && $0.machine.failure == nil }) { await waitForRoom() }
        return state.withLock { $0.machine.isReady ? nil : $0.machine.failure?.words }
    }

    /// What FreeSWITCH says to a command of its API; `nil` when it does not answer.
    func order(_ command: String) async -> String? {
        let now = clock.now
        return await withCheckedContinuation { continuation in
            let isSent = state.withLock { state in
                guard let number = state.machine.order(command, now) else { return false }
                state.readers[number] = continuation
                return true
            }
            if isSent { signal.wake() } else { continuation.resume(returning: nil) }
        }
    }

    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                if state.machine.mustWait { state.waiting.append(continuation) }
                return state.machine.mustWait
            }
            if !mustWait { continuation.resume() }
        }
    }
}

// The connection.
extension FreeSWITCHDialer {
    /// Something of the connection's ended it.
    private struct Fault: Error {
        var words: String
    }

    /// Connects and stays connected as long as it goes.
    ///
    /// - Returns: why it went no further.
    private func connection(_ reporting: @escaping @Sendable ([AttemptReport]) -> Void) async -> String {
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await EventSocketChannel.connect(
                host: settings.host,
                port: settings.port,
                within: times.connect
            )
        } catch {
            return "cannot be reached: \(connectionWords(error))"
        }
        let now = clock.now
        state.withLock { $0.machine.connected(now) }
        do {
            try await channel.executeThenClose { inbound, outbound in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.read(inbound, reporting) }
                    group.addTask { try await self.write(outbound) }
                    group.addTask { try await self.tick(reporting) }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        } catch let fault as Fault {
            return fault.words
        } catch is CancellationError {
            return "is skipped: the program ends"
        } catch {
            return "is lost: \(connectionWords(error))"
        }
        return "has closed the connection"
    }

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ reporting: @escaping @Sendable ([AttemptReport]) -> Void
    ) async throws {
        for try await buffer in inbound {
            if let fault = act(reporting, { $0.received(buffer.readableBytesView, $1) }) { throw Fault(words: fault) }
        }
    }

    private func write(_ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws {
        while !Task.isCancelled {
            let bytes = state.withLock { $0.machine.takeOutgoing() }
            if bytes.isEmpty { await signal.wait() } else { try await outbound.write(ByteBuffer(bytes: bytes)) }
        }
    }

    private func tick(_ reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws {
        var ticker = Ticker(each: .milliseconds(250))
        while true {
            try await ticker.next(clock)
            if let fault = act(reporting, { $0.tick($1) }) { throw Fault(words: fault) }
        }
    }

    /// Lets the machine decide, and acts.
    ///
    /// Reports are handed over under the lock: an inquiry must not find a call gone whose end is not reported yet.
    @discardableResult
    func act(
        _ reporting: @Sendable ([AttemptReport]) -> Void,
        _ decide: (inout FreeSWITCHMachine, Timestamp) -> FreeSWITCHMachine.Orders
    ) -> String? {
        let now = clock.now
        let (orders, waiting, inquirers, readers, hasOutgoing) = state.withLock { state in
            let orders = decide(&state.machine, now)
            if !orders.reports.isEmpty { reporting(orders.reports) }
            var waiting: [CheckedContinuation<Void, Never>] = []
            if orders.hasRoom { swap(&waiting, &state.waiting) }
            let inquirers = orders.answers.compactMap { number, answer in
                state.inquirers.removeValue(forKey: number).map { ($0, answer) }
            }
            let readers = orders.texts.compactMap { number, text in
                state.readers.removeValue(forKey: number).map { ($0, text) }
            }
            return (orders, waiting, inquirers, readers, state.machine.hasOutgoing)
        }
        for waiter in waiting { waiter.resume() }
        for (inquirer, answer) in inquirers { inquirer.resume(returning: answer) }
        for (reader, text) in readers { reader.resume(returning: text) }
        for words in orders.words { warn(words) }
        if orders.isBack { returned.wake() }
        if hasOutgoing { signal.wake() }
        return orders.fault
    }
}
