/// Judges whether a call may go out: the lists, the calling hours, the attempt limits, in this order.
///
/// Asked for every call just before it is claimed, so that a number listed a moment ago is not called any more.
public struct Gate: Sendable {
    private let guide = ZoneGuide()
    /// The attempts of the last days over all campaigns, as far as there are limits.
    public var history: AttemptHistory

    /// Makes a gate.
    public init(limits: AttemptLimits) {
        history = AttemptHistory(limits)
    }

    /// Judges a call.
    ///
    /// - Parameters:
    ///   - job: the call.
    ///   - campaign: its campaign.
    ///   - windows: the campaign's calling hours and the spool's.
    ///   - listing: where the number is listed, if it is.
    ///   - now: the instant judged for.
    /// - Returns: whether it may go, must wait, or is refused.
    public func admit(
        _ job: CallJob,
        of campaign: Campaign,
        windows: inout CallingWindows,
        listing: ListedNumber?,
        _ now: Timestamp
    ) -> Admission {
        if let listing { return .refuse(.listed(listing)) }
        if let closed = closed(job, campaign, &windows, now) {
            guard let opens = closed.opens else { return .refuse(.neverOpen(closed)) }
            return .wait(until: opens, .hours(closed))
        }
        if let limit = history.obstacle(job.phoneNumber, now) { return .wait(until: limit.until, .limit(limit)) }
        return .go
    }

    private func closed(
        _ job: CallJob,
        _ campaign: Campaign,
        _ windows: inout CallingWindows,
        _ now: Timestamp
    ) -> ClosedWindow? {
        guard !windows.isAlwaysOpen else { return nil }
        let zones = guide.zones(of: job.phoneNumber, given: job.timezone, campaign: campaign.timezone)
        switch windows.state(of: zones, now) {
        case .open: return nil
        case .closed(let window): return window
        }
    }
}
