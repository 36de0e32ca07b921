import Synchronization

/// Wakes the one who waits: a wake before the wait counts, and two are one.
public final class WakeSignal: Sendable {
    private enum State {
        /// Nobody waits, and nobody woke it since the last wait.
        case idle
        /// It was raised, and nobody has waited since.
        case raised
        /// Somebody waits; goes to idle when woken or canceled.
        case awaited(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.idle)

    /// Makes an idle signal.
    public init() {}

    /// Wakes the one who waits, or the next who will.
    public func wake() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .awaited(let waiter) = state else {
                state = .raised
                return nil
            }
            state = .idle
            return waiter
        }
        waiter?.resume()
    }

    /// Returns when it is woken, or when the task is canceled.
    ///
    /// - Precondition: only one waits at a time; a second one takes the first one's place, who returns.
    public func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let toResume = state.withLock { state -> CheckedContinuation<Void, Never>? in
                    switch state {
                    case .raised:
                        state = .idle
                        return continuation
                    case .idle:
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
            wake()
        }
    }
}

extension ProgramClock {
    /// Returns at an instant, when the signal wakes it or when the task is canceled, whichever is first.
    ///
    /// - Parameters:
    ///   - instant: `nil` is never.
    ///   - signal: raised by whoever has something to do for the one who waits.
    public func wait(until instant: Timestamp?, or signal: WakeSignal) async {
        guard let instant else { return await signal.wait() }
        await wait(for: signal) { try await self.sleep(until: instant) }
    }

    /// Returns after a span of the machine's time, when the signal wakes it or when the task is canceled, whichever is
    /// first.
    ///
    /// - Parameters:
    ///   - span: `nil` is for ever.
    ///   - signal: raised by whoever has something to do for the one who waits.
    public func pause(_ span: Duration?, or signal: WakeSignal) async {
        guard let span else { return await signal.wait() }
        await wait(for: signal) { try await self.pause(span) }
    }

    private func wait(for signal: WakeSignal, or sleep: @escaping @Sendable () async throws -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await signal.wait() }
            group.addTask {
                // Canceled when the signal is raised first; the signal's own wait then decides.
                do { try await sleep() } catch { return }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
