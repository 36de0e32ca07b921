internal import CallspoolCore
internal import Synchronization

/// The simulator's call records, for whoever places and whoever asks at the same time.
final class CallRecords: Sendable {
    /// What the records say of an attempt of the previous run.
    enum Finding: Equatable {
        /// It was placed then.
        case placed(Timestamp)
        /// It was not: they would know.
        case notPlaced
        /// They cannot know.
        case silent
    }

    private let log: Mutex<PlacingLog>
    private let since: Timestamp?
    /// What was recorded later is this process's own.
    private let begun: Timestamp

    /// Opens the records.
    init(_ path: String, now: Timestamp) throws(EngineError) {
        let log = try PlacingLog(path, now: now)
        since = log.previous.since
        begun = now
        self.log = Mutex(log)
    }

    func note(_ id: String, placedAt now: Timestamp) -> Bool {
        log.withLock { $0.note(id, placedAt: now) }
    }

    func flush(_ now: Timestamp) {
        log.withLock { $0.flush(now) }
    }

    func found(_ attempt: Attempt) -> Finding {
        if let placedAt = log.withLock({ $0.previous.placedAt(attempt.id) }) { return .placed(placedAt) }
        guard let since, let recordedAt = attempt.recordedAt, recordedAt > since, recordedAt <= begun else {
            return .silent
        }
        return .notPlaced
    }
}
