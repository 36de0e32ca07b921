internal import CallspoolCore

// What an attempt's end means. `Reason` of the OriginateResponse tells an answer (4), our ring limit (3), and for `Local`
// channels busy (5) and congestion (8); over PJSIP it is 0 for 486, 503, 404 and 603 alike. So it is the hangup's cause
// that decides, with the SIP status where the version tells it (Asterisk 22.10.1, as recorded).

extension AsteriskCall {
    /// How it ended, by what is known.
    var end: AttemptEnd {
        if answeredAt != nil || answeredUnseenAt != nil {
            let codes = EngineCodes(codes: decidingHangup, words: detection.words ?? decidingHangup?.words)
            return AttemptEnd(
                outcome: .answered,
                calleeType: detection.calleeType,
                codes: codes,
                answeredAt: answeredUnseenAt
            )
        }
        guard dialled.isSeen || other.isSeen else { return refusal }
        var hangup = tellingHangup
        // Asterisk makes a 480 up for a call that it ends at its own limit: nobody sent it.
        if isAtLimit { hangup?.sipStatus = nil }
        let words = hangup?.words ?? dialStatus
        return AttemptEnd(outcome: unanswered, codes: EngineCodes(codes: hangup, words: words), isSilent: isSilent)
    }

    /// How it ended, when it did so while nobody listened, and was last known to go on at an instant: an answer that was seen
    /// stays one.
    func lostEnd(at lostAt: Timestamp) -> AttemptEnd {
        let words = "its channels ended while the connection to Asterisk was lost"
        guard answeredAt == nil, answeredUnseenAt == nil else {
            let codes = EngineCodes(engineCause: detection.words.map { "\($0); \(words)" } ?? words)
            let answered = answeredUnseenAt.map { min($0, lostAt) }
            return AttemptEnd(outcome: .answered, calleeType: detection.calleeType, codes: codes, answeredAt: answered)
        }
        return AttemptEnd(outcome: .unknown, codes: EngineCodes(engineCause: words))
    }

    /// There never was a channel of its own: an unknown technology or endpoint, no socket, an id in use.
    private var refusal: AttemptEnd {
        let words = "Asterisk made no channel for it (Originate failed, reason \(originated?.reason ?? 0))"
        return AttemptEnd(outcome: .engineError, codes: EngineCodes(engineCause: words))
    }

    /// Of a pair's two halves the one that ran through the dialplan has the cause (busy: 17, and 0 on the other), unless
    /// it has none.
    var decidingHangup: AsteriskHangup? {
        let causes = [other.hangup, dialled.hangup].compactMap { $0 }
        return causes.first { $0.cause ?? 0 != 0 } ?? causes.first
    }

    /// The hangup that tells of the callee.
    private var tellingHangup: AsteriskHangup? {
        guard !isAtLimit, let leg = legs.deciding else { return decidingHangup }
        return leg.hangup ?? decidingHangup
    }

    /// Whether our ring limit ended it.
    private var isAtLimit: Bool { originated?.reason == 3 }

    private var hasRung: Bool { ringingAt != nil || hasProgress }

    /// Whether nothing at all was heard of the far end: our limit, `Dial()`'s, or the INVITE's own 32 seconds (RFC 3261,
    /// timer B) ended it, and not a response.
    private var isSilent: Bool {
        guard !hasRung else { return false }
        if isAtLimit { return true }
        guard let hangup = tellingHangup else { return false }
        if hangup.cause == 18 { return hangup.sipStatus == nil || hangup.sipStatus == 408 }
        return legs.deciding?.dialStatus == "NOANSWER" && hangup.isMereEnd
    }

    private var unanswered: Outcome {
        // Nobody was there to ring where not even a 180 came.
        if isAtLimit { return hasRung ? .noAnswer : .unreachable }
        if let leg = legs.deciding { return leg.outcome(AttemptSigns(ringing: hasRung)) }
        if legs.isUnplaced, dialled.isFollowed { return .engineError }
        switch originated?.reason {
        case 5: return .busy
        case 8: return .congestion
        default: break
        }
        guard let cause = decidingHangup, cause.cause ?? 0 != 0 || cause.sipStatus != nil else {
            return withoutCause
        }
        let codes = EngineCodes(sipStatus: cause.sipStatus, q850Cause: cause.cause)
        return Outcome(codes: codes, signs: AttemptSigns(ringing: hasRung))
    }

    /// Cause 0: the server went down under it, or the dialplan has no such extension.
    private var withoutCause: Outcome {
        switch dialStatus {
        case "BUSY": .busy
        case "CONGESTION": .congestion
        default: wasDialled || hasRung ? .carrierError : .engineError
        }
    }
}

extension EngineCodes {
    fileprivate init(codes: AsteriskHangup?, words: String?) {
        self.init(sipStatus: codes?.sipStatus, q850Cause: codes?.cause, engineCause: words)
    }
}
