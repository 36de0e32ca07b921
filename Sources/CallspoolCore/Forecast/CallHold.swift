/// What keeps a call that waits from going out now, with the evidence.
public enum CallHold: Hashable, Sendable {
    /// All calls of the spool are held, for a reason in a sentence.
    case all(String)
    /// The campaign is stopped; its calls are canceled.
    case stopped
    /// The campaign is suspended, by somebody or by itself.
    case suspended(by: String)
    /// The campaign is over time.
    case expired(Timestamp)
    /// The campaign has not begun.
    case start(Timestamp)
    /// The number is on a do-not-call list; it will be rejected.
    case listed(ListedNumber)
    /// It waits for another attempt.
    case retry(at: Timestamp)
    /// The calling hours, or an attempt limit.
    case obstacle(Obstacle)
    /// No hour of the week is inside the calling hours; it will be rejected.
    case neverOpen(ClosedWindow)
    /// The dialler is not running; the next one is expected then.
    case noProgram(next: Timestamp)
    /// Nothing but the calls before it.
    case turn

    /// What kind of hold it is, in one word or two.
    public var kind: String {
        switch self {
        case .all: "all calls held"
        case .stopped: "stopped"
        case .suspended: "suspended"
        case .expired: "expired"
        case .start: "start"
        case .listed: "do not call"
        case .retry: "retry interval"
        case .obstacle(let obstacle): obstacle.kind
        case .neverOpen: "calling hours"
        case .noProgram: "no program"
        case .turn: "queue"
        }
    }

    /// Until when, as far as that is known.
    public var until: Timestamp? {
        switch self {
        case .start(let at), .retry(let at), .noProgram(let at): at
        case .obstacle(.hours(let window)): window.opens
        case .obstacle(.limit(let limit)): limit.until
        case .all, .stopped, .suspended, .expired, .listed, .neverOpen, .turn: nil
        }
    }

    /// In words, without a full stop.
    public var sentence: String {
        switch self {
        case .all(let why): why.withoutStop
        case .stopped: "the campaign is stopped; the call is canceled"
        case .suspended(let by): "the campaign is suspended (\(by.withoutStop)), until it is resumed"
        case .expired(let at): "the campaign expired at \(at.toSecond)"
        case .start(let at): "the campaign starts at \(at.toSecond)"
        case .listed(let listed): listed.sentence.withoutStop
        case .retry(let at): "it was attempted, and waits for another attempt until \(at.toSecond)"
        case .obstacle(let obstacle): obstacle.sentence.withoutStop
        case .neverOpen(let window): Refusal.neverOpen(window).sentence.withoutStop
        case .noProgram(let next): "the dialler is not running; the next tick is at \(next.toSecond)"
        case .turn: "waiting for its turn"
        }
    }
}

extension CallHold {
    /// Everything that holds a call, the strongest first; `turn` alone when it could go.
    ///
    /// - Parameters:
    ///   - job: the call, which waits for an attempt.
    ///   - index: its position in the campaign.
    ///   - queue: its campaign.
    ///   - gate: what judges calls.
    ///   - windows: the campaign's calling hours and the spool's.
    ///   - listing: where the number is listed, if it is.
    ///   - now: the instant judged for.
    /// - Returns: at least one.
    public static func all(
        on job: CallJob,
        _ index: Int,
        in queue: CampaignQueue,
        gate: Gate,
        windows: inout CallingWindows,
        listing: ListedNumber?,
        _ now: Timestamp
    ) -> [CallHold] {
        var holds = queue.holds(on: index, now)
        if let listing { holds.append(.listed(listing)) }
        switch gate.admit(job, of: queue.campaign, windows: &windows, listing: nil, now) {
        case .wait(_, let obstacle):
            holds.append(.obstacle(obstacle))
            // The hours are judged first; a limit may be behind them.
            if case .hours = obstacle, let limit = gate.history.obstacle(job.phoneNumber, now) {
                holds.append(.obstacle(.limit(limit)))
            }
        case .refuse(.neverOpen(let window)): holds.append(.neverOpen(window))
        case .go, .refuse(.listed): break
        }
        return holds.isEmpty ? [.turn] : holds
    }
}

extension CampaignQueue {
    /// What the campaign itself holds a waiting call with.
    func holds(on index: Int, _ now: Timestamp) -> [CallHold] {
        var holds = holds(now)
        // A first attempt waits in no heap for longer than a window or a limit, which say so themselves.
        if tries(index).all > 0, let due = waitingCalls()[index]?.due, due > now { holds.append(.retry(at: due)) }
        return holds
    }

    /// What holds all calls of the campaign.
    public func holds(_ now: Timestamp) -> [CallHold] {
        var holds: [CallHold] = []
        switch hold {
        case .stopped: holds.append(.stopped)
        case .suspended(let by): holds.append(.suspended(by: by))
        case nil: break
        }
        if let expires = campaign.expires, expires <= now { holds.append(.expired(expires)) }
        if let start = campaign.start, start > now { holds.append(.start(start)) }
        return holds
    }
}

extension Timestamp {
    /// `2026-11-24T14:00:00Z`.
    var toSecond: String { "\(iso8601.prefix(19))Z" }
}

extension String {
    fileprivate var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
