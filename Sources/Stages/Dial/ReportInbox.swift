import CallspoolCore
import Synchronization

/// What the engine reported and the dialling side has not looked at yet.
final class ReportInbox: Sendable {
    private let reports = Mutex<[AttemptReport]>([])
    private let signal: WakeSignal

    init(waking signal: WakeSignal) {
        self.signal = signal
    }

    func put(_ new: [AttemptReport]) {
        reports.withLock { $0.append(contentsOf: new) }
        signal.wake()
    }

    func take() -> [AttemptReport] {
        reports.withLock { reports in
            defer { reports = [] }
            return reports
        }
    }

    var isEmpty: Bool { reports.withLock { $0.isEmpty } }
}
