import Synchronization

/// What a test's closure found.
final class Results<Value: Sendable>: Sendable {
    private let all = Mutex<[Value]>([])

    func add(_ value: Value) { all.withLock { $0.append(value) } }

    var last: Value? { all.withLock { $0.last } }
}
