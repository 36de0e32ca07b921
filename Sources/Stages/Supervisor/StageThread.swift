import Foundation
import Synchronization

/// A thread of a stage's own: what runs on it may block, on a disk mostly, without holding up anybody else.
///
/// The cooperative pool has as many threads as there are cores; one `fdatasync` on it would hold up half the program of
/// a small machine.
public final class StageThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isOver = false
    }

    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: for those who look at the process.
    ///   - niceness: 0 to 19; how much it stands back behind the others (`nice(2)`; Linux gives each thread its own).
    public init(_ name: String, niceness: Int32 = 0) {
        Thread.detachNewThread { [self] in
            Thread.current.name = name
            if niceness > 0 { _ = nice(niceness) }
            run()
        }
    }

    /// Takes a job; the thread runs them in the order in which they came.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        work.signal()
    }

    /// Ends the thread when everything that was taken is done.
    public func stop() {
        state.withLock { $0.isOver = true }
        work.signal()
    }

    private func run() {
        while true {
            work.wait()
            let (jobs, isOver) = state.withLock { state in
                defer { state.jobs.removeAll(keepingCapacity: true) }
                return (state.jobs, state.isOver)
            }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            if isOver, jobs.isEmpty { return }
        }
    }
}
