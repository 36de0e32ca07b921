public import CallspoolCore
public import Logging
import Synchronization

/// PICKUP: takes campaign files in at every tick.
public final class PickupStage: Sendable {
    /// A file that is to be still for longer than this is not waited for, but left to the next tick.
    private static let patience = Duration.seconds(60)

    private let intake: any Intake
    private let schedule: TickSchedule
    private let clock: any ProgramClock
    private let log: Logger
    private let busy = Mutex(true)
    private let failed = Mutex(false)
    /// What was told of files that are not taken: once is enough, while they lie there.
    private let untaken = Mutex<Set<String>>([])

    /// Makes the stage.
    ///
    /// - Parameters:
    ///   - intake: what it does.
    ///   - schedule: when.
    ///   - clock: the program's.
    ///   - log: for what a person must know.
    public init(intake: any Intake, schedule: TickSchedule, clock: any ProgramClock, log: Logger) {
        self.intake = intake
        self.schedule = schedule
        self.clock = clock
        self.log = log
    }

    /// Whether it has nothing to do until the next tick.
    public var isIdle: Bool { busy.withLock { !$0 } }

    /// Whether the last pass could not do all of its work: a file, or the drop zone, could not be worked with.
    public var hasFailed: Bool { failed.withLock { $0 } }

    /// Works until the task is canceled.
    ///
    /// - Parameters:
    ///   - beginNow: whether to begin at once, or with the next tick.
    ///   - ready: waited for before each pass: what is asked of the files that wait goes first.
    ///   - began: called at the beginning of each look, which may be of several passes.
    ///   - passed: called after each pass, before `isIdle` says so.
    ///   - idle: called when `isIdle` has come to say so.
    public func run(
        beginNow: Bool,
        ready: @Sendable () async -> Void = {},
        began: @Sendable () -> Void = {},
        passed: @Sendable (IntakeReport) -> Void,
        idle: @Sendable () -> Void = {}
    ) async {
        do {
            if !beginNow { try await waitForTick(idle) }
            began()
            while true {
                busy.withLock { $0 = true }
                await ready()
                try Task.checkCancellation()
                let report = await step()
                let wait = report.readyIn.flatMap { $0 <= PickupStage.patience ? $0 : nil }
                passed(report)
                if let wait {
                    try await clock.pause(wait + .milliseconds(50))
                } else {
                    try await waitForTick(idle)
                    began()
                }
            }
        } catch {
            return  // Canceled: nothing else is thrown here.
        }
    }

    private func waitForTick(_ idle: @Sendable () -> Void) async throws {
        busy.withLock { $0 = false }
        idle()
        try await clock.sleep(until: schedule.next(after: clock.now))
    }

    private func step() async -> IntakeReport {
        do {
            let report = try await intake.step(clock.now, wall: clock.wall)
            tell(report)
            failed.withLock { $0 = !report.postponed.isEmpty }
            return report
        } catch {
            failed.withLock { $0 = true }
            log.error("campaign files cannot be accepted: \(StoreError(any: error).message); they stay in incoming/")
            return IntakeReport()
        }
    }

    private func tell(_ report: IntakeReport) {
        for words in report.removed { log.warning("\(words)") }
        for one in report.accepted {
            let rejected = one.rejected == 0 ? "" : ", \(one.rejected) of them cannot be dialled"
            let noun = one.total == 1 ? "number" : "numbers"
            let words = one.isAddition ? "added to" : "accepted"
            log.notice("\(words) \(one.campaign) from \(one.file): \(one.total) \(noun)\(rejected)")
            for warning in one.warnings { log.notice("\(warning)") }
            for warning in one.unanswered { log.warning("\(warning)") }
        }
        let known = untaken.withLock { known in
            defer { known = Set(report.untaken) }
            return known
        }
        for words in report.untaken where !known.contains(words) { log.warning("\(words)") }
        for one in report.refused {
            let more = one.reasons.count > 1 ? " (and \(one.reasons.count - 1) more)" : ""
            log.error(
                "refused \(one.file): \(one.reasons.first?.description ?? "")\(more); see rejected/\(one.keptAs).why"
            )
        }
        for words in report.postponed {
            log.error("not accepted, and left in incoming/: \(words); it is tried again at the next tick")
        }
    }
}
