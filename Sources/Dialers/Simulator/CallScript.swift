internal import CallspoolCore

/// How one simulated attempt will go: decided whole at placing, then only played.
struct CallScript: Equatable, Sendable {
    /// What becomes of the attempt's end.
    enum Ending: Equatable, Sendable {
        /// It is reported.
        case reported
        /// It is never reported, and an inquiry learns nothing.
        case lost
        /// It is never reported, and an inquiry learns it.
        case lostButKnown
        /// There is no call: `place` throws, with the end's outcome.
        case refused
    }

    /// When it rings, counted from placing; `nil` is not at all.
    var ringingAfter: Duration?
    /// When it is answered, counted from placing; `nil` is not at all.
    var connectedAfter: Duration?
    /// When it is over, counted from placing.
    var endedAfter: Duration
    /// Whether ringing and answer are reported as they happen; else the end alone tells of the answer.
    var isAnnounced = true
    /// The end, without `answeredAt`, which needs the instant of placing.
    var end: AttemptEnd
    /// What becomes of the end.
    var ending = Ending.reported

    /// What an engine would have seen of it, for the mapping of its codes.
    var signs: AttemptSigns {
        AttemptSigns(
            ringing: ringingAfter != nil,
            answered: connectedAfter != nil,
            ringLimitReached: end.outcome == .noAnswer,
            phrase: end.codes.engineCause
        )
    }
}

extension EngineCodes {
    /// The codes with which carriers usually mean an outcome; each maps back to it by OUTCOMES.md.
    init(usualFor outcome: Outcome) {
        switch outcome {
        case .answered: self.init(sipStatus: 200, q850Cause: 16)
        case .busy: self.init(sipStatus: 486, q850Cause: 17)
        case .noAnswer: self.init(sipStatus: 480, q850Cause: 19)
        case .unreachable: self.init(sipStatus: 480, q850Cause: 20)
        case .declined: self.init(sipStatus: 603, q850Cause: 21)
        // RFC 8197 and RFC 8688 give both of these cause 21.
        case .unwanted: self.init(sipStatus: 607, q850Cause: 21)
        case .blocked: self.init(sipStatus: 608, q850Cause: 21)
        case .invalidNumber: self.init(sipStatus: 404, q850Cause: 1)
        case .congestion: self.init(sipStatus: 503, q850Cause: 34)
        case .carrierError: self.init(sipStatus: 500, q850Cause: 41)
        case .mediaError: self.init(sipStatus: 488, q850Cause: 65)
        case .notPermitted: self.init(sipStatus: 403, q850Cause: 57)
        case .engineError: self.init(q850Cause: 66)
        case .canceled: self.init(sipStatus: 487, q850Cause: 16)
        case .unknown: self.init(q850Cause: 0)
        // No call of ours ends so; no code means it.
        case .expired: self.init()
        }
    }
}
