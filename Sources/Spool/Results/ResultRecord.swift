import CallspoolCore

/// What a call's journal lines tell together, when its last one has been written.
struct SettledCall {
    var index: Int
    var job: CallJob
    /// The attempts in the order in which they were made, with what followed from each.
    var attempts: [AttemptRecord]
    /// How it ended.
    var status: FinalStatus
    /// The line that ended it.
    var n: Int
    var at: Timestamp
    /// Why, when no attempt ended it.
    var ending: Ending

    enum Ending {
        case attempt
        case canceled(by: String)
        case expired(reason: String?)
        case rejected(reason: String)
    }
}

/// One attempt of a story.
struct AttemptRecord {
    var number: Int
    var result: AttemptResult
    var disposition: Disposition
}

extension SettledCall {
    /// The caller id of the last attempt; that of the first one, had it been made, for a number that was never dialled.
    func callerID(_ campaign: Campaign) -> String? {
        guard let last = attempts.last else { return campaign.callerID(own: job.callerID, index: index, attempt: 1) }
        return last.result.callerID
    }

    /// The outcome that the status record tells; none for a number that was never dialled.
    var outcome: Outcome? {
        switch ending {
        case .attempt: attempts.last?.result.outcome
        case .canceled: .canceled
        case .expired: .expired
        case .rejected: attempts.last?.result.outcome
        }
    }

    /// A sentence.
    var reason: String {
        switch ending {
        case .rejected(let reason):
            guard let last = attempts.last else { return reason }
            return "Not dialled again: \(reason) The last attempt: \(last.result.outcome.sentence)"
        case .expired(let held):
            let why = held.map { $0.hasSuffix(".") ? ": \($0)" : ": \($0)." } ?? "."
            return attempts.isEmpty
                ? "The campaign expired before the number was dialled\(why)"
                : "The campaign expired before another attempt\(why) The last one: "
                    + (attempts.last?.result.outcome.sentence ?? "")
        case .canceled(let by):
            return "Taken out of the queue before it was dialled\(attempts.isEmpty ? "" : " again") (\(by))."
        case .attempt: return attemptReason
        }
    }

    private var attemptReason: String {
        guard let last = attempts.last?.result else { return "" }
        switch (last.outcome, last.calleeType) {
        case (.answered, .answeringmachine): return "The call was answered by a machine."
        case (.answered, .fax): return "The call was answered by a fax."
        case (.answered, .voice): return "The call was answered by a person."
        default:
            return attempts.count < 2
                ? last.outcome.sentence : "\(last.outcome.sentence) \(attempts.count) attempts were made."
        }
    }

    /// What happened when, for the status record's `events`.
    func events(queuedAt: Timestamp) -> [(StaticString, Timestamp)] {
        var all: [(StaticString, Timestamp)] = [("queued", queuedAt)]
        for attempt in attempts {
            all.append(("dialing", attempt.result.dialedAt))
            if let answeredAt = attempt.result.answeredAt { all.append(("connected", answeredAt)) }
            all.append(("disconnected", attempt.result.endedAt))
            if case .retry = attempt.disposition { all.append(("requeued", attempt.result.endedAt)) }
        }
        switch ending {
        case .attempt: break
        case .canceled: all.append(("canceled", at))
        case .expired: all.append(("expired", at))
        case .rejected: all.append(("rejected", at))
        }
        return all
    }
}

extension JSONLineWriter {
    /// Writes a line of `results/CAMPAIGN.status.jsonl`.
    ///
    /// Every key is there; what is absent is null.
    mutating func statusLine(_ story: SettledCall, of acceptance: Acceptance, queuedAt: Timestamp) {
        let campaign = acceptance.campaign
        let last = story.attempts.last
        line { line in
            line.field("n", story.n)
            line.field("at", story.at)
            line.field("campaign", campaign.name)
            line.field("call_id", story.job.callID)
            line.field("phone_number", story.job.phoneNumber)
            line.field("ani", story.callerID(campaign))
            line.field("message_reference", story.job.messageReference)
            line.field("call_parameters", story.job.parameters)
            line.field("status", story.status.rawValue)
            line.field("outcome", story.outcome?.rawValue)
            line.field("reason", story.reason)
            line.field("callee_type", (last?.result.calleeType ?? .none).rawValue)
            line.field("attempts", story.attempts.count)
            line.field("max_attempts", campaign.retry.maxAttempts)
            line.field("queued_timestamp", Int(queuedAt.seconds))
            line.field("last_attempt_timestamp", last.map { Int($0.result.dialedAt.seconds) })
            line.field("start_timestamp", campaign.start.map { Int($0.seconds) })
            line.field("end_timestamp", campaign.expires.map { Int($0.seconds) })
            line.field("reattempt_wait", Int(campaign.retry.interval.milliseconds / 1000))
            line.field("duration", last?.result.duration.inSeconds ?? 0)
            line.field("events", objects: story.events(queuedAt: queuedAt)) { event, line in
                line.field("event", event.0.description)
                line.field("timestamp", Int(event.1.seconds))
            }
        }
    }

    /// Writes a line of `results/CAMPAIGN.calls.jsonl`.
    ///
    /// Every key is there; what is absent is null.
    mutating func callLine(_ attempt: AttemptRecord, n: Int, at: Timestamp, job: CallJob, of acceptance: Acceptance) {
        let campaign = acceptance.campaign
        let result = attempt.result
        line { line in
            line.field("n", n)
            line.field("at", at)
            line.field("campaign", campaign.name)
            line.field("call_id", job.callID)
            line.field("phone_number", job.phoneNumber)
            line.field("ani", result.callerID)
            line.field("message_reference", job.messageReference)
            line.field("attempt", attempt.number)
            line.field("max_attempts", campaign.retry.maxAttempts)
            line.field("outcome", result.outcome.rawValue)
            line.field("class", result.outcomeClass.rawValue)
            line.field("callee_type", result.calleeType.rawValue)
            line.field("dialed_at", result.dialedAt)
            line.field("ringing_at", result.ringingAt)
            line.field("answered_at", result.answeredAt)
            line.field("ended_at", result.endedAt)
            line.field("duration", result.duration.inSeconds)
            line.field("sip_status", result.codes.sipStatus)
            line.field("q850_cause", result.codes.q850Cause)
            line.field("engine", result.engine)
            line.field("engine_cause", result.codes.engineCause)
            line.next(attempt.disposition)
        }
    }

    private mutating func next(_ disposition: Disposition) {
        switch disposition {
        case .final: field("next", "final")
        case .retry: field("next", "retry")
        case .stuck: field("next", "stuck")
        }
        if case .retry(let at) = disposition {
            field("next_attempt_at", at)
        } else {
            field("next_attempt_at", Timestamp?.none)
        }
    }
}
