import Synchronization

/// Words for campaigns, none of them twice.
final class Tags: Sendable {
    private let last = Mutex(0)

    func next() -> String {
        last.withLock { last in
            last += 1
            return "tag\(last)"
        }
    }
}
