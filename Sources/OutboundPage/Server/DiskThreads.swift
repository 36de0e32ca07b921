internal import NIOPosix

/// Threads that may wait for a disk, or work for long: what serves requests may not.
struct DiskThreads: Sendable {
    // They live as long as the process.
    private static let looking = pool(8)
    private static let pondering = pool(1)

    private static func pool(_ count: Int) -> NIOThreadPool {
        let threads = NIOThreadPool(numberOfThreads: count)
        threads.start()
        return threads
    }

    /// Does work that takes moments: a look at the spool, a page.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await DiskThreads.looking.runIfActive(work)
    }

    /// Does work that takes seconds where there are many calls, a forecast or a report: it waits for others of its kind,
    /// and no page waits for it that does not ask for it.
    func runLong<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await DiskThreads.pondering.runIfActive(work)
    }
}
