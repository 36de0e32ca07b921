/// What one run of a forecast came to.
public struct ForecastRun: Sendable {
    /// The campaigns, in the order in which they were given.
    public var campaigns: [CampaignForecast]
    /// Calls placed in each quarter hour.
    public var curve: CallCurve
    /// The most calls in progress at once, and when there were first so many.
    public var top: (calls: Int, at: Timestamp)
    /// When the last call of all ends; `nil` when there is none.
    public var end: Timestamp?
    /// The call that was asked for.
    public var asked: AskedCall?
    /// Whether it was broken off at the end of what is foreseen, with calls still to come.
    public var isCut = false

    /// Calls placed.
    public var placed: Int { campaigns.reduce(0) { $0 + $1.placed } }
}

/// What becomes of a campaign.
public struct CampaignForecast: Sendable {
    /// Its name.
    public var name: String
    /// Calls placed from now on.
    public var placed = 0
    /// When the first and the last of them are placed.
    public var first, last: Timestamp?
    /// How many calls of each campaign are placed before its first, in the order of the campaigns.
    public var before: [Int] = []
    /// When its last call is final; `nil` when some never are: it is suspended, or calls are stuck.
    public var finish: Timestamp?
    /// How its calls stand in the end.
    public var counts: QueueCounts
    /// How many of the failed failed because it expired.
    public var expired = 0
    /// What keeps its calls in the end.
    public var hold: CampaignQueue.Hold?
}

/// What becomes of one call.
public enum AskedCall: Equatable, Sendable {
    /// It is placed.
    ///
    /// - Parameters:
    ///   - at: when.
    ///   - before: how many calls of each campaign go before it, in the order of the campaigns.
    case placed(at: Timestamp, before: [Int])
    /// It is over without another attempt: the campaign is stopped or expires, the number is listed.
    case closed(at: Timestamp)
    /// Not as things stand.
    case never
}
