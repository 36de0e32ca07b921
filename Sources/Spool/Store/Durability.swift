public import CallspoolCore
import Synchronization

/// How much of each journal is durable: what the status side may read and tell.
///
/// A status that was told before its journal line is durable could outlive it: power lost in between, the call would be
/// stuck, and its result already with the user.
public final class Durability: Sendable {
    private let lengths = Mutex<[String: Int]>([:])
    private let signal: WakeSignal

    /// Makes an empty record.
    ///
    /// - Parameter signal: raised whenever more has become durable.
    public init(waking signal: WakeSignal) {
        self.signal = signal
    }

    /// So many bytes of a campaign's journal are durable.
    public func set(_ campaign: String, _ length: Int) {
        lengths.withLock { $0[campaign] = length }
        signal.wake()
    }

    /// How many bytes of a campaign's journal are durable, as far as this process knows.
    public func length(_ campaign: String) -> Int {
        lengths.withLock { $0[campaign] ?? 0 }
    }

    /// Forgets a campaign that is told up to a length, unless there is more by now.
    public func remove(_ campaign: String, toldUpTo length: Int) {
        lengths.withLock { lengths in
            if let known = lengths[campaign], known <= length { lengths[campaign] = nil }
        }
    }
}
