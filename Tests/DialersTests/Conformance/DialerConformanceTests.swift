import CallspoolCore
import CallspoolTesting
import Dialers
import Synchronization
import Testing

@Suite("The conformance suite bites")
struct DialerConformanceTests {
    @Test("a dialer that breaks nothing passes")
    func sound() async throws {
        #expect(try await violations(of: nil).isEmpty)
    }

    @Test("each broken dialer is caught, for what it breaks", arguments: Flaw.allCases)
    func caught(flaw: Flaw) async throws {
        let violations = try await violations(of: flaw)
        #expect(violations.contains { $0.contains(flaw.warning) }, "\(violations)")
    }

    private func violations(of flaw: Flaw?) async throws -> [String] {
        let campaignRef = CampaignRef(Campaign(name: "conformance"))
        let latch = Latch()
        defer { latch.open() }
        var suite = DialerConformance {
            let clock = VirtualClock()
            let simulator = Simulator(settings: SimulatorSettings(), clock: clock)
            return DialerRig(FlawedDialer(simulator, clock, flaw, latch), on: clock)
        } attempt: { behaviour, index in
            let digits =
                switch behaviour {
                case .answered: flaw == .endOnlyWithoutAnswer ? "16" : "00"
                case .busy: "20"
                case .noAnswer: "21"
                case .refused: "52"
                }
            return .sample("+161755501\(digits)", index: index, campaignRef: campaignRef)
        }
        suite.many = 200
        // What a flaw withholds never comes; a sound dialer is waited for without hurry.
        if flaw != nil { suite.patience = 300 }
        return try await suite.violations()
    }
}

/// What can be wrong with a dialer.
enum Flaw: CaseIterable, Sendable {
    case doubleEnd
    case lostEnd
    case reportAfterThrow
    case reportAfterEnd
    case answerBeforeRinging
    case otherCall
    case otherAttempt
    case timeBeforePlacing
    case timeBackwards
    case ringsTooLong
    case liveForever
    case deniesLive
    case deniesPlaced
    case knowsStrangers
    case takesRefused
    case ignoresCancellation
    case returnsEarly
    case throwsOnCancellation
    case endOnlyWithoutAnswer
    case connectedButBusy
    case tellsTwoEnds

    /// Words of the violation that it must be caught with.
    var warning: String {
        switch self {
        case .doubleEnd: "its end was reported 2 times"
        case .lostEnd: "its end was not reported"
        case .reportAfterThrow: "place threw, and 1 reports came"
        case .reportAfterEnd: "a report came after its end"
        case .answerBeforeRinging: "ringing was reported after connected"
        case .otherCall, .otherAttempt: "reported and never placed"
        case .timeBeforePlacing: "is dated before placing"
        case .timeBackwards: "is dated before what was reported earlier"
        case .ringsTooLong: "it rang for"
        case .liveForever: "an attempt is live after its end"
        case .deniesLive: "an attempt in progress is"
        case .deniesPlaced: "an attempt that has ended was never placed"
        case .knowsStrangers: "an attempt that was never placed is known"
        case .takesRefused: "place took an attempt that it was to refuse"
        case .ignoresCancellation: "run did not return when it was canceled"
        case .returnsEarly: "run returned before it was canceled"
        case .throwsOnCancellation: "run threw"
        case .endOnlyWithoutAnswer: "nothing says when it was"
        case .connectedButBusy: "it was connected, and ended as busy"
        case .tellsTwoEnds: "its end is told in two ways"
        }
    }
}

/// The simulator with one thing wrong.
struct FlawedDialer: Dialer {
    private let sound: Simulator
    private let clock: VirtualClock
    private let flaw: Flaw?
    private let latch: Latch
    private let stray = Mutexed<[AttemptReport]>([])
    private let signal = WakeSignal()

    init(_ sound: Simulator, _ clock: VirtualClock, _ flaw: Flaw?, _ latch: Latch) {
        self.latch = latch
        self.sound = sound
        self.clock = clock
        self.flaw = flaw
    }

    var engine: String { "flawed" }

    func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws {
        if flaw == .returnsEarly { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sound.run { reporting($0.flatMap(spoilt)) } }
            group.addTask {
                while !Task.isCancelled {
                    await signal.wait()
                    reporting(stray.take())
                }
            }
            if flaw == .ignoresCancellation {
                group.addTask { await latch.wait() }
            }
        }
        if flaw == .throwsOnCancellation { throw CancellationError() }
    }

    func place(_ attempt: Attempt) async throws(EngineError) {
        do throws(EngineError) {
            try await sound.place(attempt)
        } catch {
            if flaw == .takesRefused { return }
            if flaw == .reportAfterThrow {
                let end = AttemptReport.Event.ended(AttemptEnd(outcome: .engineError))
                stray.append(AttemptReport(key: attempt.key, attempt: attempt.number, at: clock.now, event: end))
                signal.wake()
            }
            throw error
        }
    }

    func inquire(_ attempt: Attempt) async -> Inquiry {
        let inquiry = await sound.inquire(attempt)
        return switch flaw {
        case .liveForever: .live
        case .deniesLive: .unknown
        case .deniesPlaced: inquiry == .live ? .live : .neverPlaced
        case .knowsStrangers: .ended(AttemptEnd(outcome: .answered), at: clock.now)
        case .tellsTwoEnds: inquiry == .live ? .live : .ended(AttemptEnd(outcome: .busy), at: clock.now)
        default: inquiry
        }
    }

    private func spoilt(_ report: AttemptReport) -> [AttemptReport] {
        var report = report
        guard case .ended(var end) = report.event else {
            switch flaw {
            case .answerBeforeRinging where report.event == .connected:
                var ringing = report
                ringing.event = .ringing
                return [report, ringing]
            case .timeBackwards where report.event == .ringing: report.at = report.at + .seconds(3_600)
            case .timeBeforePlacing: report.at = report.at - .seconds(3_600)
            default: break
            }
            return [report]
        }
        switch flaw {
        case .doubleEnd: return [report, report]
        case .lostEnd: return []
        case .reportAfterEnd:
            var ringing = report
            ringing.event = .ringing
            return [report, ringing]
        case .otherCall: report.key.index += 100_000
        case .otherAttempt: report.attempt += 1
        case .ringsTooLong: report.at = report.at + .seconds(60)
        case .endOnlyWithoutAnswer: end.answeredAt = nil
        case .connectedButBusy where end.outcome == .answered: end.outcome = .busy
        default: break
        }
        report.event = .ended(end)
        return [report]
    }
}

/// Holds up whoever waits, canceled or not, until it is opened for good.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func wait() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

/// A value behind a lock, to be held by a struct.
final class Mutexed<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }
}

extension Mutexed where Value == [AttemptReport] {
    func append(_ report: AttemptReport) {
        value.withLock { $0.append(report) }
    }

    func take() -> [AttemptReport] {
        value.withLock { reports in
            defer { reports = [] }
            return reports
        }
    }
}
