/// What happened in one attempt: one vocabulary over all engines.
public enum Outcome: String, Hashable, CaseIterable, Sendable {
    /// Media connected.
    case answered
    /// In another call.
    case busy
    /// Rang until our limit.
    case noAnswer = "no_answer"
    /// Off, no coverage, not registered, no response.
    case unreachable
    /// The callee pressed decline, or does not want to be disturbed.
    case declined
    /// SIP 607: call never again.
    case unwanted
    /// A network or analytics block (608, 603 "Network Blocked").
    case blocked
    /// Unallocated, changed, malformed.
    case invalidNumber = "invalid_number"
    /// No circuits, or a rate limit, ours or the carrier's.
    case congestion
    /// 5xx, network out of order, protocol.
    case carrierError = "carrier_error"
    /// Codec or SDP refused.
    case mediaError = "media_error"
    /// Credentials, credit, destination, caller id or identity refused.
    case notPermitted = "not_permitted"
    /// Our engine refused it; certainly not placed.
    case engineError = "engine_error"
    /// We ended it.
    case canceled
    /// Placed, and its end was lost.
    case unknown
    /// Not attempted again before the campaign's `expires`.
    case expired
}

/// What an outcome means for the call: which rule decides what follows.
public enum OutcomeClass: String, Hashable, CaseIterable, Sendable {
    /// Final.
    case done
    /// Counts as an attempt; again after the retry interval.
    case callee
    /// Counts as an attempt; final, unless the campaign's `retry` map says otherwise.
    case refused
    /// Final at once.
    case permanent
    /// Does not count as an attempt; again on the trunk's own schedule, a few times.
    case trunk
    /// As trunk; ten in a row suspend the campaign.
    case config
    /// Held; never redialled by itself.
    case stuck
}

extension Outcome {
    /// The class by which the next step is decided.
    public var outcomeClass: OutcomeClass {
        switch self {
        case .answered, .canceled, .expired: .done
        case .busy, .noAnswer, .unreachable: .callee
        case .declined, .unwanted: .refused
        case .invalidNumber: .permanent
        case .blocked, .congestion, .carrierError: .trunk
        case .mediaError, .notPermitted, .engineError: .config
        case .unknown: .stuck
        }
    }

    /// Who or what was met, where the outcome alone tells; an answered call's comes from detection.
    public var usualCalleeType: CalleeType {
        switch self {
        case .answered, .unknown: .unknown
        case .busy: .busy
        case .noAnswer, .unreachable, .declined: .noanswer
        case .blocked, .invalidNumber: .intercept
        case .unwanted, .congestion, .carrierError, .mediaError, .notPermitted, .engineError, .canceled, .expired: .none
        }
    }

    /// A sentence for the status record's `reason`.
    public var sentence: String {
        switch self {
        case .answered: "The call was answered."
        case .busy: "The callee was in another call."
        case .noAnswer: "It rang and nobody answered."
        case .unreachable: "The telephone could not be reached (off, out of coverage or not registered)."
        case .declined: "The callee declined the call."
        case .unwanted: "The callee asked not to be called again (SIP 607)."
        case .blocked: "The network blocked the call."
        case .invalidNumber: "The number is not in use, has changed or is malformed."
        case .congestion: "The network had no free circuit, or limited the rate."
        case .carrierError: "The carrier failed to connect the call."
        case .mediaError: "The codec or media offer was refused."
        case .notPermitted: "The carrier did not permit the call (credentials, credit, destination or caller id)."
        case .engineError: "The telephony engine refused to place the call; it was not placed."
        case .canceled: "The call was ended by us."
        case .unknown: "The call was placed and its outcome was lost."
        case .expired: "The campaign expired before another attempt."
        }
    }
}

/// Who or what answered, or what was met instead.
public enum CalleeType: String, Hashable, CaseIterable, Sendable {
    /// A person.
    case voice
    /// A voicemail or an answering machine.
    case answeringmachine
    /// A fax.
    case fax
    /// Answered, and detection could not tell or was not asked.
    case unknown
    /// The line was busy.
    case busy
    /// Nobody answered.
    case noanswer
    /// The network answered in the callee's place.
    case intercept
    /// Nothing was met.
    case none
}
