extension JSONLineWriter {
    /// Writes one line of a journal.
    ///
    /// - Parameters:
    ///   - entry: what happened.
    ///   - prefix: what every call id of the campaign begins with.
    public mutating func journalLine(_ entry: JournalEntry, callIDPrefix prefix: String) {
        line { line in
            line.field("n", entry.n)
            line.field("at", entry.at)
            line.field("event", entry.event.name)
            if let index = entry.event.index { line.field("call_id", prefix: prefix, index) }
            line.details(of: entry.event)
            if let previous = entry.previous { line.field("prev", previous.value) }
        }
    }

    private mutating func field(_ name: StaticString, _ value: StaticString) {
        field(name, value.description)
    }

    private mutating func details(of event: JournalEvent) {
        switch event {
        case .accepted(let acceptance): self.acceptance(acceptance)
        case .started, .finished, .reported: break
        case .expired(_, let reason):
            if let reason { field("reason", reason) }
        case .dialing(_, let attempt, let callerID, let trunk):
            field("attempt", attempt)
            if let callerID { field("ani", callerID) }
            if let trunk { field("trunk", trunk) }
        case .ringing(_, let attempt), .connected(_, let attempt):
            field("attempt", attempt)
        case .ended(_, let attempt, let result, let disposition):
            self.result(result, attempt: attempt)
            self.disposition(disposition)
        case .lost(_, let attempt, let result):
            self.result(result, attempt: attempt)
            self.disposition(.stuck)
        case .settled(_, let attempt, let result, let disposition, let by):
            self.result(result, attempt: attempt)
            self.disposition(disposition)
            field("by", by)
        case .canceled(_, let by), .resumed(let by):
            field("by", by)
        case .suspended(let by, let inProgress, let isAutomatic):
            field("by", by)
            if let inProgress { field("in_progress", inProgress) }
            if isAutomatic { field("automatic", true) }
        case .rejected(_, let reason): field("reason", reason)
        case .stopped(let canceled, let inProgress, let by):
            if let by { field("by", by) }
            field("canceled", canceled)
            field("in_progress", inProgress)
        case .added(let addition): self.addition(addition)
        }
    }

    private mutating func acceptance(_ acceptance: Acceptance) {
        field("format", Acceptance.format)
        field("tag", acceptance.tag)
        field("total", acceptance.total)
        field("digest", acceptance.digest)
        field("file", acceptance.file)
        field("inode", acceptance.inode)
        field("campaign", object: { $0.campaign(acceptance.campaign) })
    }

    private mutating func result(_ result: AttemptResult, attempt: Int) {
        field("attempt", attempt)
        if let callerID = result.callerID { field("ani", callerID) }
        field("outcome", result.outcome.rawValue)
        field("class", result.outcomeClass.rawValue)
        field("callee_type", result.calleeType.rawValue)
        field("dialed_at", result.dialedAt)
        if let ringingAt = result.ringingAt { field("ringing_at", ringingAt) }
        if let answeredAt = result.answeredAt { field("answered_at", answeredAt) }
        field("ended_at", result.endedAt)
        if let status = result.codes.sipStatus { field("sip_status", status) }
        if let cause = result.codes.q850Cause { field("q850_cause", cause) }
        field("engine", result.engine)
        if let cause = result.codes.engineCause { field("engine_cause", cause) }
    }

    private mutating func disposition(_ disposition: Disposition) {
        switch disposition {
        case .final(let status):
            field("next", "final")
            field("status", status.rawValue)
        case .retry(let at):
            field("next", "retry")
            field("next_attempt_at", at)
        case .stuck:
            field("next", "stuck")
        }
    }
}
