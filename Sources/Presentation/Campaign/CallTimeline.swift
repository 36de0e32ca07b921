package import CallspoolCore
package import Spool

/// One call's story for a person: each event with its time, what its codes mean, and what decided the next step.
package struct CallTimeline: Sendable {
    /// One event.
    package struct Event: Sendable {
        /// When.
        package var at: Timestamp
        /// What happened.
        package var name: StaticString
        /// How it looks where colours are shown.
        package var tone: Tone
        /// What is to be said of it.
        package var words: [TimedText]
    }

    /// What an event is to the caller.
    package enum Tone: String, Sendable {
        /// Neither good nor bad.
        case plain = ""
        /// The call is in progress.
        case live
        /// It was answered.
        case good
        /// It was not.
        case bad
    }

    private let tale: CallHistory

    /// Tells a story.
    package init(_ tale: CallHistory) {
        self.tale = tale
    }

    private var campaign: Campaign { tale.acceptance.campaign }

    /// Everything that happened, from the beginning.
    package var events: [Event] {
        var events = [
            Event(at: tale.acceptedAt, name: "accepted", tone: .plain, words: ["campaign \(campaign.name), \(rule)"])
        ]
        var (tries, before) = (Tries(), JournalEntry?.none)
        for entry in tale.entries {
            if let outcome = entry.event.countedOutcome { tries = tries.adding(outcome) }
            let words = words(entry, after: before, tries).filter { !$0.isEmpty }
            events.append(Event(at: entry.at, name: entry.event.name, tone: entry.event.tone, words: words))
            before = entry
        }
        return events
    }

    private var rule: String {
        campaign.retry.maxRetries == 0
            ? "no retries" : "up to \(campaign.retry.maxAttempts) attempts, \(campaign.retry.interval.inWords) between"
    }

    private func words(_ entry: JournalEntry, after before: JournalEntry?, _ tries: Tries) -> [TimedText] {
        let since = before.map { (entry.at - $0.at).toTenths } ?? ""
        switch entry.event {
        case .dialing(_, let attempt, let callerID, let trunk):
            let from = callerID.map { " from \($0)" } ?? ""
            return ["attempt \(attempt)\(from)\(trunk.map { " through \($0)" } ?? "")"]
        case .ringing: return ["after \(since)"]
        case .connected:
            return [before.map { $0.event.isRinging } == true ? "after ringing for \(since)" : "after \(since)"]
        case .ended(_, _, let result, let disposition): return words(result, disposition, tries)
        case .settled(_, _, let result, let disposition, let by):
            return words(result, disposition, tries) + ["settled by: \(by)"]
        case .lost(_, _, let result):
            let held: TimedText = "held as stuck: never redialled automatically; see: callspool stuck"
            return [TimedText(result.outcome.sentence), held]
        case .canceled(_, let by): return ["taken out of the queue (\(by))"]
        case .expired(_, let reason):
            return ["the campaign expired before an attempt", TimedText(reason ?? "")]
        case .rejected(_, let reason): return [TimedText(reason)]
        case .accepted, .started, .suspended, .resumed, .stopped, .added, .finished, .reported: return []
        }
    }

    private func words(_ result: AttemptResult, _ disposition: Disposition, _ tries: Tries) -> [TimedText] {
        let why = disposition.sentence(
            after: result.outcome,
            tries: tries,
            campaign: campaign,
            endedAt: result.endedAt,
            concernsCallOnly: result.concernsCallOnly
        )
        var words = [TimedText(result.sentence), TimedText(result.codes.words), TimedText(why)]
        if case .retry(let at) = disposition { words.append("next attempt not before \(at)") }
        return words
    }
}

extension JournalEvent {
    /// The outcome of an event that counts as a dialling of its call.
    fileprivate var countedOutcome: Outcome? {
        switch self {
        case .ended(_, _, let result, _), .settled(_, _, let result, _, _): result.outcome
        case .accepted, .started, .dialing, .ringing, .connected, .lost, .canceled, .expired, .rejected, .suspended,
            .resumed, .stopped, .added, .finished, .reported:
            nil
        }
    }

    fileprivate var isRinging: Bool {
        if case .ringing = self { true } else { false }
    }

    fileprivate var tone: CallTimeline.Tone {
        switch self {
        case .ended(_, _, let result, _), .settled(_, _, let result, _, _): result.outcome == .answered ? .good : .bad
        case .dialing, .ringing, .connected: .live
        case .lost, .canceled, .expired, .rejected: .bad
        case .accepted, .started, .suspended, .resumed, .stopped, .added, .finished, .reported: .plain
        }
    }
}

extension AttemptResult {
    /// What happened, and for how long.
    fileprivate var sentence: String {
        guard outcome == .answered else { return "\(outcome.rawValue): \(outcome.sentence)" }
        let whom =
            switch calleeType {
            case .voice: "a person"
            case .answeringmachine: "a machine"
            case .fax: "a fax"
            case .unknown, .busy, .noanswer, .intercept, .none: "an unknown callee"
            }
        return "answered by \(whom); connected for \(duration.toTenths)"
    }
}
