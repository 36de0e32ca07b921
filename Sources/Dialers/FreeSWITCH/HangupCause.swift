internal import CallspoolCore

/// FreeSWITCH's word for how a channel ended, and what it means.
///
/// The table is `docs/outcomes.md`'s; the words are those of FreeSWITCH's hangup causes (ITU-T Q.850, and its own).
struct HangupCause: Equatable, Sendable {
    /// The word, verbatim: `USER_BUSY`.
    var word: String

    /// What it means where no SIP status is known.
    func outcome(_ signs: AttemptSigns) -> Outcome {
        if signs.answered { return .answered }
        return switch word {
        case "SUCCESS": .answered
        case "USER_BUSY", "BUSY_EVERYWHERE": .busy
        // Nobody was there to answer where nothing had rung, as over every engine.
        case "NO_ANSWER", "NO_PICKUP", "ALLOTTED_TIMEOUT": signs.ringing ? .noAnswer : .unreachable
        case "PROGRESS_TIMEOUT", "NO_USER_RESPONSE", "SUBSCRIBER_ABSENT", "USER_NOT_REGISTERED": .unreachable
        case "RECOVERY_ON_TIMER_EXPIRE": signs.ringing ? .unreachable : .carrierError
        case "CALL_REJECTED", "DECLINE", "REJECT_ALL", "INCOMING_CALL_BARRED": .declined
        case "UNWANTED": .unwanted
        case "UNALLOCATED_NUMBER", "NUMBER_CHANGED", "INVALID_NUMBER_FORMAT", "DOES_NOT_EXIST_ANYWHERE": .invalidNumber
        // The last one is what it says at once over its session rate, while it is paused, and to an id that is taken.
        case "NORMAL_CIRCUIT_CONGESTION", "SWITCH_CONGESTION", "REQUESTED_CHAN_UNAVAIL", "DESTINATION_OUT_OF_ORDER":
            .congestion
        case "INCOMPATIBLE_DESTINATION", "BEARERCAPABILITY_NOTAUTH", "BEARERCAPABILITY_NOTAVAIL",
            "BEARERCAPABILITY_NOTIMPL", "NOT_ACCEPTABLE", "SRTP_READ_ERROR", "MANDATORY_IE_MISSING":
            .mediaError
        case "NO_IDENTITY", "BAD_IDENTITY_INFO", "UNSUPPORTED_CERTIFICATE", "INVALID_IDENTITY", "STALE_DATE",
            "OUTGOING_CALL_BARRED", "FACILITY_NOT_SUBSCRIBED", "FACILITY_REJECTED", "USER_CHALLENGE":
            .notPermitted
        case "INVALID_GATEWAY", "GATEWAY_DOWN", "INVALID_PROFILE", "INVALID_URL", "CHAN_NOT_IMPLEMENTED", "CRASH",
            "SYSTEM_SHUTDOWN":
            .engineError
        case "ORIGINATOR_CANCEL": signs.ringLimitReached ? .noAnswer : .canceled
        case "MANAGER_REQUEST", "LOSE_RACE", "PICKED_OFF": .canceled
        case "NORMAL_CLEARING": .normalClearing(signs)
        default: .carrierError
        }
    }

    /// What it means beside a SIP status, which decides, but where it says less than the cause.
    func outcome(_ codes: EngineCodes, _ signs: AttemptSigns) -> Outcome {
        if signs.answered { return .answered }
        guard codes.sipStatus != nil else { return outcome(signs) }
        let sip = Outcome(codes: codes, signs: signs)
        return sip == .carrierError && word == "DESTINATION_OUT_OF_ORDER" ? .unreachable : sip
    }

    /// Whether it is what FreeSWITCH says at a limit of ours.
    var saysNoAnswer: Bool { ["NO_ANSWER", "ALLOTTED_TIMEOUT", "ORIGINATOR_CANCEL"].contains(word) }

    /// Whether a call that was answered, and whose events were lost, could have ended so as well.
    var mayFollowAnswer: Bool {
        ["SUCCESS", "NORMAL_CLEARING", "ALLOTTED_TIMEOUT", "MEDIA_TIMEOUT", "NONE", "NORMAL_UNSPECIFIED"].contains(word)
    }
}

extension HangupCause {
    /// The cause in a job's answer, `-ERR USER_BUSY`; `nil` for one that went well, or that says something else.
    init?(answer: String) {
        guard answer.hasPrefix("-ERR ") else { return nil }
        let word = answer.dropFirst(5)
        let isCause = word.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        guard isCause, !word.isEmpty else { return nil }
        self.word = String(word)
    }
}
