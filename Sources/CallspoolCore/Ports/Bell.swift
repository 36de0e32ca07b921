import Synchronization

/// Wakes the one who waits: ringing before the wait counts, and ringing twice is ringing once.
public final class Bell: Sendable {
    private enum State {
        /// Nobody waits, and it has not been rung since the last wait.
        case silent
        /// It was rung, and nobody has heard it yet.
        case rung
        /// Somebody waits; goes to silent when rung or canceled.
        case awaited(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.silent)

    /// Makes a silent bell.
    public init() {}

    /// Wakes the one who waits, or the next who will.
    public func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .awaited(let waiter) = state else {
                state = .rung
                return nil
            }
            state = .silent
            return waiter
        }
        waiter?.resume()
    }

    /// Returns when it is rung, or when the task is canceled.
    ///
    /// - Precondition: only one waits at a time; a second one takes the first one's place, who returns.
    public func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let toResume = state.withLock { state -> CheckedContinuation<Void, Never>? in
                    switch state {
                    case .rung:
                        state = .silent
                        return continuation
                    case .silent:
                        state = .awaited(continuation)
                        return nil
                    case .awaited(let first):
                        state = .awaited(continuation)
                        return first
                    }
                }
                toResume?.resume()
            }
        } onCancel: {
            ring()
        }
    }
}

extension ProgramClock {
    /// Returns at an instant, when the bell is rung or when the task is canceled, whichever is first.
    ///
    /// - Parameters:
    ///   - instant: `nil` is never.
    ///   - bell: rung by whoever has something to do for the one who waits.
    public func wait(until instant: Timestamp?, or bell: Bell) async {
        guard let instant else { return await bell.wait() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await bell.wait() }
            group.addTask {
                // Canceled when the bell is rung first; the bell's own wait then decides.
                do { try await self.sleep(until: instant) } catch { return }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
