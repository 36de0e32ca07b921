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
        let words = decidingHangup?.words ?? dialStatus
        return AttemptEnd(outcome: unanswered, codes: EngineCodes(codes: decidingHangup, words: words))
    }

    /// How it ended, when it did so while nobody listened: an answer that was seen stays one.
    var lostEnd: AttemptEnd {
        let words = "its channels ended while the connection to Asterisk was lost"
        guard answeredAt == nil else {
            let codes = EngineCodes(engineCause: detection.words ?? words)
            return AttemptEnd(outcome: .answered, calleeType: detection.calleeType, codes: codes)
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

    private var unanswered: Outcome {
        let hasRung = ringingAt != nil || hasProgress
        switch originated?.reason {
        // Nobody was there to ring where not even a 180 came.
        case 3: return hasRung ? .noAnswer : .unreachable
        case 5: return .busy
        case 8: return .congestion
        default: break
        }
        guard let cause = decidingHangup, cause.cause ?? 0 != 0 || cause.sipStatus != nil else {
            return withoutCause(hasRung: hasRung)
        }
        let codes = EngineCodes(sipStatus: cause.sipStatus, q850Cause: cause.cause)
        return Outcome(codes: codes, signs: AttemptSigns(ringing: hasRung))
    }

    /// Cause 0: the server went down under it, or the dialplan has no such extension.
    private func withoutCause(hasRung: Bool) -> Outcome {
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
