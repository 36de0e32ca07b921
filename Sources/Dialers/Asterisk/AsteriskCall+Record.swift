internal import CallspoolCore

extension AsteriskCall {
    /// How it ended by its call record, and when.
    ///
    /// The record's times of day are in a zone that the file does not tell, so they are counted from when it was dialled.
    func end(by record: CallRecord, _ now: Timestamp) -> (end: AttemptEnd, at: Timestamp) {
        let talk = Duration.seconds(record.answeredFor)
        let isAnswered = answeredAt != nil || record.disposition == .answered
        let heard = answeredAt.map { $0 + talk } ?? ringingAt ?? dialledAt
        let endedAt = min(now, max(heard, dialledAt + .seconds(record.lasted)))
        guard isAnswered else {
            let rangOut = ringingAt != nil || .seconds(record.lasted + 1) >= ringLimit
            let codes = EngineCodes(engineCause: record.disposition.rawValue)
            return (AttemptEnd(outcome: record.disposition.outcome(rangOut: rangOut), codes: codes), endedAt)
        }
        let codes = EngineCodes(engineCause: detection.words ?? record.disposition.rawValue)
        var end = AttemptEnd(outcome: .answered, calleeType: detection.calleeType, codes: codes)
        if answeredAt == nil { end.answeredAt = max(dialledAt, endedAt - talk) }
        return (end, endedAt)
    }
}
