public import CallspoolCore
internal import Synchronization

/// Any program as an engine: a process that is kept running, a JSON line to it for each attempt, JSON lines back.
///
/// The protocol is that of `docs/engines/command.md`. A program that dies is started again, after a rest that grows with
/// its failures; what it had is asked for in its next life, and what it never saw was not placed.
public final class CommandDialer: Dialer {
    let settings: CommandSettings
    let times: CommandTimes
    let clock: any ProgramClock
    let warn: @Sendable (String) -> Void
    let machine: Mutex<CommandMachine>
    let ordered = WakeSignal()
    let changed = Waiters()
    private let returned = WakeSignal()

    /// Makes a dialer; the program is started by `run`.
    ///
    /// - Parameters:
    ///   - settings: which program.
    ///   - clock: the program's.
    ///   - warn: takes what a person must know, the program's standard error among it.
    public convenience init(
        settings: CommandSettings,
        clock: any ProgramClock,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.init(settings: settings, times: CommandTimes(), clock: clock, warn: warn)
    }

    /// Makes a dialer that waits for its program as long as it is told.
    init(
        settings: CommandSettings,
        times: CommandTimes,
        clock: any ProgramClock,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.times = times
        self.clock = clock
        self.warn = warn
        machine = Mutex(CommandMachine(window: settings.window, times: times))
    }

    /// `command`.
    public var engine: String { "command" }

    /// Keeps the program running until the task is canceled; then stops it.
    ///
    /// Throws nothing: a program that cannot be run may be one of several trunks, and its attempts are refused.
    public func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        while !Task.isCancelled {
            await live(reporting)
            let life = machine.withLock { $0.life }
            guard case .resting(let instant, _) = life else { continue }
            // Its rest goes on by itself; what it lost meanwhile is told all the same.
            while clock.now < instant, !Task.isCancelled {
                do { try await clock.pause(.milliseconds(100)) } catch { break }
                _ = act(reporting) { $0.tick($1) }
            }
        }
        machine.withLock { $0.closed() }
        changed.wake()
    }

    /// Hands the attempt to the program.
    ///
    /// - Throws: `EngineError` when the program is not there, or has taken no notice of too many before.
    public func place(_ attempt: Attempt) async throws(EngineError) {
        let since = clock.now
        while true {
            let round = changed.round
            switch machine.withLock({ $0.place(attempt, since: since, clock.now) }) {
            case .taken: return ordered.wake()
            case .refused(let error): throw error
            case .wait: break
            }
            if Task.isCancelled { throw EngineError(outcome: .carrierError, "callspool is leaving") }
            await changed.wait(past: round, until: since + times.hello, clock)
        }
    }

    /// Asks the program; an attempt that it cannot be asked about at the moment is followed, and said to be live.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        let since = clock.now
        var round = changed.round
        var reply = machine.withLock { $0.ask(attempt, since) }
        ordered.wake()
        while true {
            if case .known(let inquiry) = reply { return inquiry }
            if Task.isCancelled { return .live }
            await changed.wait(past: round, until: since + times.hello, clock)
            round = changed.round
            reply = machine.withLock { $0.reply(to: attempt, askedAt: since, clock.now) }
        }
    }

    /// Returns when the program has said hello after it was gone.
    public func awaitReturn() async { await returned.wait() }

    /// Lets the machine decide, hands over what follows, and wakes who waits for it.
    ///
    /// Reports are handed over under the lock: an inquiry must not find a call gone whose end is not reported yet.
    ///
    /// - Returns: why the program is to be stopped, if it is.
    func act(
        _ reporting: ([AttemptReport]) -> Void,
        _ event: (inout CommandMachine, Timestamp) -> CommandMachine.Actions
    ) -> String? {
        let now = clock.now
        let (actions, hasOrders) = machine.withLock { machine in
            let actions = event(&machine, now)
            if !actions.reports.isEmpty { reporting(actions.reports) }
            return (actions, machine.hasOrders)
        }
        for words in actions.warnings { warn(words) }
        if actions.isBack { returned.wake() }
        if hasOrders { ordered.wake() }
        changed.wake()
        return actions.stop
    }
}
