extension AttemptResult {
    /// Reads the result out of a journal's line.
    ///
    /// - Throws: `JSONLineError` when a field is missing or is not what it must be.
    init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var outcome: Outcome?
        var outcomeClass: OutcomeClass?
        var calleeType: CalleeType?
        var codes = EngineCodes()
        var engine = ""
        var callerID: String?
        var dialedAt, ringingAt, answeredAt, endedAt: Timestamp?
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            let value = field.value
            if field.isNamed("outcome") {
                outcome = value.string.flatMap(Outcome.init(rawValue:))
            } else if field.isNamed("class") {
                outcomeClass = value.string.flatMap(OutcomeClass.init(rawValue:))
            } else if field.isNamed("callee_type") {
                calleeType = value.string.flatMap(CalleeType.init(rawValue:))
            } else if field.isNamed("dialed_at") {
                dialedAt = value.timestamp
            } else if field.isNamed("ringing_at") {
                ringingAt = value.timestamp
            } else if field.isNamed("answered_at") {
                answeredAt = value.timestamp
            } else if field.isNamed("ended_at") {
                endedAt = value.timestamp
            } else if field.isNamed("sip_status") {
                codes.sipStatus = value.int
            } else if field.isNamed("q850_cause") {
                codes.q850Cause = value.int
            } else if field.isNamed("engine") {
                engine = value.string ?? ""
            } else if field.isNamed("engine_cause") {
                codes.engineCause = value.string
            } else if field.isNamed("ani") {
                callerID = value.string
            }
        }
        self.init(
            outcome: try outcome.orFault("outcome"),
            calleeType: try calleeType.orFault("callee_type"),
            codes: codes,
            engine: engine,
            dialedAt: try dialedAt.orFault("dialed_at"),
            ringingAt: ringingAt,
            answeredAt: answeredAt,
            endedAt: try endedAt.orFault("ended_at")
        )
        concernsCallOnly = self.outcome.outcomeClass == .config && outcomeClass == .permanent
        self.callerID = callerID
    }
}
