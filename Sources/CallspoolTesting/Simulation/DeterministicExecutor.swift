internal import Synchronization

/// Runs tasks on the calling thread, one job after the other: the same seed gives the same order.
///
/// A task that is started with it as its preference runs here with all of its children. Nobody is waited for: when no
/// job is ready, everybody sleeps, and only time or the world outside can wake somebody.
public final class DeterministicExecutor: TaskExecutor {
    private struct State {
        var ready: [UnownedJob] = []
        var random: SeededRandom?
    }

    private let state: Mutex<State>

    /// Makes an executor.
    ///
    /// - Parameter random: chooses who goes next among the ready, as threads of a machine would by chance; `nil` lets
    ///   them go in the order in which they became ready.
    public init(choosing random: SeededRandom? = nil) {
        state = Mutex(State(random: random))
    }

    /// Takes a job, to be run by `run`.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    /// Runs jobs until none is ready.
    ///
    /// - Parameter limit: more jobs than this in one instant are somebody going round in circles.
    /// - Returns: whether it came to rest within the limit.
    public func run(atMost limit: Int) -> Bool {
        for _ in 0..<limit {
            guard let job = next() else { return true }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
        return false
    }

    private func next() -> UnownedJob? {
        state.withLock { state in
            guard !state.ready.isEmpty else { return nil }
            let place = state.random?.draw(0...(state.ready.count - 1)) ?? 0
            return state.ready.remove(at: place)
        }
    }
}
