import CallspoolCore
import CallspoolTesting
import Logging
import Stages
import Synchronization
import Testing

@Suite("The status stage", .onOneThread)
struct StatusStageTests {
    /// A writer that has so much to tell, and fails as it is told to.
    private final class ScriptedWriter: StatusWriter {
        let state: Mutex<(left: Int, failures: Int, looks: Int)>

        init(left: Int, failures: Int = 0) { state = Mutex((left, failures, 0)) }

        func step() async throws -> Bool {
            try state.withLock { state in
                state.looks += 1
                if state.failures > 0 {
                    state.failures -= 1
                    throw StoreError(.full, "no room")
                }
                state.left = max(0, state.left - 1)
                return state.left > 0
            }
        }
    }

    private func run(_ writer: ScriptedWriter, isOver: @escaping @Sendable () -> Bool) async {
        let clock = VirtualClock()
        var log = Logger(label: "test")
        log.logLevel = .critical
        let signal = WakeSignal()
        let stage = StatusStage(writer: writer, signal: signal, clock: clock, log: log)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stage.run(isOver: isOver) }
            group.addTask {
                while !Task.isCancelled {
                    signal.wake()
                    await clock.step()
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    @Test("everything is told before it leaves")
    func toldAll() async {
        let writer = ScriptedWriter(left: 50)
        await run(writer) { true }
        #expect(writer.state.withLock { $0.left } == 0)
    }

    @Test("there is a look after the dialling was over, for what came last")
    func lastLook() async {
        let writer = ScriptedWriter(left: 0)
        // Over from the third question on.
        let questions = Counter()
        await run(writer) { questions.next() >= 3 }
        #expect(writer.state.withLock { $0.looks } == 3)
    }

    @Test("a disk in trouble is tried again until everything is told")
    func trouble() async {
        let writer = ScriptedWriter(left: 5, failures: 4)
        await run(writer) { writer.state.withLock { $0.failures == 0 } }
        #expect(writer.state.withLock { $0.left } == 0)
        #expect(writer.state.withLock { $0.failures } == 0)
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}
