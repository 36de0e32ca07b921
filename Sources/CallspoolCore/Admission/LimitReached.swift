/// Why a number may not be attempted now: the limit that holds it the longest, with the evidence.
public struct LimitReached: Hashable, Sendable {
    /// A limit on the attempts to one number.
    public enum Limit: Hashable, Sendable {
        /// So many in 24 hours.
        case perDay(Int)
        /// So many in 7 days.
        case perWeek(Int)
        /// The least time from one to the next.
        case gap(Duration)
    }

    /// The limit.
    public var limit: Limit
    /// How many attempts there were in its span.
    public var attempts: Int
    /// The first instant, in whole seconds rounded up, at which every limit lets the number be attempted.
    public var until: Timestamp

    /// Makes the evidence.
    public init(limit: Limit, attempts: Int, until: Timestamp) {
        self.limit = limit
        self.attempts = attempts
        self.until = until
    }

    /// The reason, for people.
    public var sentence: String {
        let end = "until \(until.iso8601.prefix(19))Z"
        let times = attempts == 1 ? "once" : "\(attempts) times"
        return switch limit {
        case .perDay(let most):
            "The number was attempted \(times) in 24 hours, and `per_day` is \(most): not again \(end)."
        case .perWeek(let most):
            "The number was attempted \(times) in 7 days, and `per_week` is \(most): not again \(end)."
        case .gap(let gap):
            "The number was attempted less than \(gap.components.seconds) s ago, which is `min_gap`: not again \(end)."
        }
    }
}
