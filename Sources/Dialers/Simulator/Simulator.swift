public import CallspoolCore
internal import Synchronization

/// The embedded engine: no telephone rings.
///
/// Every call follows from the seed, the phone number and the number of the attempt; the same attempt always goes the
/// same way, whatever else goes on. Numbers `… 555-01NN` choose their outcome, by the table in
/// `docs/engines/simulator.md`. With ring and talk spreads of zero a call takes no time at all.
///
/// Reports carry the instants at which things happened by the script, however late they are handed over.
///
/// With call records it is as an engine of its own, which goes on when the program dies: the next process finds its
/// calls live, ended, or never placed.
public final class Simulator: Dialer {
    private let clock: any ProgramClock
    private let playbook: Playbook
    private let calls = Mutex(SimulatedCalls())
    private let records: CallRecords?
    private let signal = WakeSignal()

    /// Makes a simulator that forgets everything with the process.
    public init(settings: SimulatorSettings, clock: any ProgramClock) {
        self.clock = clock
        playbook = Playbook(settings)
        records = nil
    }

    /// Makes a simulator with call records.
    ///
    /// - Parameters:
    ///   - settings: how the calls go; the same as those of the process that asks later.
    ///   - clock: the program's.
    ///   - path: the file of the records, for this simulator alone.
    /// - Throws: `EngineError` when the records cannot be kept.
    public init(settings: SimulatorSettings, clock: any ProgramClock, records path: String) throws {
        self.clock = clock
        playbook = Playbook(settings)
        records = try CallRecords(path, now: clock.now)
    }

    /// `simulator`.
    public var engine: String { "simulator" }

    /// Plays the calls until the task is canceled.
    ///
    /// At most one may run at a time. Calls that are placed while none runs wait for the next. Throws nothing.
    public func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        while !Task.isCancelled {
            let now = clock.now
            // Handed over under the lock: an inquiry must not find a call gone whose end is not reported yet.
            let work = calls.withLock { calls in
                let work = calls.work(now: now)
                if case .report(let reports) = work {
                    records?.flush(now)
                    reporting(reports)
                }
                return work
            }
            if case .sleep(let instant) = work {
                records?.flush(now)
                await clock.wait(until: instant, or: signal)
            }
        }
        records?.flush(clock.now)
    }

    /// Begins the call.
    ///
    /// - Throws: `EngineError` for the numbers and the odds that say so; nothing is reported of that attempt.
    public func place(_ attempt: Attempt) async throws(EngineError) {
        let script = playbook.script(for: attempt)
        guard script.ending != .refused else {
            throw EngineError(
                outcome: script.end.outcome,
                "simulator: cannot place \(attempt.id): the simulated engine refuses this attempt"
            )
        }
        let now = clock.now
        let isPending = records?.note(attempt.id, placedAt: now) == true
        begin(attempt, script, placedAt: now)
        if isPending { signal.wake() }
    }

    private func begin(_ attempt: Attempt, _ script: CallScript, placedAt: Timestamp) {
        if calls.withLock({ $0.add(AttemptKey(attempt), script, placedAt: placedAt) }) { signal.wake() }
    }

    /// Live calls are `live`; an end that was lost and is known is told; of the previous run's calls the records tell,
    /// and one that is still going on is reported from here on; of all others the simulator knows nothing.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        let key = AttemptKey(attempt)
        let (isLive, lostEnd, isLost) = calls.withLock { calls in
            (calls.isLive(key), calls.lostEnd(of: key), calls.isLostForGood(key))
        }
        if isLive { return .live }
        if let lostEnd { return .ended(playbook.script(for: attempt).end, at: lostEnd) }
        guard !isLost, let records else { return .unknown }
        switch records.found(attempt) {
        case .silent: return .unknown
        case .notPlaced: return .neverPlaced
        case .placed(let placedAt):
            let script = playbook.script(for: attempt)
            let inquiry = script.inquiry(placedAt: placedAt, clock.now)
            if inquiry == .live { begin(attempt, script, placedAt: placedAt) }
            return inquiry
        }
    }
}

extension Simulator: EngineProbe {
    /// That no telephone rings.
    public func findings() async -> [Finding] {
        [Finding(.warning, "the engine is the simulator: no telephone rings; see `engine` in docs/settings.md")]
    }
}
