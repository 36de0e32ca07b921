internal import CallspoolCore

extension FiledCall {
    /// What an archived file and a call record come to; the table in `docs/engines/callfile.md`.
    ///
    /// The file says whether the call was answered, and nothing else. Why it was not is the record's to say; without
    /// one, a call that ended at its ring limit was not answered, and one that ended before it is called unreachable:
    /// it may have been busy, declined or a wrong number.
    ///
    /// - Parameters:
    ///   - trace: what Asterisk wrote into the file.
    ///   - record: its call record, if there is one.
    ///   - ringLimit: how long it was to ring.
    ///   - filedAt: when Asterisk was given it.
    ///   - endedAt: when it was over.
    /// - Returns: the end, in the one vocabulary.
    static func end(
        _ trace: CallFileTrace,
        _ record: CallRecord?,
        _ ringLimit: Duration,
        _ filedAt: Timestamp,
        _ endedAt: Timestamp
    ) -> AttemptEnd {
        let dialled = endedAt - (trace.startedAt ?? filedAt)
        let rangOut = dialled + .seconds(1) >= ringLimit
        let outcome: Outcome =
            switch (trace.status, record?.disposition) {
            case (.completed, _): .answered
            case (.failed, _): .engineError
            // The other half of a Local channel may have been answered, but the one that was asked for was not.
            case (.expired, .answered): CallRecord.Disposition.noAnswer.outcome(rangOut: rangOut)
            case (.expired, let known), (nil, let known): (known ?? .noAnswer).outcome(rangOut: rangOut)
            }
        let words = [trace.status?.rawValue, record?.disposition.rawValue].compactMap { $0 }
        var end = AttemptEnd(outcome: outcome, codes: EngineCodes(engineCause: words.joined(separator: ", ")))
        if outcome == .answered, let record, record.disposition == .answered {
            end.answeredAt = max(filedAt, endedAt - .seconds(record.answeredFor))
        }
        return end
    }
}
