internal import NIOPosix

/// Threads that may wait for a disk: what serves requests may not.
struct DiskThreads: Sendable {
    /// Does work on one of them.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await NIOThreadPool.singleton.runIfActive(work)
    }
}
