internal import NIOPosix
internal import Synchronization

/// Looks calls up in `Master.csv`, off the pool and off the event loops.
final class CallRecordBook: Sendable {
    let path: String
    private let tail: Mutex<CallRecordTail>

    init(_ path: String, by key: CallRecord.Key) {
        self.path = path
        tail = Mutex(CallRecordTail(path, by: key))
    }

    /// The records of ids, as far as there are any; none when the program is leaving.
    func records(of ids: [String]) async -> [String: CallRecord] {
        do {
            return try await NIOThreadPool.singleton.runIfActive {
                self.tail.withLock { tail in
                    tail.follow()
                    return Dictionary(ids.compactMap { id in tail[id].map { (id, $0) } }) { first, _ in first }
                }
            }
        } catch {
            return [:]
        }
    }

    /// Whether it can be used to find channels.
    func condition() async -> CallRecordCondition {
        do {
            return try await NIOThreadPool.singleton.runIfActive { CallRecordCondition(self.path) }
        } catch {
            return .empty
        }
    }
}
