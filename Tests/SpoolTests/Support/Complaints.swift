import Synchronization

/// What was warned of.
final class Complaints: Sendable {
    private let all = Mutex<[String]>([])

    var list: [String] { all.withLock { $0 } }

    func add(_ complaint: String) {
        all.withLock { $0.append(complaint) }
    }
}
