/// How many calls are in which phase.
public struct QueueCounts: Equatable, Sendable {
    /// Waiting for an attempt, the first or another.
    public var pending = 0
    /// In progress, the connected included.
    public var dialing = 0
    /// Answered.
    public var completed = 0
    /// Dialled and not answered, or expired.
    public var failed = 0
    /// Taken out of the queue.
    public var canceled = 0
    /// Not diallable.
    public var rejected = 0
    /// Outcome lost, and not settled.
    public var stuck = 0

    /// Makes a count of nothing.
    public init() {}

    /// All calls.
    public var all: Int { pending + dialing + completed + failed + canceled + rejected + stuck }

    subscript(phase: CallState.Phase) -> Int {
        get {
            switch phase {
            case .queued, .waiting: pending
            case .dialing: dialing
            case .stuck: stuck
            case .completed: completed
            case .failed: failed
            case .canceled: canceled
            case .rejected: rejected
            }
        }
        set {
            switch phase {
            case .queued, .waiting: pending = newValue
            case .dialing: dialing = newValue
            case .stuck: stuck = newValue
            case .completed: completed = newValue
            case .failed: failed = newValue
            case .canceled: canceled = newValue
            case .rejected: rejected = newValue
            }
        }
    }
}
