// The mappings of SIP statuses and Q.850 causes. Sources: RFC 3261, RFC 3398 (ISUP to SIP), RFC 8197 (607),
// RFC 8224 (identity), RFC 8688 (608). They are the carriers' usual meaning, not a standard's: the codes are kept in
// every record beside the outcome.

/// What an engine said at the end of an attempt, in its own codes.
public struct EngineCodes: Hashable, Sendable {
    /// The SIP final status, 100 to 699, when known.
    public var sipStatus: Int?
    /// The Q.850 cause, 0 to 127, when known.
    public var q850Cause: Int?
    /// The engine's own word for it, verbatim.
    public var engineCause: String?

    /// Makes a set of codes; all are optional.
    public init(sipStatus: Int? = nil, q850Cause: Int? = nil, engineCause: String? = nil) {
        self.sipStatus = sipStatus
        self.q850Cause = q850Cause
        self.engineCause = engineCause
    }
}

/// What was seen of an attempt before its end; several codes mean one thing with it and another without.
public struct AttemptSigns: Hashable, Sendable {
    /// A 180 or the like was seen.
    public var ringing: Bool
    /// An answer was seen.
    public var answered: Bool
    /// Our own ring limit ended it.
    public var ringLimitReached: Bool
    /// It was ended from our side for another reason than the ring limit.
    public var endedByUs: Bool
    /// The SIP reason phrase, which tells a blocked call from a declined one.
    public var phrase: String?

    /// Makes a set of signs; none seen by default.
    public init(
        ringing: Bool = false,
        answered: Bool = false,
        ringLimitReached: Bool = false,
        endedByUs: Bool = false,
        phrase: String? = nil
    ) {
        self.ringing = ringing
        self.answered = answered
        self.ringLimitReached = ringLimitReached
        self.endedByUs = endedByUs
        self.phrase = phrase
    }
}

extension Outcome {
    /// The outcome that a SIP status, a Q.850 cause or both mean.
    ///
    /// When both are known SIP decides, except 603, 480 and 500 with cause 17, 19, 1 or 28, where the cause is the more
    /// exact, also within one class: 480 with cause 17 is busy. With neither, the outcome is `unknown`.
    public init(codes: EngineCodes, signs: AttemptSigns) {
        let sip = codes.sipStatus.map { Outcome(sipStatus: $0, signs: signs) }
        let cause = codes.q850Cause.map { Outcome(q850Cause: $0, signs: signs) }
        switch (sip, cause) {
        case (let sip?, let cause?):
            let causeIsExact = [603, 480, 500].contains(codes.sipStatus) && [17, 19, 1, 28].contains(codes.q850Cause)
            self = causeIsExact ? cause : sip
        case (let only?, nil), (nil, let only?): self = only
        case (nil, nil): self = .unknown
        }
    }

    /// The outcome that a SIP final status means (RFC 3261 and its extensions).
    public init(sipStatus: Int, signs: AttemptSigns) {
        switch sipStatus {
        case 200..<300: self = .answered
        case 486, 600: self = .busy
        case 480: self = signs.ringing ? .noAnswer : .unreachable
        case 408: self = signs.ringing ? .unreachable : .carrierError
        case 487: self = signs.ringLimitReached ? .noAnswer : .canceled
        case 603: self = signs.phrase?.contains("Network Blocked") == true ? .blocked : .declined
        case 607: self = .unwanted
        case 608: self = .blocked
        case 404, 410, 484, 485, 604: self = .invalidNumber
        case 401, 402, 403, 407, 428, 429, 436, 437, 438: self = .notPermitted
        case 415, 488, 606, 580: self = .mediaError
        case 503: self = .congestion
        case 433: self = .declined
        case 300..<400: self = .unreachable
        default: self = .carrierError
        }
    }

    /// The outcome that a Q.850 cause means, when no SIP status is known.
    public init(q850Cause: Int, signs: AttemptSigns) {
        switch q850Cause {
        case 17: self = .busy
        case 19: self = .noAnswer
        case 18, 20, 23, 26, 27: self = .unreachable
        case 21, 54, 55: self = .declined
        case 1, 22, 28: self = .invalidNumber
        case 34, 42, 44, 47: self = .congestion
        case 58, 65, 88: self = .mediaError
        case 29, 50, 52, 57: self = .notPermitted
        case 66: self = .engineError
        case 16: self = .normalClearing(signs)
        case 0: self = signs.ringLimitReached ? .noAnswer : .unknown
        default: self = .carrierError
        }
    }

    /// What the ordinary end of a call means, cause 16 or FreeSWITCH's `NORMAL_CLEARING`: before an answer it says only
    /// that somebody hung up.
    public static func normalClearing(_ signs: AttemptSigns) -> Outcome {
        if signs.answered { return .answered }
        if signs.endedByUs { return .canceled }
        return signs.ringing ? .noAnswer : .unreachable
    }
}
