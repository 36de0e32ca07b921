/// A telephony engine.
///
/// An implementer must make true:
/// - Once `place` has returned, exactly one `ended` is reported for the attempt, however late, unless the engine lost
///   it; what the engine lost is found out by `inquire`.
/// - Reports carry the attempt's key and number as placed. `ringing` and `connected` may be missing; after `ended`
///   nothing is reported of that attempt.
/// - The engine ends an attempt that rings for the campaign's `ringTimeout`.
/// - Values of the campaign's that reach a protocol line are escaped or refused.
public protocol Dialer: Sendable {
    /// The engine's name in records, as in the settings' `kind`.
    var engine: String { get }

    /// Keeps the engine running and hands over what it reports, several at a time where they come so; returns when the
    /// task is canceled.
    ///
    /// - Throws: when the engine cannot be worked with at all, an `EngineError`.
    func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws

    /// Places an attempt, which is already durably recorded.
    ///
    /// - Throws: `EngineError`, and only when the attempt was certainly not placed. Anything that may have rung a
    ///   telephone is a report, never an error.
    func place(_ attempt: Attempt) async throws(EngineError)

    /// What the engine knows of an attempt, by the id that it was placed under.
    ///
    /// An attempt whose end was observed is not `unknown` before that end has been handed over. One of the previous run
    /// (`recordedAt` tells when it was recorded) is found among the engine's live channels and in its records; when it is
    /// `live`, its end is reported under the key that it is asked by.
    func inquire(_ attempt: Attempt) async -> Inquiry

    /// Returns when the engine has come back after it could not be worked with, once for each time; or when the task is
    /// canceled. What was reported meanwhile may be lost, and what it could not tell before it may tell now.
    ///
    /// An engine that cannot go away never comes back: it returns when canceled only.
    func awaitReturn() async
}

extension Dialer {
    /// Never, but when canceled: the engine cannot go away.
    public func awaitReturn() async { await WakeSignal().wait() }
}

/// An engine refused or could not be reached; the attempt was certainly not placed.
public struct EngineError: Error, Equatable, Sendable {
    /// The outcome that the attempt gets: one of class trunk or config.
    public var outcome: Outcome
    /// What could not be done, to what, and why.
    public var message: String
    /// How long the other side asks to be skipped, SIP's `Retry-After`.
    public var retryAfter: Duration?
    /// Whether a value of this call's is the reason: it will be refused again, and nothing is said of any other call, of
    /// the trunk or of the settings.
    public var concernsCallOnly: Bool
    /// Whether it is refused because nobody is at the trunk's far end, see `TrunkSilence`.
    public var isSilent = false

    /// Makes an error.
    public init(
        outcome: Outcome = .engineError,
        _ message: String,
        retryAfter: Duration? = nil,
        concernsCallOnly: Bool = false
    ) {
        self.outcome = outcome
        self.message = message
        self.retryAfter = retryAfter
        self.concernsCallOnly = concernsCallOnly
    }
}

/// Something an engine says of an attempt.
public struct AttemptReport: Equatable, Sendable {
    /// Which call.
    public var key: CallKey
    /// Which attempt of it.
    public var attempt: Int
    /// When it happened, on the program's clock.
    public var at: Timestamp
    /// What happened.
    public var event: Event

    /// What an engine can say.
    public enum Event: Equatable, Sendable {
        /// It rings.
        case ringing
        /// It was answered.
        case connected
        /// It is over.
        case ended(AttemptEnd)
    }

    /// Makes a report.
    public init(key: CallKey, attempt: Int, at: Timestamp, event: Event) {
        self.key = key
        self.attempt = attempt
        self.at = at
        self.event = event
    }
}

/// How an attempt ended, in one vocabulary and in the engine's own codes.
public struct AttemptEnd: Equatable, Sendable {
    /// What happened.
    public var outcome: Outcome
    /// Who or what was met.
    public var calleeType: CalleeType
    /// The engine's own codes.
    public var codes: EngineCodes
    /// When it was answered, for an engine that tells only at the end; `nil` when it was not, or was reported.
    public var answeredAt: Timestamp?
    /// How long the trunk asks to be skipped, SIP's `Retry-After`; obeyed where the trunk is to blame.
    public var retryAfter: Duration?
    /// Whether there was no sign of the far end at all: no ringing, no progress, no answer, no final response of its own.
    ///
    /// One such end is a telephone that is off; several in a row are a trunk where nobody listens, see `TrunkSilence`.
    public var isSilent: Bool
    /// Whether a value of this call's was refused, see `EngineError`.
    public var concernsCallOnly = false

    /// Makes an end; the callee type is the outcome's usual one unless told.
    public init(
        outcome: Outcome,
        calleeType: CalleeType? = nil,
        codes: EngineCodes = EngineCodes(),
        answeredAt: Timestamp? = nil,
        retryAfter: Duration? = nil,
        isSilent: Bool = false
    ) {
        self.outcome = outcome
        self.calleeType = calleeType ?? outcome.usualCalleeType
        self.codes = codes
        self.answeredAt = answeredAt
        self.retryAfter = retryAfter
        self.isSilent = isSilent
    }
}

/// What an engine knows of an attempt.
public enum Inquiry: Equatable, Sendable {
    /// It is in progress, and its end will be reported.
    case live
    /// It is over, at that instant.
    case ended(AttemptEnd, at: Timestamp)
    /// The engine is sure that it never placed it.
    case neverPlaced
    /// It knows nothing; the attempt may have rung a telephone.
    case unknown
}
