internal import CallspoolCore
internal import Synchronization

/// A dialer running, what was placed with it and what it reported.
final class DialerTrial: Sendable {
    /// An attempt that was handed to the dialer.
    struct Placed: Sendable {
        var attempt: Attempt
        var at: Timestamp
        var refusal: EngineError?
    }

    private struct Attendance: Hashable {
        var key: CallKey
        var attempt: Int
    }

    private struct Log {
        var placed: [Placed] = []
        var reports: [AttemptReport] = []
        var ended: Set<Attendance> = []
        var runFailure: String?
        var hasReturned = false
    }

    let rig: DialerRig
    private let patience: Int
    private let log = Mutex(Log())

    init(_ rig: DialerRig, patience: Int) {
        self.rig = rig
        self.patience = patience
    }

    /// Runs the dialer around a body, then cancels it.
    ///
    /// - Returns: what the dialer's `run` itself did wrong.
    func run(_ body: () async -> Void) async -> [String] {
        // Not a child task: a dialer that ignores its cancellation must be told of, and a child would be waited for
        // without end.
        let running = Task { [self] in
            do {
                try await rig.dialer.run { [self] in take($0) }
            } catch {
                log.withLock { $0.runFailure = "\(error)" }
            }
            log.withLock { $0.hasReturned = true }
        }
        await body()
        let hasReturnedEarly = log.withLock { $0.hasReturned }
        running.cancel()
        let hasReturned = await wait { $0.hasReturned }
        var faults: [String] = []
        if hasReturnedEarly { faults.append("run returned before it was canceled") }
        if !hasReturned { faults.append("run did not return when it was canceled") }
        if let failure = log.withLock({ $0.runFailure }) { faults.append("run threw: \(failure)") }
        return faults
    }

    /// Hands over an attempt and notes how that went.
    func place(_ attempt: Attempt) async {
        var placed = Placed(attempt: attempt, at: rig.clock.now)
        do throws(EngineError) {
            try await rig.dialer.place(attempt)
        } catch {
            placed.refusal = error
        }
        log.withLock { $0.placed.append(placed) }
    }

    /// Notes an attempt that a previous dialer placed, and whose end this one is to report.
    func adopt(_ previous: Placed) {
        log.withLock { $0.placed.append(previous) }
    }

    /// The trial of a dialer as a new process makes it, over the same engine; `nil` where there is none.
    func restarted() async throws -> DialerTrial? {
        guard let dialer = try await rig.restart?() else { return nil }
        return DialerTrial(DialerRig(dialer, clock: rig.clock, letTimePass: rig.letTimePass), patience: patience)
    }

    /// Waits until every placed attempt has ended; gives up when nothing was reported for as long as patience lasts.
    func awaitEnds() async {
        await wait { log in log.ended.count >= log.placed.count { $0.refusal == nil } }
    }

    /// Waits until something was reported of an attempt, or patience is at its end.
    func awaitReport(of attempt: Attempt) async {
        await wait { log in log.reports.contains { $0.key == attempt.key && $0.attempt == attempt.number } }
    }

    /// Lets time pass, for reports that ought not to come.
    func linger() async {
        for _ in 0..<20 {
            await rig.letTimePass()
        }
    }

    /// What was placed, in the order in which `place` returned.
    var placed: [Placed] { log.withLock { $0.placed } }

    /// What was reported, in order.
    var reports: [AttemptReport] { log.withLock { $0.reports } }

    /// What was reported of one attempt, in order.
    func reports(of attempt: Attempt) -> [AttemptReport] {
        reports.filter { $0.key == attempt.key && $0.attempt == attempt.number }
    }

    /// The end of one attempt, if it was reported.
    func end(of attempt: Attempt) -> AttemptEnd? {
        for report in reports(of: attempt) {
            if case .ended(let end) = report.event { return end }
        }
        return nil
    }

    private func take(_ reports: [AttemptReport]) {
        log.withLock { log in
            log.reports += reports
            for report in reports {
                guard case .ended = report.event else { continue }
                log.ended.insert(Attendance(key: report.key, attempt: report.attempt))
            }
        }
    }

    /// Patience bounds the wait for what never comes; it counts looks, so that a slow machine has as many as a fast one.
    @discardableResult
    private func wait(until isThere: (borrowing Log) -> Bool) async -> Bool {
        var seen = -1
        var looks = 0
        while !log.withLock({ isThere($0) }) {
            let count = log.withLock { $0.reports.count }
            if count != seen { looks = 0 }
            if looks >= patience { return false }
            looks += 1
            seen = count
            await rig.letTimePass()
        }
        return true
    }
}
