internal import CallspoolCore
internal import Spool

/// One call's story for a page: each event with its time, what its codes mean, and what decided the next step.
struct StoryWords: Sendable {
    /// One event.
    struct Event: Sendable {
        var at: Sentence
        var name: String
        var tone: String
        /// What is to be said of it, a sentence each.
        var words: [Sentence]
    }

    private let tale: CallTale
    private let mask: NumberMask

    init(_ tale: CallTale, _ mask: NumberMask) {
        self.tale = tale
        self.mask = mask
    }

    private var campaign: Campaign { tale.acceptance.campaign }

    /// Everything that happened, from the beginning.
    var events: [Event] {
        let retries = campaign.retry.maxRetries
        let rule =
            retries == 0
            ? "no retries" : "up to \(campaign.retry.maxAttempts) attempts, \(campaign.retry.interval.inWords) between"
        var events = [Event(at: "\(tale.acceptedAt)", name: "accepted", tone: "", words: [Sentence(rule)])]
        var (tries, before) = (Tries(), JournalEntry?.none)
        for entry in tale.entries {
            if let outcome = entry.event.countedOutcome { tries = tries.adding(outcome) }
            let words = words(entry, after: before, tries).filter { !$0.isEmpty }
            events.append(Event(at: "\(entry.at)", name: "\(entry.event.name)", tone: entry.event.tone, words: words))
            before = entry
        }
        return events
    }

    private func words(_ entry: JournalEntry, after before: JournalEntry?, _ tries: Tries) -> [Sentence] {
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
            return ["\(result.outcome.sentence)", "Held as stuck: it is never dialled again by itself."]
        case .canceled(_, let by): return ["taken out of the queue (\(by))"]
        case .expired(_, let reason):
            return ["the campaign expired before an attempt"] + (reason.map { ["\(mask.text($0))"] } ?? [])
        case .rejected(_, let reason): return ["\(mask.text(reason))"]
        case .accepted, .started, .suspended, .resumed, .stopped, .added, .finished, .reported: return []
        }
    }

    private func words(_ result: AttemptResult, _ disposition: Disposition, _ tries: Tries) -> [Sentence] {
        let why = disposition.sentence(
            after: result.outcome,
            tries: tries,
            campaign: campaign,
            endedAt: result.endedAt
        )
        var words: [Sentence] = [Sentence(result.sentence), Sentence(mask.text(result.codes.words)), "\(why)"]
        if case .retry(let at) = disposition { words.append("next attempt not before \(at)") }
        return words
    }

    /// What became of the call's status record.
    var record: Sentence {
        let (record, name) = (tale.record, campaign.name)
        let last = record.tries.last
        switch record.state {
        case .none: return "There is none before the call is over."
        case .untold: return "It is not written yet."
        case .kept: return "In results/\(name).status.jsonl; the campaign has no result_url."
        case .waiting: return "In results/\(name).status.jsonl; it was not sent yet."
        case .retried:
            let next: Sentence = last?.nextTry.map { "; next try at \($0)" } ?? ""
            return "Sent in vain \(record.tries.count.counted("time")): \(last?.why ?? "no reason told")\(next)."
        case .taken:
            let taken = record.tries.last { $0.event?.isTaken == true }
            let status = taken?.httpStatus.map { " (HTTP status \($0))" } ?? ""
            let with = record.batch > 1 ? ", with \((record.batch - 1).counted("other record")) in one request" : ""
            guard let taken else { return "The receiver has it." }
            return "The receiver took it at \(taken.at) on try \(taken.tries)\(status)\(with)."
        case .givenUp:
            return
                "Given up after \(last?.tries == 1 ? "1 try" : "\(last?.tries ?? 0) tries"): \(last?.why ?? "no reason told"). It is kept in "
                + "results/\(name).undelivered.jsonl."
        case .gone:
            return "The receiver wants nothing more (HTTP status 410); it is kept in results/\(name).undelivered.jsonl."
        }
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

    /// How it looks in a list.
    fileprivate var tone: String {
        switch self {
        case .ended(_, _, let result, _), .settled(_, _, let result, _, _): result.outcome == .answered ? "good" : "bad"
        case .dialing, .ringing, .connected: "live"
        case .lost, .canceled, .expired, .rejected: "bad"
        case .accepted, .started, .suspended, .resumed, .stopped, .added, .finished, .reported: ""
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
        return "Answered by \(whom); connected for \(duration.toTenths)."
    }
}
