public import CallspoolCore
internal import NIOPosix
internal import Synchronization

/// Asterisk by its spool of call files, for machines where files are all that one may give it.
///
/// A file tells little: no ringing, no answer before the end, and of a call that was not answered no reason, unless
/// there are call records. `docs/engines/callfile.md` says what records say then.
public final class CallFileDialer: Dialer {
    private struct State {
        var calls: [String: FiledCall] = [:]
        var trouble: String?
    }

    let settings: CallFileSettings
    private let clock: any ProgramClock
    private let warn: @Sendable (String) -> Void
    let folders: CallFileFolders
    private let boot = CallFileFolders.boot
    private let state = Mutex(State())
    private let records: Mutex<CallRecordTail<CallRecord>?>
    private let changed = Waiters()

    /// How often the folders are looked at.
    private static let pause = Duration.milliseconds(500)
    /// How long an attempt waits for room in the folder.
    private static let patience = Duration.seconds(2)

    /// Makes a dialer.
    ///
    /// - Parameters:
    ///   - settings: which folders, and what to dial.
    ///   - clock: the program's.
    ///   - warn: takes what a person must know.
    public init(
        settings: CallFileSettings,
        clock: any ProgramClock,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.clock = clock
        self.warn = warn
        folders = CallFileFolders(settings)
        records = Mutex(settings.cdr.map { CallRecordTail($0, by: .account) })
    }

    /// `callfile`.
    public var engine: String { "callfile" }

    /// Looks at the files until the task is canceled; throws nothing.
    public func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        do throws(CallFileFolders.Failure) {
            try folders.prepare()
        } catch {
            report(trouble: error.message)
        }
        while !Task.isCancelled {
            do {
                // The disk may be slow, and the pool has few threads.
                try await NIOThreadPool.singleton.runIfActive { self.look(reporting) }
                try await clock.pause(Self.pause)
            } catch {
                return
            }
        }
    }

    /// Writes the call file aside, syncs it and renames it into the folder: from that instant it may ring a telephone.
    ///
    /// - Throws: `EngineError` when it cannot be written, or the folder has no room.
    public func place(_ attempt: Attempt) async throws(EngineError) {
        let file = try CallFile(attempt, settings, boot: boot)
        let since = clock.now
        while !reserve(attempt) {
            if clock.now - since >= Self.patience || Task.isCancelled {
                let words = "cannot place \(attempt.id): \(settings.maxLive) call files are in progress already"
                throw EngineError(outcome: .congestion, words)
            }
            await changed.wait(past: changed.round, until: since + Self.patience, clock)
        }
        do throws(CallFileFolders.Failure) {
            try folders.prepare()
            try folders.stage(file.name, file.bytes)
            try folders.move(file.name, from: .staged, to: .outgoing)
        } catch {
            folders.remove(file.name, .staged)
            state.withLock { $0.calls[attempt.id] = nil }
            report(trouble: error.message)
            throw EngineError(outcome: error.code == ENOSPC ? .carrierError : .engineError, error.message)
        }
        let now = clock.now
        state.withLock { state in
            state.calls[attempt.id]?.filed(at: now)
            state.trouble = nil
        }
    }

    /// Looks where the attempt's file lies, and what is written in it.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        if state.withLock({ $0.calls[attempt.id] != nil }) { return .live }
        let name: String
        do throws(EngineError) {
            name = try CallFile.name(of: attempt.id)
        } catch {
            return .neverPlaced
        }
        records.withLock { $0?.follow() }
        var call = FiledCall(attempt, filedAt: clock.now)
        let look = look(at: attempt.id, name)
        if look.outgoing == nil, look.archived == nil, look.withdrawn == nil {
            if let staged = folders.read(name, .staged) { return unplaced(name, staged) }
            guard let record = look.record else { return .unknown }
            let now = clock.now
            let end = FiledCall.end(CallFileTrace([]), record, call.ringLimit, now - call.ringLimit, now)
            return .ended(end, at: now)
        }
        if let archived = look.archived {
            call = FiledCall(attempt, filedAt: archived.trace.startedAt ?? archived.at)
            let isOld = clock.now - archived.at >= FiledCall.Patience.record
            if case .end(let end, let at) = call.saw(look, settings.forInquiry(isOld), clock.now) {
                return .ended(end, at: at)
            }
        }
        state.withLock { $0.calls[attempt.id] = call }
        return .live
    }

    /// A file that was staged and not renamed was not placed, as long as the machine has not been off since: then the
    /// disk may have forgotten the rename, and Asterisk dialled it all the same.
    private func unplaced(_ name: String, _ staged: CallFileTrace) -> Inquiry {
        guard !boot.isEmpty, staged.boot == boot else { return .unknown }
        folders.remove(name, .staged)
        return .neverPlaced
    }

    private func reserve(_ attempt: Attempt) -> Bool {
        let now = clock.now
        return state.withLock { state in
            guard state.calls.count < settings.maxLive else { return false }
            state.calls[attempt.id] = FiledCall(attempt, filedAt: now, stage: .staged)
            return true
        }
    }

    private func report(trouble message: String) {
        let isNew = state.withLock { state in
            defer { state.trouble = message }
            return state.trouble != message
        }
        if isNew { warn("\(message); nothing is placed") }
    }
}

// A look at all that is in progress.
extension CallFileDialer {
    private func look(_ reporting: ([AttemptReport]) -> Void) {
        let stages = state.withLock { state in state.calls.map { ($0.key, $0.value.stage) } }
        guard !stages.isEmpty else { return }
        records.withLock { $0?.follow() }
        // In one order always, so that two runs that see the same report the same.
        for (id, stage) in stages.sorted(by: { $0.0 < $1.0 }) {
            do throws(EngineError) {
                let name = try CallFile.name(of: id)
                let look = look(at: id, name, stage)
                carryOut(judge(id, look, reporting), name)
            } catch {
                // No such call can have been placed.
                continue
            }
        }
        changed.wake()
    }

    private func judge(
        _ id: String,
        _ look: FiledCall.Look,
        _ reporting: ([AttemptReport]) -> Void
    ) -> FiledCall.Action {
        let now = clock.now
        return state.withLock { state in
            guard var call = state.calls[id] else { return .wait }
            let action = call.saw(look, settings, now)
            state.calls[id] = call
            guard case .end(let end, let at) = action else { return action }
            state.calls[id] = nil
            let (key, number) = (call.attempt.key, call.attempt.number)
            // Under the lock: an inquiry must not find a call gone whose end is not reported yet.
            reporting([AttemptReport(key: key, attempt: number, at: at, event: .ended(end))])
            return action
        }
    }

    private func carryOut(_ action: FiledCall.Action, _ name: String) {
        do throws(CallFileFolders.Failure) {
            switch action {
            case .wait: break
            case .withdraw: try folders.move(name, from: .outgoing, to: .withdrawn)
            case .giveBack: try folders.move(name, from: .withdrawn, to: .outgoing)
            case .spend: folders.spend(name)
            case .end: folders.remove(name, .withdrawn)
            }
        } catch {
            // It was moved by Asterisk meanwhile; the next look sees where to.
        }
    }

    /// Looks at every place where a file in a stage can be; without one, at all there are.
    private func look(at id: String, _ name: String, _ stage: FiledCall.Stage? = nil) -> FiledCall.Look {
        var look = FiledCall.Look()
        if case .started = stage, folders.look(name, .outgoing) != nil {
            // Most looks are this one: nothing that is written in it matters any more.
            look.outgoing = CallFileTrace([])
            return look
        }
        look.record = records.withLock { $0?[CallFile.account(of: id)] }
        // In the order in which a file wanders, so that one that wanders meanwhile is seen at least once.
        if stage != .filed { look.withdrawn = folders.read(name, .withdrawn) }
        look.outgoing = folders.read(name, .outgoing)
        if let trace = folders.read(name, .archived), let sight = folders.look(name, .archived) {
            look.archived = (trace, sight.modified)
        }
        return look
    }
}

extension CallFileSettings {
    /// The same, where call records that are not there yet will not come any more.
    fileprivate func forInquiry(_ isOld: Bool) -> CallFileSettings {
        var settings = self
        if isOld { settings.cdr = nil }
        return settings
    }
}
