import Stages
import Testing

/// Runs a test, and all that it starts, on one thread in the order in which it becomes ready.
///
/// So a step of a virtual clock comes after everybody who could run has run, however busy the machine is: on the shared
/// pool the clock would move before a stage has had its turn.
struct OneThread: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let thread = StageThread("test")
        defer { thread.stop() }
        try await withTaskExecutorPreference(thread) { try await function() }
    }
}

extension Trait where Self == OneThread {
    static var onOneThread: OneThread { OneThread() }
}
