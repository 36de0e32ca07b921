/// Everything that is known of an attempt at its end.
public struct AttemptResult: Equatable, Sendable {
    /// What happened.
    public var outcome: Outcome
    /// Who or what was met.
    public var calleeType: CalleeType
    /// The engine's own codes.
    public var codes: EngineCodes
    /// The engine's name, as in the settings.
    public var engine: String
    /// When it was handed to the engine.
    public var dialedAt: Timestamp
    /// When it began to ring, if it did.
    public var ringingAt: Timestamp?
    /// When it was answered, if it was.
    public var answeredAt: Timestamp?
    /// When it ended.
    public var endedAt: Timestamp
    /// Whether the engine refused a value of this call's, see `EngineError`.
    public var concernsCallOnly = false
    /// The caller id that the callee was shown, as it was recorded before the attempt was placed.
    public var callerID: String?

    /// Makes a result.
    public init(
        outcome: Outcome,
        calleeType: CalleeType,
        codes: EngineCodes,
        engine: String,
        dialedAt: Timestamp,
        ringingAt: Timestamp? = nil,
        answeredAt: Timestamp? = nil,
        endedAt: Timestamp
    ) {
        self.outcome = outcome
        self.calleeType = calleeType
        self.codes = codes
        self.engine = engine
        self.dialedAt = dialedAt
        self.ringingAt = ringingAt
        self.answeredAt = answeredAt
        self.endedAt = endedAt
    }

    /// The class by which the next step was decided: the outcome's, but a value that was refused is refused again.
    public var outcomeClass: OutcomeClass {
        concernsCallOnly ? .permanent : outcome.outcomeClass
    }

    /// How long it was connected; zero when it was not, and when its end is not known.
    public var duration: Duration {
        guard let answeredAt, outcome != .unknown else { return .zero }
        return max(.zero, endedAt - answeredAt)
    }
}

/// What becomes of a call after an attempt.
///
/// Decided once, recorded, and never decided again.
public enum Disposition: Equatable, Sendable {
    /// It is over.
    case final(FinalStatus)
    /// Back in the queue, not before this instant.
    case retry(at: Timestamp)
    /// Its outcome was lost: held, never redialled by itself.
    case stuck
}
