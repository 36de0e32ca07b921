import CallspoolCore
import Dialers
import Testing

@Suite("The return of engines in a group")
struct TrunkGroupReturnTests {
    /// An engine that goes away and comes back.
    private struct Fickle: Dialer {
        let signal = WakeSignal()
        var engine: String { "fickle" }

        func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws {}
        func place(_ attempt: Attempt) async throws(EngineError) {}
        func inquire(_ attempt: Attempt) async -> Inquiry { .unknown }
        func awaitReturn() async { await signal.wait() }
    }

    @Test("one that comes back is told, whichever it is, also when it did so before anybody waited")
    func one() async {
        let (first, second) = (Fickle(), Fickle())
        let group = TrunkGroup([("east", first), ("west", second)])
        second.signal.wake()
        await group.awaitReturn()
        first.signal.wake()
        await group.awaitReturn()
    }

    @Test("engines that cannot go away are waited for until the task is canceled")
    func never() async {
        let simulator = Simulator(settings: SimulatorSettings(), clock: SystemTime())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await TrunkGroup([(nil, simulator)]).awaitReturn() }
            group.cancelAll()
        }
    }
}

/// A clock that nobody reads.
private struct SystemTime: ProgramClock {
    var now: Timestamp { Timestamp(milliseconds: 0) }
    var wall: Timestamp { now }
    func sleep(until instant: Timestamp) async throws {}
    func pause(_ span: Duration) async throws {}
}
