internal import NIOPosix

/// Runs tasks on threads of their own: work that is asynchronous, blocks all the same, and takes long.
///
/// Reading a list of a million numbers keeps every thread busy that it gets; the pages' are others.
final class DiskExecutor: TaskExecutor {
    private static let threads = {
        // Lives as long as the process.
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        return threads
    }()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        DiskExecutor.threads.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

extension DiskThreads {
    private static let executor = DiskExecutor()

    /// Does work that has steps of its own, aside from all that pages wait for.
    func run<Result: Sendable>(
        steps work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withTaskExecutorPreference(DiskThreads.executor) { try await work() }
    }
}
