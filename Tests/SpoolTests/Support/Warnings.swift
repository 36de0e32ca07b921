import Synchronization

/// What was warned of.
final class Warnings: Sendable {
    private let all = Mutex<[String]>([])

    var list: [String] { all.withLock { $0 } }

    func add(_ warning: String) {
        all.withLock { $0.append(warning) }
    }
}
