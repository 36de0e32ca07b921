import CallspoolCore
import CallspoolTesting
import Synchronization
import Testing

@testable import Dialers

// The limit only turns a hang into a failure.
@Suite("The simulator")
struct SimulatorTests {
    /// A simulator running on a virtual clock, until the body returns.
    private func withSimulator(
        _ settings: SimulatorSettings = SimulatorSettings(),
        _ body: (Simulator, VirtualClock, Reports) async throws -> Void
    ) async throws {
        let clock = VirtualClock()
        let simulator = Simulator(settings: settings, clock: clock)
        let reports = Reports()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await simulator.run { reports.take($0) } }
            try await body(simulator, clock, reports)
            group.cancelAll()
        }
    }

    private static let instant: SimulatorSettings = {
        var settings = SimulatorSettings()
        settings.ring = .init(from: .zero, to: .zero)
        settings.talk = .init(from: .zero, to: .zero)
        return settings
    }()

    @Test("a call's reports carry the instants of its script, however late they come")
    func instants() async throws {
        try await withSimulator { simulator, clock, reports in
            let attempt = Attempt.sample("+16175550103")
            let script = Playbook(SimulatorSettings()).script(for: attempt)
            let placedAt = clock.now
            try await simulator.place(attempt)
            clock.advance(by: .seconds(3_600))
            await reports.wait(for: 3)
            let ringing = try #require(script.ringingAfter)
            let connected = try #require(script.connectedAfter)
            #expect(reports.all.map(\.event) == [.ringing, .connected, .ended(script.end)])
            #expect(reports.all.map(\.at) == [ringing, connected, script.endedAfter].map { placedAt + $0 })
            #expect(reports.all.allSatisfy { $0.key == attempt.key && $0.attempt == 1 })
        }
    }

    @Test("nothing is reported before its time, and each is at its time")
    func onTime() async throws {
        try await withSimulator { simulator, clock, reports in
            let attempt = Attempt.sample("+16175550103")
            let script = Playbook(SimulatorSettings()).script(for: attempt)
            let placedAt = clock.now
            try await simulator.place(attempt)
            for (count, span) in zip(1..., [script.ringingAfter, script.connectedAfter, script.endedAfter]) {
                let due = placedAt + (try #require(span))
                clock.move(to: due - .milliseconds(1))
                for _ in 0..<50 { await Task.yield() }
                #expect(reports.all.count == count - 1)
                clock.move(to: due)
                await reports.wait(for: count)
            }
        }
    }

    @Test("a call that is placed while the simulator sleeps for a later one is on time")
    func earlierCallWakes() async throws {
        try await withSimulator { simulator, clock, reports in
            // Rings to its limit; 14 is over in under a second.
            try await simulator.place(.sample("+16175550121", index: 1))
            clock.advance(by: .seconds(10))
            await reports.wait(for: 1)
            try await simulator.place(.sample("+16175550114", index: 2))
            clock.advance(by: .seconds(1))
            await reports.wait(for: 4)
            #expect(reports.all.dropFirst().allSatisfy { $0.key.index == 2 })
        }
    }

    @Test("of many calls everything that is due is handed over at once, in the order of time")
    func ordered() async throws {
        try await withSimulator { simulator, clock, reports in
            for index in Int32(1)...500 {
                try await simulator.place(.sample("+1617555010\(index % 10)", index: index))
            }
            clock.advance(by: .seconds(3_600))
            await reports.wait(for: 1_500)
            #expect(reports.all.map(\.at) == reports.all.map(\.at).sorted())
        }
    }

    @Test("an answer that only the end tells of has its instant")
    func unannounced() async throws {
        try await withSimulator { simulator, clock, reports in
            let attempt = Attempt.sample("+16175550116")
            let script = Playbook(SimulatorSettings()).script(for: attempt)
            let placedAt = clock.now
            try await simulator.place(attempt)
            clock.advance(by: .seconds(3_600))
            await reports.wait(for: 1)
            var end = script.end
            end.answeredAt = placedAt + (try #require(script.connectedAfter))
            #expect(reports.all.map(\.event) == [.ended(end)])
        }
    }

    @Test("a refused attempt throws what the table says and is not known")
    func refused() async throws {
        try await withSimulator { simulator, _, reports in
            for (number, outcome) in [("+16175550152", Outcome.engineError), ("+16175550153", .congestion)] {
                let attempt = Attempt.sample(number)
                let error = await #expect(throws: EngineError.self) { try await simulator.place(attempt) }
                #expect(error?.outcome == outcome)
                #expect(await simulator.inquire(attempt) == .unknown)
            }
            #expect(reports.all.isEmpty)
        }
    }

    @Test("an end that is lost for good is never told", arguments: [SimulatorSettings(), instant])
    func lost(settings: SimulatorSettings) async throws {
        try await withSimulator(settings) { simulator, clock, reports in
            let attempt = Attempt.sample("+16175550150")
            try await simulator.place(attempt)
            clock.advance(by: .seconds(3_600))
            // The other one ends after it.
            try await simulator.place(.sample("+16175550114", index: 2))
            clock.advance(by: .seconds(1))
            await reports.wait(for: 5)
            #expect(reports.all.filter { $0.key == attempt.key }.map(\.event) == [.ringing, .connected])
            #expect(await simulator.inquire(attempt) == .unknown)
        }
    }

    @Test("an end that is lost and known is told when asked for", arguments: [SimulatorSettings(), instant])
    func lostButKnown(settings: SimulatorSettings) async throws {
        try await withSimulator(settings) { simulator, clock, reports in
            let attempt = Attempt.sample("+16175550151")
            let script = Playbook(settings).script(for: attempt)
            let placedAt = clock.now
            try await simulator.place(attempt)
            if settings == SimulatorSettings() { #expect(await simulator.inquire(attempt) == .live) }
            clock.advance(by: .seconds(3_600))
            try await simulator.place(.sample("+16175550114", index: 2))
            clock.advance(by: .seconds(1))
            await reports.wait(for: 5)
            #expect(reports.all.filter { $0.key == attempt.key }.map(\.event) == [.ringing, .connected])
            #expect(await simulator.inquire(attempt) == .ended(script.end, at: placedAt + script.endedAfter))
        }
    }

    @Test("with zero spreads a call is over at the instant of placing, and the clock need not move")
    func latencyFree() async throws {
        try await withSimulator(Self.instant) { simulator, clock, reports in
            for digits in 0...9 {
                try await simulator.place(.sample("+1617555010\(digits)", index: Int32(digits + 1)))
            }
            try await simulator.place(.sample("+16175550121", index: 11))
            await reports.wait(for: 32)
            #expect(reports.all.allSatisfy { $0.at == clock.now })
            #expect(clock.nextWake == nil)
        }
    }

    @Test("calls placed while nobody runs it are reported by the next run")
    func placedBeforeRun() async throws {
        let clock = VirtualClock()
        let simulator = Simulator(settings: Self.instant, clock: clock)
        let attempt = Attempt.sample("+16175550100")
        try await simulator.place(attempt)
        #expect(await simulator.inquire(attempt) == .live)
        let reports = Reports()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await simulator.run { reports.take($0) } }
            await reports.wait(for: 3)
            group.cancelAll()
        }
        #expect(await simulator.inquire(attempt) == .unknown)
    }

    @Test("calls that are over leave nothing behind")
    func forgets() {
        var calls = SimulatedCalls()
        let playbook = Playbook(SimulatorSettings())
        for round in 0..<20 {
            for index in Int32(1)...50 {
                let attempt = Attempt.sample("+1617555010\(index % 10)", index: index, number: round + 1)
                _ = calls.add(AttemptKey(attempt), playbook.script(for: attempt), placedAt: Timestamp(seconds: 0))
            }
            #expect(calls.count == 50)
            _ = calls.work(now: Timestamp(seconds: 3_600))
            #expect(calls.count == 0)
            #expect(calls.slotCount == 50)
        }
    }
}

/// What a dialer reported; whoever waits for a number of reports is woken when they are there.
final class Reports: Sendable {
    private let log = Mutex<[AttemptReport]>([])
    private let signal = WakeSignal()

    var all: [AttemptReport] { log.withLock { $0 } }

    func take(_ reports: [AttemptReport]) {
        log.withLock { $0 += reports }
        signal.wake()
    }

    func wait(for count: Int) async {
        while all.count < count, !Task.isCancelled {
            await signal.wait()
        }
    }
}
