import CallspoolCore
import Synchronization

/// What the engine reported and the dialling side has not looked at yet.
final class ReportInbox: Sendable {
    private let reports = Mutex<[AttemptReport]>([])
    private let bell: Bell

    init(ringing bell: Bell) {
        self.bell = bell
    }

    func put(_ new: [AttemptReport]) {
        reports.withLock { $0.append(contentsOf: new) }
        bell.ring()
    }

    func take() -> [AttemptReport] {
        reports.withLock { reports in
            defer { reports = [] }
            return reports
        }
    }

    var isEmpty: Bool { reports.withLock { $0.isEmpty } }
}
