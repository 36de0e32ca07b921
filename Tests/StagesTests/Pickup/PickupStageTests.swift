import CallspoolCore
import CallspoolTesting
import Logging
import Stages
import Synchronization
import Testing

@Suite("The pickup stage", .onOneThread)
struct PickupStageTests {
    /// An intake that remembers when it was asked, and says what it is told to.
    private final class ScriptedIntake: Intake {
        let passes = Mutex<[Timestamp]>([])
        private let answer: @Sendable (_ pass: Int) throws -> IntakeReport

        init(_ answer: @escaping @Sendable (_ pass: Int) throws -> IntakeReport) { self.answer = answer }

        func step(_ now: Timestamp, wall: Timestamp) async throws -> IntakeReport {
            let pass = passes.withLock { passes in
                passes.append(now)
                return passes.count
            }
            return try answer(pass)
        }
    }

    /// What was answered, in order.
    private final class Answers: Sendable {
        private let answers = Mutex<[Bool]>([])

        var all: [Bool] { answers.withLock { $0 } }

        func add(_ answer: Bool) { answers.withLock { $0.append(answer) } }
    }

    private final class Verdicts: Sendable {
        let list = Mutex<[Bool]>([])
    }

    /// 10:07 in UTC.
    private let begin = Timestamp(
        Timestamp.Civil(year: 2026, month: 11, day: 23, hour: 10, minute: 7)
    )

    /// The instants at which files are looked for, as minutes and seconds after the beginning.
    private func passes(
        _ count: Int,
        beginNow: Bool,
        _ answer: @escaping @Sendable (_ pass: Int) throws -> IntakeReport
    ) async -> [Duration] {
        let clock = VirtualClock(begin)
        let intake = ScriptedIntake(answer)
        var log = Logger(label: "test")
        log.logLevel = .critical
        let schedule = TickSchedule(minutes: [0, 15, 30, 45])
        let stage = PickupStage(intake: intake, schedule: schedule, clock: clock, log: log)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stage.run(beginNow: beginNow, passed: { _ in }) }
            for _ in 0..<500 where intake.passes.withLock({ $0.count }) < count { await clock.step() }
            group.cancelAll()
            await group.waitForAll()
        }
        return intake.passes.withLock { $0 }.prefix(count).map { $0 - begin }
    }

    @Test("files are looked for at every tick")
    func ticks() async {
        let passes = await passes(3, beginNow: false) { _ in IntakeReport() }
        #expect(passes == [.seconds(480), .seconds(1380), .seconds(2280)])
    }

    @Test("a tick looks at once, and again when a young file is ready")
    func young() async {
        let passes = await passes(3, beginNow: true) { pass in
            var report = IntakeReport()
            if pass == 1 { report.readyIn = .seconds(4) }
            return report
        }
        #expect(passes == [.zero, .milliseconds(4050), .seconds(480)])
    }

    @Test(
        "it says whether the last pass could do all of its work, until one can",
        arguments: ["file", "disk", "nothing"]
    )
    func failed(what: String) async {
        let clock = VirtualClock(begin)
        let intake = ScriptedIntake { pass in
            var report = IntakeReport()
            if pass == 1, what == "disk" { throw StoreError(.unavailable, "no disk") }
            if pass == 1, what == "file" { report.postponed = ["a.yaml: cannot be read"] }
            return report
        }
        var log = Logger(label: "test")
        log.logLevel = .critical
        let schedule = TickSchedule(minutes: [0, 15, 30, 45])
        let stage = PickupStage(intake: intake, schedule: schedule, clock: clock, log: log)
        let said = Answers()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await stage.run(beginNow: true, passed: { _ in said.add(stage.hasFailed) })
            }
            for _ in 0..<500 where said.all.count < 2 { await clock.step() }
            group.cancelAll()
            await group.waitForAll()
        }
        #expect(said.all.prefix(2) == [what != "nothing", false])
    }

    @Test("a disk in trouble is tried again")
    func trouble() async {
        let passes = await passes(2, beginNow: true) { _ in throw StoreError(.full, "no room") }
        #expect(passes.count == 2)
        #expect((passes.last ?? .zero) > .zero)
    }

    @Test("a pass that could not do its work is remembered until one could")
    func failed() async {
        var left = IntakeReport()
        left.postponed = ["a.yaml: the disk would not"]
        left.readyIn = .seconds(1)
        for first in [Result<IntakeReport, StoreError>.failure(StoreError(.full, "no room")), .success(left)] {
            let clock = VirtualClock(begin)
            let intake = ScriptedIntake { pass in try pass == 1 ? first.get() : IntakeReport() }
            var log = Logger(label: "test")
            log.logLevel = .critical
            let stage = PickupStage(intake: intake, schedule: TickSchedule(minutes: [0]), clock: clock, log: log)
            let verdicts = Verdicts()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await stage.run(
                        beginNow: true,
                        passed: { _ in verdicts.list.withLock { $0.append(stage.hasFailed) } }
                    )
                }
                for _ in 0..<500 where verdicts.list.withLock({ $0.count }) < 2 { await clock.step() }
                group.cancelAll()
                await group.waitForAll()
            }
            #expect(verdicts.list.withLock { Array($0.prefix(2)) } == [true, false])
        }
    }
}
