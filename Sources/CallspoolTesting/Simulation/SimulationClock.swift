public import CallspoolCore
internal import Synchronization

/// A clock whose time of day can be set back while its time goes on.
public final class SimulationClock: ProgramClock {
    private struct Sleeper {
        var id: Int
        /// An instant of the time of day, or of the time that passed.
        var until: Timestamp?
        var elapsed: Int64?
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsed: Int64 = 0
        var origin: Timestamp
        var lastID = 0
        var sleepers: [Sleeper] = []

        var now: Timestamp { origin + .milliseconds(elapsed) }

        func wake(_ sleeper: Sleeper) -> Int64 {
            sleeper.until.map { ($0 - origin).milliseconds } ?? sleeper.elapsed ?? .max
        }
    }

    private let state: Mutex<State>

    /// Makes a clock that shows an instant.
    public init(_ now: Timestamp) {
        state = Mutex(State(origin: now))
    }

    /// The time of day.
    public var now: Timestamp { state.withLock { $0.now } }

    /// The same as `now`.
    public var wall: Timestamp { now }

    /// The milliseconds that truly passed.
    public var elapsed: Int64 { state.withLock { $0.elapsed } }

    /// When the next sleeper wakes, in milliseconds that passed; `nil` when nobody sleeps.
    public var nextWake: Int64? { state.withLock { state in state.sleepers.map(state.wake).min() } }

    /// Lets time pass up to then, and wakes those whose time has come.
    public func pass(to elapsed: Int64) {
        let due = state.withLock { state in
            state.elapsed = max(state.elapsed, elapsed)
            let now = state.elapsed
            let due = state.sleepers.filter { state.wake($0) <= now }
            state.sleepers.removeAll { sleeper in due.contains { $0.id == sleeper.id } }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Sets the time of day back; no time passes.
    public func setBack(by span: Duration) {
        state.withLock { $0.origin = $0.origin - span }
    }

    /// Sleeps until the time of day is that.
    public func sleep(until instant: Timestamp) async throws {
        try await sleep(instant, nil)
    }

    /// Sleeps for that much time.
    public func pause(_ span: Duration) async throws {
        try await sleep(nil, elapsed + max(0, span.milliseconds))
    }

    private func sleep(_ until: Timestamp?, _ elapsed: Int64?) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // Everything is on one thread: a task that is not canceled here is not before it sleeps.
                if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
                let sleeper = Sleeper(id: id, until: until, elapsed: elapsed, continuation: continuation)
                let isOver = state.withLock { state in
                    guard state.wake(sleeper) > state.elapsed else { return true }
                    state.sleepers.append(sleeper)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let place = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
                return state.sleepers.remove(at: place)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
