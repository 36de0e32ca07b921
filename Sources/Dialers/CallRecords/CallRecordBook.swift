internal import NIOPosix
internal import Synchronization

/// Looks calls up in a `Master.csv`, off the pool and off the event loops.
final class CallRecordBook<Record: KeptRecord>: Sendable {
    let path: String
    private let tail: Mutex<CallRecordTail<Record>>

    init(_ path: String, reading read: @escaping @Sendable ([UInt8]) -> Record?) {
        self.path = path
        tail = Mutex(CallRecordTail(path, reading: read))
    }

    /// The records of ids, as far as there are any; none when the program is leaving.
    func records(of ids: [String]) async -> [String: Record] {
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
    func condition(reading read: @escaping @Sendable ([UInt8]) -> Record?) async -> CallRecordCondition {
        do {
            return try await NIOThreadPool.singleton.runIfActive {
                CallRecordCondition(self.path) { read(Array($0)) != nil }
            }
        } catch {
            return .empty
        }
    }
}
