/// What the waiting calls of a campaign wait for.
public struct WaitingCalls: Equatable, Sendable {
    /// Nothing but their turn.
    public var ready = 0
    /// Another attempt, after the retry interval.
    public var retry = 0
    /// The calling hours.
    public var hours = 0
    /// An attempt limit.
    public var limit = 0
    /// Their rejection: the number is listed, or no hour is open to it.
    public var refused = 0

    /// Makes a count of nothing.
    public init() {}
}

extension ForecastCampaign {
    /// What the waiting calls wait for now, each for the first that holds it.
    public func waiting(_ history: AttemptHistory, _ now: Timestamp) -> WaitingCalls {
        var waiting = WaitingCalls()
        var line = ForecastLine(self)
        var retries: Set<Int> = []
        for (index, call) in queue.waitingCalls() where call.due > now && queue.tries(index).all > 0 {
            retries.insert(index)
        }
        for index in queue.states.indices.map({ $0 + 1 }) {
            switch queue.states[index - 1].phase {
            case .queued, .waiting: break
            case .dialing, .stuck, .completed, .failed, .canceled, .rejected: continue
            }
            switch line.admission(index, history, now) {
            case .go: if retries.contains(index) { waiting.retry += 1 } else { waiting.ready += 1 }
            case .wait(_, .hours): waiting.hours += 1
            case .wait(_, .limit): waiting.limit += 1
            case .refuse: waiting.refused += 1
            }
        }
        return waiting
    }
}
