import Answers
import CallspoolCore
import Spool
import Stages

/// One call's story for a person: each event with its time, what it means, and what decided the next step.
struct CallTaleText {
    private let tale: CallTale

    init(_ tale: CallTale) {
        self.tale = tale
    }

    private var campaign: Campaign { tale.acceptance.campaign }

    /// The story, the answer first.
    var text: String {
        var lines = ["\(tale.row.job.phoneNumber) (\(campaign.name), \(tale.row.job.callID)): \(headline)"]
        if !details.isEmpty { lines.append("  " + details.joined(separator: ", ")) }
        lines += events
        lines += RecordWords(tale).lines
        return lines.map { $0 + "\n" }.joined()
    }

    private var headline: String {
        let row = tale.row
        guard row.attempts > 0 else { return row.phase }
        let besides = row.uncounted == 0 ? "" : ", and \(row.uncounted) that the trunk failed"
        return "\(row.phase), attempt \(row.attempts - row.uncounted) of \(row.maxAttempts)\(besides)"
    }

    private var details: [String] {
        let row = tale.row
        var details = row.callerID.map { ["ANI \($0)"] } ?? []
        if let reference = row.job.messageReference { details.append("reference \(reference)") }
        details += row.job.parameters.map { "\($0.key)=\($0.value)" }
        return details
    }

    private var events: [String] {
        var lines: [String] = []
        var day = SystemClock().wall.day
        var tries = Tries()
        var before: JournalEntry?
        func add(_ at: Timestamp, _ name: StaticString, _ words: [String]) {
            if at.day != day { lines.append("\(at.day)") }
            day = at.day
            let space = String(repeating: " ", count: max(0, 10 - name.description.count))
            let head = "\(at.iso8601.dropFirst(11).dropLast(1))  \(name)\(space)"
            lines.append(words.first.map { "\(head)  \($0)" } ?? head.withoutSpace)
            lines += words.dropFirst().map { String(repeating: " ", count: 26) + $0 }
        }
        let retries = campaign.retry.maxRetries
        let rule =
            retries == 0
            ? "no retries" : "up to \(campaign.retry.maxAttempts) attempts, \(campaign.retry.interval.inWords) between"
        add(tale.acceptedAt, "accepted", ["campaign \(campaign.name), \(rule)"])
        for entry in tale.entries {
            if let outcome = entry.event.countedOutcome { tries = tries.adding(outcome) }
            add(entry.at, entry.event.name, words(entry, after: before, tries))
            before = entry
        }
        return lines
    }

    private func words(_ entry: JournalEntry, after before: JournalEntry?, _ tries: Tries) -> [String] {
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
            return [
                result.outcome.sentence, "held as stuck: never dialled again by itself; see: callspool stuck",
            ]
        case .canceled(_, let by): return ["taken out of the queue (\(by))"]
        case .expired(_, let reason): return ["the campaign expired before an attempt"] + (reason.map { [$0] } ?? [])
        case .rejected(_, let reason): return [reason]
        case .accepted, .started, .suspended, .resumed, .stopped, .added, .finished, .reported: return []
        }
    }

    private func words(_ result: AttemptResult, _ disposition: Disposition, _ tries: Tries) -> [String] {
        var words = [result.sentence]
        if !result.codes.words.isEmpty { words.append(result.codes.words) }
        words.append(
            disposition.sentence(after: result.outcome, tries: tries, campaign: campaign, endedAt: result.endedAt)
        )
        if case .retry(let at) = disposition { words.append("next attempt not before \(at.clock)") }
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

extension String {
    fileprivate var withoutSpace: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
