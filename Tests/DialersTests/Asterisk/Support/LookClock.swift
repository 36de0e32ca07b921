import CallspoolCore
import CallspoolTesting
import Synchronization

/// A clock whose time passes by the tests' looks: a busy machine makes fewer of them, and time only slower.
///
/// It creeps, so that what answers at all answers in time, and hurries while a test waits for what only time brings.
final class LookClock: ProgramClock {
    private let clock = VirtualClock()
    private let step = Mutex(LookClock.creeping)

    private static let creeping = Duration.milliseconds(1)
    private static let hurrying = Duration.milliseconds(200)

    var now: Timestamp { clock.now }
    var wall: Timestamp { clock.wall }
    func sleep(until instant: Timestamp) async throws { try await clock.sleep(until: instant) }
    func pause(_ span: Duration) async throws { try await clock.pause(span) }

    /// Moves, until the task is canceled.
    func run() async {
        while !Task.isCancelled {
            clock.advance(by: step.withLock { $0 })
            do { try await lookAgain() } catch { return }
        }
    }

    /// Hurries until something is so.
    func hurry(until what: String, _ isSo: @Sendable () async -> Bool) async throws {
        step.withLock { $0 = LookClock.hurrying }
        defer { step.withLock { $0 = LookClock.creeping } }
        try await eventually(what) { await isSo() }
    }
}
