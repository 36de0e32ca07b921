public import CallspoolCore
internal import Foundation
internal import NIOCore
internal import Synchronization

/// Any program as an engine: a process that is kept running, a JSON line to it for each attempt, JSON lines back.
///
/// The protocol is that of `docs/engines/command.md`. A program that dies is started again, after a rest that grows with
/// its failures; what it had is asked for in its next life, and what it never saw was not placed.
public final class CommandDialer: Dialer {
    private let settings: CommandSettings
    private let clock: any ProgramClock
    private let remark: @Sendable (String) -> Void
    private let machine: Mutex<CommandMachine>
    private let ordered = Bell()
    private let changed = Waiters()

    /// Makes a dialer; the program is started by `run`.
    ///
    /// - Parameters:
    ///   - settings: which program.
    ///   - clock: the program's.
    ///   - remark: takes what a person must know, the program's standard error among it.
    public init(
        settings: CommandSettings,
        clock: any ProgramClock,
        remark: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.clock = clock
        self.remark = remark
        machine = Mutex(CommandMachine(window: settings.window))
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
            case .taken: return ordered.ring()
            case .refused(let error): throw error
            case .wait: break
            }
            if Task.isCancelled { throw EngineError(outcome: .carrierError, "callspool is leaving") }
            await changed.wait(past: round, until: since + CommandMachine.Patience.hello, clock)
        }
    }

    /// Asks the program; an attempt that it cannot be asked about at the moment is followed, and said to be live.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        let since = clock.now
        var round = changed.round
        var reply = machine.withLock { $0.ask(attempt, since) }
        ordered.ring()
        while true {
            if case .known(let inquiry) = reply { return inquiry }
            if Task.isCancelled { return .live }
            await changed.wait(past: round, until: since + CommandMachine.Patience.hello, clock)
            round = changed.round
            reply = machine.withLock { $0.reply(to: attempt, askedAt: since, clock.now) }
        }
    }

    /// Lets the machine decide, hands over what follows, and wakes who waits for it.
    ///
    /// Reports are handed over under the lock: an inquiry must not find a call gone whose end is not told yet.
    ///
    /// - Returns: why the program is to be stopped, if it is.
    private func act(
        _ reporting: ([AttemptReport]) -> Void,
        _ event: (inout CommandMachine, Timestamp) -> CommandMachine.Actions
    ) -> String? {
        let now = clock.now
        let (actions, hasOrders) = machine.withLock { machine in
            let actions = event(&machine, now)
            if !actions.reports.isEmpty { reporting(actions.reports) }
            return (actions, machine.hasOrders)
        }
        for words in actions.remarks { remark(words) }
        if hasOrders { ordered.ring() }
        changed.wake()
        return actions.stop
    }
}

// One life of the program.
extension CommandDialer {
    private func live(_ reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        let process: ChildProcess
        do throws(ChildProcess.Failure) {
            process = try ChildProcess(settings)
        } catch {
            // Nothing that a carrier could mend, or that will pass.
            _ = act(reporting) { $0.died(error.message, outcome: .engineError, $1) }
            return
        }
        _ = act(reporting) { machine, now in
            machine.began(now)
            return .init()
        }
        var why: String?
        do {
            why = try await ProgramPipes.open(process) { pipes in
                await withTaskGroup(of: String?.self) { group in
                    group.addTask { await self.read(pipes, reporting) }
                    group.addTask { await self.write(pipes) }
                    group.addTask { await self.listen(pipes) }
                    group.addTask { await self.tick(reporting) }
                    group.addTask { await self.watch(process) }
                    var why: String?
                    while let ended = await group.next() {
                        why = ended
                        if why != nil { break }
                    }
                    group.cancelAll()
                    return why
                }
            }
        } catch {
            why = "its pipes failed: \(error)"
        }
        let ending = await process.stop(grace: settings.stopGrace, isLeaving: why == nil || why == Self.closed)
        _ = act(reporting) { $0.died(why == Self.closed ? ending : why ?? ending, $1) }
    }

    private static let closed = "it closed its standard output"

    private func read(
        _ pipes: ProgramPipes,
        _ reporting: @escaping @Sendable ([AttemptReport]) -> Void
    ) async -> String? {
        var assembler = LineAssembler(longest: 65_536)
        do {
            for try await piece in pipes.output {
                let lines = assembler.take(piece.readableBytesView)
                let stop = act(reporting) { machine, now in
                    lines.reduce(into: CommandMachine.Actions()) { $0.add(machine.received($1, now)) }
                }
                if let stop { return stop }
            }
        } catch {
            return Task.isCancelled ? nil : "its output cannot be read: \(error)"
        }
        return Task.isCancelled ? nil : Self.closed
    }

    private func write(_ pipes: ProgramPipes) async -> String? {
        while !Task.isCancelled {
            let bytes = machine.withLock { $0.takeOrders(clock.now) }
            guard !bytes.isEmpty else {
                await ordered.wait()
                continue
            }
            do {
                try await pipes.input.write(ByteBuffer(bytes: bytes))
            } catch {
                // Its end is found out by who reads, with better words.
                return nil
            }
        }
        return nil
    }

    /// The program's standard error, as far as the log has room for it.
    private func listen(_ pipes: ProgramPipes) async -> String? {
        var assembler = LineAssembler(longest: 4096)
        var budget = RemarkBudget()
        do {
            for try await piece in pipes.errors {
                for line in assembler.take(piece.readableBytesView) {
                    guard case .whole(let bytes) = line, !bytes.isEmpty else { continue }
                    let text = String(decoding: bytes, as: UTF8.self)
                    for words in budget.admit("the program says: \(text.printable)", clock.now) { remark(words) }
                }
            }
        } catch {
            // A program may close it as it likes.
            return nil
        }
        return nil
    }

    private func tick(_ reporting: @escaping @Sendable ([AttemptReport]) -> Void) async -> String? {
        while !Task.isCancelled {
            do { try await clock.pause(.milliseconds(200)) } catch { return nil }
            if let stop = act(reporting, { $0.tick($1) }) { return stop }
        }
        return nil
    }

    /// Sees when the process ends and leaves others behind that keep its pipes open.
    private func watch(_ process: ChildProcess) async -> String? {
        do {
            while !process.hasEnded { try await clock.pause(.milliseconds(100)) }
            process.signal(SIGKILL)
            // Who reads sees the end of the pipe, and everything that was in it; this is for when it does not.
            try await clock.pause(.seconds(1))
            return Self.closed
        } catch {
            return nil
        }
    }
}

extension CommandMachine.Actions {
    /// The same, and what came after.
    fileprivate mutating func add(_ other: Self) {
        reports += other.reports
        remarks += other.remarks
        stop = stop ?? other.stop
    }
}

extension String {
    /// Without what could move a terminal's cursor.
    fileprivate var printable: String {
        String(unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : Character($0) })
    }
}
