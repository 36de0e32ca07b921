/// How often one number may be attempted, over all campaigns of the spool; `nil` is not a limit.
public struct AttemptLimits: Equatable, Sendable {
    /// Attempts in any 24 hours.
    public var perDay: Int?
    /// Attempts in any 7 days.
    public var perWeek: Int?
    /// The least time from one attempt to the next.
    public var minGap: Duration?

    /// Makes limits; by default none.
    public init(perDay: Int? = nil, perWeek: Int? = nil, minGap: Duration? = nil) {
        self.perDay = perDay
        self.perWeek = perWeek
        self.minGap = minGap
    }

    /// Whether nothing is limited.
    public var isOff: Bool {
        perDay == nil && perWeek == nil && (minGap ?? .zero) <= .zero
    }
}
