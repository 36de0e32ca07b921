public import CallspoolCore
import Synchronization

/// A clock that moves only when it is told to.
public final class VirtualClock: ProgramClock {
    private struct Sleeper {
        var id: Int
        var until: Timestamp
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Timestamp
        var lastID = 0
        var sleepers: [Sleeper] = []
        var canceled: Set<Int> = []
    }

    private let state: Mutex<State>

    /// Makes a clock that stands at an instant.
    public init(_ now: Timestamp = Timestamp(seconds: 1_763_892_900)) {
        state = Mutex(State(now: now))
    }

    /// Where it stands.
    public var now: Timestamp { state.withLock { $0.now } }

    /// The same as `now`.
    public var wall: Timestamp { now }

    /// The earliest instant somebody sleeps until.
    public var nextWake: Timestamp? { state.withLock { $0.sleepers.map(\.until).min() } }

    /// Moves on, or back, and wakes those whose time has come.
    public func move(to instant: Timestamp) {
        let due = state.withLock { state in
            state.now = instant
            let due = state.sleepers.filter { $0.until <= instant }
            state.sleepers.removeAll { $0.until <= instant }
            return due
        }
        for sleeper in due {
            sleeper.continuation.resume()
        }
    }

    /// Moves on by a span.
    public func advance(by span: Duration) {
        move(to: now + span)
    }

    /// Sleeps until somebody moves the clock there.
    public func sleep(until instant: Timestamp) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.canceled.remove(id) != nil { return .failure(CancellationError()) }
                    if state.now >= instant { return .success(()) }
                    state.sleepers.append(Sleeper(id: id, until: instant, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let place = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.canceled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: place)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Sleeps until somebody moves the clock that far.
    public func pause(_ span: Duration) async throws {
        try await sleep(until: now + span)
    }
}
