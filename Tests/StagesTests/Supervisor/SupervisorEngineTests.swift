import CallspoolCore
import CallspoolTesting
import Logging
import Stages
import Synchronization
import Testing

@Suite("The supervisor and its engine", .onOneThread)
struct SupervisorEngineTests {
    /// How an engine leaves.
    enum Leaving: CaseIterable {
        case engineError, anotherError, byItself
    }

    private struct Broken: Error {}

    /// An engine that leaves when it has its first call, and would take any other.
    private final class LeavingDialer: Dialer {
        let engine = "leaving"
        let placed = Mutex(0)
        private let leaving: Leaving
        private let signal = WakeSignal()

        init(_ leaving: Leaving) { self.leaving = leaving }

        func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws {
            await signal.wait()
            switch leaving {
            case .engineError: throw EngineError("the login is refused")
            case .anotherError: throw Broken()
            case .byItself: return
            }
        }

        func place(_ attempt: Attempt) async throws(EngineError) {
            placed.withLock { $0 += 1 }
            signal.wake()
        }

        func inquire(_ attempt: Attempt) async -> Inquiry { .unknown }
    }

    private struct NoIntake: Intake {
        func step(_ now: Timestamp, wall: Timestamp) async throws -> IntakeReport { IntakeReport() }
    }

    private struct NoWriter: StatusWriter {
        func step() async throws -> Bool { false }
    }

    @Test(
        "An engine that leaves, however it does, ends the dialling, and the error says why",
        arguments: Leaving.allCases
    )
    func leaves(_ leaving: Leaving) async throws {
        let clock = VirtualClock()
        var log = Logger(label: "test")
        log.logLevel = .critical
        let store = ScriptedStore(
            (0..<5).map { .sample(index: $0 + 1, campaignRef: CampaignRef(Campaign(name: "sample"))) }
        )
        let desk = ScriptedDesk(store)
        let dialer = LeavingDialer(leaving)
        var settings = Settings()
        // One call at a time, and that never ends: what is placed after it would be placed without an engine.
        settings.limits = PaceLimits(callsPerSecond: nil, concurrentCalls: 1)
        let schedule = TickSchedule(minutes: [0, 15, 30, 45])
        let (statusSignal, shipSignal) = (WakeSignal(), WakeSignal())
        let supervisor = Supervisor(
            .init(
                pickup: PickupStage(intake: NoIntake(), schedule: schedule, clock: clock, log: log),
                dial: DialStage(store: store, dialer: dialer, desk: desk, settings: settings, clock: clock, log: log),
                status: StatusStage(writer: NoWriter(), signal: statusSignal, clock: clock, log: log),
                ship: nil,
                dialer: dialer,
                desk: desk,
                statusSignal: statusSignal,
                shipSignal: shipSignal
            ),
            mode: .stay,
            schedule: schedule,
            clock: clock,
            log: log,
            hasThreads: false
        )
        let run = SupervisedRun(supervisor)
        async let ended: Void = run.begin()
        // A day at most, if nothing ends it.
        let end = clock.now + .seconds(86_400)
        while !run.isOver, clock.now < end { await clock.step() }
        #expect(run.isOver, "it went on for a day without an engine")
        supervisor.drain(grace: .zero)
        while !run.isOver { await clock.step() }
        await ended
        let failure = run.failure
        let told = try #require(failure as? EngineError, "it left as if all were well: \(String(describing: failure))")
        #expect(!told.message.isEmpty)
        #expect(dialer.placed.withLock { $0 } == 1)
    }
}

/// A supervisor running, and what it came to.
private final class SupervisedRun: Sendable {
    private let supervisor: Supervisor
    private let state = Mutex<(isOver: Bool, failure: (any Error)?)>((false, nil))

    init(_ supervisor: Supervisor) { self.supervisor = supervisor }

    var isOver: Bool { state.withLock { $0.isOver } }
    var failure: (any Error)? { state.withLock { $0.failure } }

    func begin() async {
        do {
            try await supervisor.run()
            state.withLock { $0.isOver = true }
        } catch {
            state.withLock { $0 = (true, error) }
        }
    }
}
