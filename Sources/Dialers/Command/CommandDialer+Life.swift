internal import CallspoolCore
internal import Foundation
internal import NIOCore
internal import Synchronization

// One life of the program.
extension CommandDialer {
    /// Starts the program, talks with it until one of the two leaves, and sees it off.
    func live(_ reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        let process: ChildProcess
        do throws(ChildProcess.Failure) {
            process = try ChildProcess(settings)
        } catch {
            // Nothing that a carrier could repair, or that will pass.
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
                    group.addTask { await self.hear(pipes, reporting) }
                    group.addTask { await self.write(pipes) }
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
        // Nobody listens any more, and that it left was asked of it.
        if Task.isCancelled { return }
        _ = act(reporting) { $0.died(why == Self.closed ? ending : why ?? ending, $1) }
    }

    private static let closed = "it closed its standard output"

    /// Reads both of its outputs until it closes the first; then what is still in the second, where a program that
    /// breaks says why.
    private func hear(
        _ pipes: ProgramPipes,
        _ reporting: @escaping @Sendable ([AttemptReport]) -> Void
    ) async -> String? {
        await withTaskGroup(of: Heard.self) { group in
            group.addTask { .events(await self.read(pipes, reporting)) }
            group.addTask {
                await self.listen(pipes)
                return .words
            }
            var why: String?
            var isSilent = false
            heard: while let heard = await group.next() {
                switch heard {
                case .events(let stop):
                    why = stop
                    guard stop == Self.closed, !isSilent else { break heard }
                    // Who else has its standard error open may keep it so for ever.
                    group.addTask {
                        do { try await self.clock.pause(.milliseconds(300)) } catch { return .enough }
                        return .enough
                    }
                case .words:
                    isSilent = true
                    if why != nil { break heard }
                case .enough:
                    break heard
                }
            }
            group.cancelAll()
            return why
        }
    }

    private enum Heard: Sendable {
        /// Its standard output is at its end, or why it is read no longer.
        case events(String?)
        /// Its standard error is at its end.
        case words
        /// Its standard error was waited for long enough.
        case enough
    }

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
    private func listen(_ pipes: ProgramPipes) async {
        var assembler = LineAssembler(longest: 4096)
        var budget = WarningBudget()
        do {
            for try await piece in pipes.errors {
                for line in assembler.take(piece.readableBytesView) {
                    guard case .whole(let bytes) = line, !bytes.isEmpty else { continue }
                    let text = String(decoding: bytes, as: UTF8.self)
                    for words in budget.admit("the program says: \(text.printable)", clock.now) { warn(words) }
                }
            }
        } catch {
            // A program may close it as it likes.
        }
    }

    private func tick(_ reporting: @escaping @Sendable ([AttemptReport]) -> Void) async -> String? {
        var ticker = Ticker(each: .milliseconds(200))
        while !Task.isCancelled {
            do { try await ticker.next(clock) } catch { return nil }
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
        warnings += other.warnings
        stop = stop ?? other.stop
        isBack = isBack || other.isBack
    }
}

extension String {
    /// Without what could move a terminal's cursor.
    var printable: String {
        String(unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : Character($0) })
    }
}
