internal import CallspoolCore
internal import Synchronization

/// Several who wait for one thing to change, each with a signal of its own.
final class Waiters: Sendable {
    private struct State {
        var round = 0
        var signals: [WakeSignal] = []
    }

    private let state = Mutex(State())

    /// Which change was the last: read before looking, and given to `wait`, so that no change is slept through.
    var round: Int { state.withLock { $0.round } }

    /// Something has changed.
    func wake() {
        let signals = state.withLock { state in
            state.round += 1
            defer { state.signals = [] }
            return state.signals
        }
        for signal in signals { signal.wake() }
    }

    /// Returns when something has changed since a round, at an instant, or when the task is canceled.
    func wait(past round: Int, until instant: Timestamp, _ clock: any ProgramClock) async {
        let signal = WakeSignal()
        let isLate = state.withLock { state in
            if state.round == round { state.signals.append(signal) }
            return state.round != round
        }
        if isLate { return }
        await clock.wait(until: instant, or: signal)
        state.withLock { state in state.signals.removeAll { $0 === signal } }
    }
}
