internal import CallspoolCore
internal import Synchronization

/// What takes long to work out: whoever asks meanwhile waits for the same, and it is kept for those who come after.
final class Cache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// What a value is made of, and when it was.
    struct Edition: Equatable, Sendable {
        /// Of what: another version makes another value.
        var version: Int
        /// When.
        var made: Timestamp
    }

    private typealias Outcome = Result<Value, any Error>
    private typealias Waiter = CheckedContinuation<Outcome?, Never>

    private struct Work {
        var edition: Edition
        /// Those who wait for it.
        var waiters: [Waiter] = []
    }

    private struct State {
        var kept: [Key: (edition: Edition, value: Value)] = [:]
        var working: [Key: Work] = [:]
    }

    /// How many are kept; the one that was made first goes.
    private let most: Int
    private let state = Mutex(State())

    /// An empty one.
    init(most: Int) {
        self.most = most
    }

    /// A value.
    ///
    /// - Parameters:
    ///   - key: which.
    ///   - now: what it would be made of now.
    ///   - suits: whether one of another edition does as well.
    ///   - work: makes it.
    /// - Returns: the value, of an edition that suits.
    /// - Throws: what the work throws, also to those who waited for it.
    func value(
        _ key: Key,
        _ now: Edition,
        suits: (Edition) -> Bool,
        work: () async throws -> Value
    ) async throws -> Value {
        if let known = await known(key, now, suits) { return try known.get() }
        let outcome: Outcome
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        finish(key, now, outcome)
        return try outcome.get()
    }

    /// What is kept, or what somebody else makes already; `nil` when the caller is to make it.
    private func known(_ key: Key, _ now: Edition, _ suits: (Edition) -> Bool) async -> Outcome? {
        await withCheckedContinuation { (waiter: Waiter) in
            let known: Outcome?? = state.withLock { state in
                if let kept = state.kept[key], suits(kept.edition) { return .success(kept.value) }
                guard let work = state.working[key] else {
                    state.working[key] = Work(edition: now)
                    return .some(nil)
                }
                // What was begun before something changed is of no use to those who ask after it.
                guard suits(work.edition) else { return .some(nil) }
                state.working[key]?.waiters.append(waiter)
                return nil
            }
            if let known { waiter.resume(returning: known) }
        }
    }

    private func finish(_ key: Key, _ edition: Edition, _ outcome: Outcome) {
        let waiters = state.withLock { state -> [Waiter] in
            if case .success(let value) = outcome {
                state.kept[key] = (edition, value)
                let oldest = state.kept.min { $0.value.edition.made < $1.value.edition.made }
                if state.kept.count > most, let oldest { state.kept[oldest.key] = nil }
            }
            guard state.working[key]?.edition == edition else { return [] }
            return state.working.removeValue(forKey: key)?.waiters ?? []
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }
}
