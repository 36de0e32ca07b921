/// What a line of the journal means for the queue: the common form of an event just decided and of a line replayed.
public enum QueueChange: Equatable, Sendable {
    /// An attempt is made; `previous` is where the line stands that ended the call's last one.
    case dialing(index: Int, attempt: Int, previous: LogPosition?, callerID: String? = nil, trunk: String? = nil)
    /// It rings.
    case ringing(index: Int)
    /// It was answered.
    case connected(index: Int)
    /// It ended; `concernsCallOnly` is whether a value of the call's was refused, which says nothing of our configuration.
    case ended(index: Int, Outcome, Disposition, concernsCallOnly: Bool = false)
    /// What became of a lost one was found out, or decided.
    case settled(index: Int, Outcome, Disposition)
    /// Its outcome was lost.
    indirect case lost(index: Int, attempt: Int, AttemptResult)
    /// The call is final without an attempt.
    case closed(index: Int, FinalStatus)
    /// No new attempts until resumed.
    case suspended(by: String)
    /// Attempts go on.
    case resumed
    /// No new attempt ever; by whom, where the journal says it.
    case stopped(by: String?)
    /// The first attempt was made.
    case started
    /// Every call is final.
    case finished
    /// Numbers were added.
    case added(count: Int, tag: String)
    /// Nothing for the queue.
    case nothing

    /// What an event means.
    public init(_ entry: JournalEntry) {
        switch entry.event {
        case .dialing(let index, let attempt, let callerID, let trunk):
            self = .dialing(
                index: index,
                attempt: attempt,
                previous: entry.previous,
                callerID: callerID,
                trunk: trunk
            )
        case .ringing(let index, _): self = .ringing(index: index)
        case .connected(let index, _): self = .connected(index: index)
        case .ended(let index, _, let result, let disposition):
            self = .ended(
                index: index,
                result.outcome,
                disposition,
                concernsCallOnly: result.concernsCallOnly
            )
        case .settled(let index, _, let result, let disposition, _):
            self = .settled(index: index, result.outcome, disposition)
        case .lost(let index, let attempt, let result): self = .lost(index: index, attempt: attempt, result)
        case .canceled(let index, _): self = .closed(index: index, .canceled)
        case .expired(let index, _): self = .closed(index: index, .failed)
        case .rejected(let index, _): self = .closed(index: index, .rejected)
        case .suspended(let by, _, _): self = .suspended(by: by)
        case .resumed: self = .resumed
        case .stopped(_, _, let by): self = .stopped(by: by)
        case .started: self = .started
        case .finished: self = .finished
        case .added(let addition): self = .added(count: addition.count, tag: addition.tag)
        case .accepted, .reported: self = .nothing
        }
    }

    /// What a line means, read no further than needed.
    ///
    /// - Throws: `JSONLineError` when the line does not say what it must.
    public init(_ line: JournalLine) throws(JSONLineError) {
        if line.isEvent("dialing") {
            self = .dialing(
                index: line.index,
                attempt: line.attempt,
                previous: line.previous,
                callerID: line.callerID,
                trunk: line.trunk
            )
        } else if line.isEvent("ended") {
            let outcome = try line.attemptOutcome()
            let concernsCallOnly = line.concernsCallOnly(outcome)
            self = .ended(index: line.index, outcome, try line.disposition(), concernsCallOnly: concernsCallOnly)
        } else if line.isEvent("ringing") {
            self = .ringing(index: line.index)
        } else if line.isEvent("connected") {
            self = .connected(index: line.index)
        } else if line.isEvent("rejected") {
            self = .closed(index: line.index, .rejected)
        } else if line.isEvent("canceled") {
            self = .closed(index: line.index, .canceled)
        } else if line.isEvent("expired") {
            self = .closed(index: line.index, .failed)
        } else {
            self = QueueChange(try line.entry())
        }
    }
}
