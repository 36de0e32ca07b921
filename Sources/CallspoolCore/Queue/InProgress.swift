/// An attempt in progress, as the journal tells it.
public struct InProgress: Equatable, Sendable {
    /// Which attempt of the call.
    public var attempt: Int
    /// The journal place of the call's last attempt that ended.
    public var previous: LogPosition?
    /// The trunk it goes out through, where there are several.
    public var trunk: String?
    /// The caller id that the callee is shown.
    public var callerID: String?
    /// When it was handed to the engine.
    public var dialedAt: Timestamp
    /// When it rang.
    public var ringingAt: Timestamp?
    /// When it was answered.
    public var answeredAt: Timestamp?
}

/// A call whose outcome was lost.
public struct StuckCall: Equatable, Sendable {
    /// Which attempt of the call.
    public var attempt: Int
    /// The journal place of the call's last attempt that ended.
    public var previous: LogPosition?
    /// The trunk it went out through, where there are several.
    public var trunk: String?
    /// When its dialling was recorded.
    public var recordedAt: Timestamp
    /// What is known.
    public var result: AttemptResult

    /// Makes one of what is known.
    public init(attempt: Int, previous: LogPosition?, trunk: String?, recordedAt: Timestamp, result: AttemptResult) {
        (self.attempt, self.previous, self.trunk) = (attempt, previous, trunk)
        (self.recordedAt, self.result) = (recordedAt, result)
    }
}

extension LostPolicy {
    /// How long a lost call is waited for before `fail` reports it.
    public static let patience = Duration.seconds(3600)
}

extension StuckCall {
    /// A call that was in progress when its program ended, as far as its log knows it.
    public init(_ known: InProgress, at: Timestamp, engine: String = "unknown") {
        var result = AttemptResult(
            outcome: .unknown,
            calleeType: .unknown,
            codes: EngineCodes(),
            engine: engine,
            dialedAt: known.dialedAt,
            ringingAt: known.ringingAt,
            answeredAt: known.answeredAt,
            endedAt: at
        )
        result.callerID = known.callerID
        self.init(
            attempt: known.attempt,
            previous: known.previous,
            trunk: known.trunk,
            recordedAt: known.dialedAt,
            result: result
        )
    }
}
