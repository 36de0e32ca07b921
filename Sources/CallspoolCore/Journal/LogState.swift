/// What a campaign's log says when its lines are applied in their order.
public struct LogState: Sendable {
    /// What was accepted.
    public let acceptance: Acceptance
    /// When.
    public let acceptedAt: Timestamp
    /// The queue after the last line.
    public private(set) var queue: CampaignQueue
    /// The number of the last line.
    public private(set) var n = 1
    /// The latest instant of any line.
    public private(set) var latest: Timestamp
    /// Whether `reported` is in it.
    public private(set) var isReported = false
    /// What was added, by tag, and the index of its first number.
    public private(set) var additions: [String: Int] = [:]

    /// Begins with the first line, which accepts the campaign.
    public init(_ acceptance: Acceptance, at: Timestamp) {
        self.acceptance = acceptance
        acceptedAt = at
        latest = at
        queue = CampaignQueue(acceptance.campaign, total: acceptance.total)
    }

    /// Applies a line.
    ///
    /// - Returns: whether it is the next one; another changes nothing.
    public mutating func apply(_ line: LogLine) -> Bool {
        guard line.n == n + 1 else { return false }
        if case .added(_, let tag) = line.change { additions[tag] = queue.total + 1 }
        queue.apply(line.change, at: line.at, position: line.position)
        n += 1
        latest = max(latest, line.at)
        isReported = isReported || line.isReported
        return true
    }
}

/// A line of a log as far as a replay needs it.
public struct LogLine: Sendable {
    /// Its number.
    public var n: Int
    /// When it happened.
    public var at: Timestamp
    /// Where it stands.
    public var position: LogPosition
    /// What it means for the queue.
    public var change: QueueChange
    /// Whether every record is shipped or given up.
    public var isReported: Bool

    /// Makes a line.
    public init(n: Int, at: Timestamp, position: LogPosition, change: QueueChange, isReported: Bool = false) {
        self.n = n
        self.at = at
        self.position = position
        self.change = change
        self.isReported = isReported
    }

    /// Reads a line, no further than needed.
    ///
    /// - Throws: `JSONLineError` when the line does not say what it must.
    public init(_ line: JournalLine, at position: LogPosition) throws(JSONLineError) {
        self.init(
            n: line.n,
            at: try line.instant(),
            position: position,
            change: try QueueChange(line),
            isReported: line.isEvent("reported")
        )
    }
}
