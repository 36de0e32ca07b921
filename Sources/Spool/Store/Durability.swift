public import CallspoolCore
import Synchronization

/// How much of each journal is durable: what the status side may read and tell.
///
/// A status that was told before its journal line is durable could outlive it: power lost in between, the call would be
/// stuck, and its result already with the user.
public final class Durability: Sendable {
    private let ends = Mutex<[String: LogPosition]>([:])
    private let signal: WakeSignal

    /// Makes an empty record.
    ///
    /// - Parameter signal: raised whenever more has become durable.
    public init(waking signal: WakeSignal) {
        self.signal = signal
    }

    /// A campaign's journal is durable up to its next line.
    public func set(_ campaign: String, _ end: LogPosition) {
        ends.withLock { $0[campaign] = end }
        signal.wake()
    }

    /// Up to where a campaign's journal is durable, as far as this process knows.
    public func end(_ campaign: String) -> LogPosition {
        ends.withLock { $0[campaign] ?? 0 }
    }

    /// Forgets a campaign that is told up to a line, unless there is more by now.
    public func remove(_ campaign: String, toldUpTo end: LogPosition) {
        ends.withLock { ends in
            if let known = ends[campaign], known <= end { ends[campaign] = nil }
        }
    }
}
