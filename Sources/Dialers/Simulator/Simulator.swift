public import CallspoolCore
internal import Synchronization

/// The embedded engine: no telephone rings.
///
/// Every call follows from the seed, the phone number and the number of the attempt; the same attempt always goes the
/// same way, whatever else goes on. Numbers `… 555-01NN` choose their outcome, by the table in
/// `docs/engines/simulator.md`. With ring and talk spreads of zero a call takes no time at all.
///
/// Reports carry the instants at which things happened by the script, however late they are handed over.
public final class Simulator: Dialer {
    private let clock: any ProgramClock
    private let playbook: Playbook
    private let calls = Mutex(LiveCalls())
    private let bell = Bell()

    /// Makes a simulator.
    public init(settings: SimulatorSettings, clock: any ProgramClock) {
        self.clock = clock
        playbook = Playbook(settings)
    }

    /// `simulator`.
    public var engine: String { "simulator" }

    /// Plays the calls until the task is canceled.
    ///
    /// At most one may run at a time. Calls that are placed while none runs wait for the next. Throws nothing.
    public func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async {
        while !Task.isCancelled {
            let now = clock.now
            // Handed over under the lock: an inquiry must not find a call gone whose end is not told yet.
            let work = calls.withLock { calls in
                let work = calls.work(now: now)
                if case .report(let reports) = work { reporting(reports) }
                return work
            }
            if case .sleep(let instant) = work { await clock.wait(until: instant, or: bell) }
        }
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
        let key = AttemptKey(attempt)
        if calls.withLock({ $0.add(key, script, placedAt: now) }) { bell.ring() }
    }

    /// Live calls are `live`; an end that was lost and is known is told; of all others the simulator knows nothing.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        let key = AttemptKey(attempt)
        let (isLive, lostEnd) = calls.withLock { ($0.isLive(key), $0.lostEnd(of: key)) }
        if isLive { return .live }
        guard let lostEnd else { return .unknown }
        return .ended(playbook.script(for: attempt).end, at: lostEnd)
    }
}

extension Simulator: EngineProbe {
    /// That no telephone rings.
    public func findings() async -> [Finding] {
        [Finding(.warning, "the engine is the simulator: no telephone rings; see `engine` in docs/settings.md")]
    }
}
