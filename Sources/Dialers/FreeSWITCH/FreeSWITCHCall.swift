internal import CallspoolCore

/// One attempt at FreeSWITCH, from its placing until its end was handed over: what is said of it in whatever order goes
/// in, what is to be reported comes out in the order of a call.
struct FreeSWITCHCall: Equatable, Sendable {
    /// What is known of its end.
    enum Ending: Equatable, Sendable {
        /// Nothing; it may be in progress. Goes to failed, gone, or over.
        case none
        /// Its job has failed with this answer, and its channel, if there ever was one, has not said so yet. Goes to
        /// over when that comes, to doubtful when it does not.
        case failed(answer: String)
        /// The same, and FreeSWITCH is asked whether there is a channel. Goes to over, or to none.
        case doubtful(answer: String)
        /// FreeSWITCH knows it no more. Goes to over when its end is heard of after all, to sought, or as lost.
        case gone
        /// The same, and it is looked for in the call records. Goes to over.
        case sought(since: Timestamp)
    }

    /// Under which it is reported.
    private var key: CallKey
    private let number: Int
    private let ringLimit: Duration
    /// When it was placed; `nil` for one of the previous run.
    let placedAt: Timestamp?
    /// What is known of its end.
    private(set) var ending = Ending.none
    /// When something is to be done about that.
    private(set) var endingDue: Timestamp?
    /// Whether everything that was said of it was heard: no connection was lost meanwhile.
    private(set) var isWhole: Bool
    /// Whether FreeSWITCH was told to end it.
    private(set) var isKilled = false
    private var hasRung = false
    private(set) var isAnswered = false
    /// Nothing is dated before what was reported before it.
    private(set) var latest: Timestamp
    /// Since when it may have ended unheard.
    private var lostAt: Timestamp?
    /// When it was dialled, also in the previous run.
    private let dialledAt: Timestamp?

    /// An attempt that is placed now.
    init(_ attempt: Attempt, placedAt now: Timestamp) {
        self.init(attempt, placedAt: now, isWhole: true, latest: now)
    }

    /// An attempt of the previous run, which FreeSWITCH still has.
    init(adopting attempt: Attempt) {
        self.init(attempt, placedAt: nil, isWhole: false, latest: Timestamp(milliseconds: 0))
    }

    private init(_ attempt: Attempt, placedAt: Timestamp?, isWhole: Bool, latest: Timestamp) {
        key = attempt.key
        number = attempt.number
        ringLimit = attempt.campaignRef.campaign.ringTimeout
        self.placedAt = placedAt
        self.isWhole = isWhole
        self.latest = latest
        dialledAt = placedAt ?? attempt.recordedAt
    }
}

extension FreeSWITCHCall {
    /// How long is waited for a channel's own word when there is another sign of its end.
    ///
    /// The two are fired in the same moment by two threads of FreeSWITCH's, and come through one queue.
    static let grace = Duration.seconds(1)
    /// How long after the ring limit FreeSWITCH is told to end it.
    static let leftover = Duration.seconds(5)
    /// How long its call record is waited for.
    static let recordPatience = Duration.seconds(5)

    /// Something was said of its channel.
    ///
    /// - Returns: what is to be reported; with an end it is over.
    mutating func heard(_ event: FreeSWITCHEvent, _ clock: ServerClockOffset, _ now: Timestamp) -> [AttemptReport] {
        let channel = event.channel
        switch event.name {
        case .progress: return rang(channel, clock, now)
        case .answer: return rang(channel, clock, now) + answered(at: clock.ours(channel.answeredAt, now))
        case .hangup: return ended(channel, clock, now)
        case .job, .other: return []
        }
    }

    /// Its job is done.
    mutating func jobEnded(_ answer: String, _ now: Timestamp) {
        guard !answer.hasPrefix("+OK") else { return }
        // One that was answered and ended at once fails as well, by what its job says: the channel tells.
        ending = .failed(answer: answer)
        endingDue = now + FreeSWITCHCall.grace
    }

    /// FreeSWITCH has said whether it has such a channel.
    ///
    /// - Returns: what is to be reported; with an end it is over.
    mutating func inquired(exists: Bool, _ now: Timestamp) -> [AttemptReport] {
        if exists {
            ending = .none
            endingDue = nil
            lostAt = nil
            return []
        }
        switch ending {
        case .doubtful(let answer): return failed(answer, now)
        case .failed, .gone, .sought: return []
        case .none:
            ending = .gone
            endingDue = now + FreeSWITCHCall.grace
            return []
        }
    }

    /// What is to be done when the wait for its channel's word is over.
    enum Overdue: Equatable {
        /// FreeSWITCH is to be asked whether it has the channel.
        case ask
        /// It is over, and its end was not heard: this is to be reported.
        case lost(AttemptReport)
    }

    /// The wait for its channel's word is over; `nil` when it is not, or is nobody's.
    ///
    /// Where there are call records it is looked for there first.
    mutating func overdue(_ now: Timestamp, hasRecords: Bool) -> Overdue? {
        guard let due = endingDue, due <= now else { return nil }
        endingDue = nil
        switch ending {
        case .failed(let answer):
            ending = .doubtful(answer: answer)
            return .ask
        case .gone:
            guard hasRecords else { return .lost(lost(now)) }
            ending = .sought(since: now)
            return nil
        case .none, .doubtful, .sought: return nil
        }
    }

    /// It is looked for in the call records from now on.
    mutating func seek(_ now: Timestamp) {
        ending = .sought(since: now)
    }

    /// Whether its end was not heard, and may be in the call records.
    var isSought: Bool {
        if case .sought = ending { true } else { false }
    }

    /// The call records were looked through.
    ///
    /// - Returns: its end; `nil` while its record may still be written.
    mutating func looked(_ record: FreeSWITCHRecord?, _ now: Timestamp) -> AttemptReport? {
        guard case .sought(let since) = ending else { return nil }
        if let record { return ended(by: record, now) }
        return now - since >= FreeSWITCHCall.recordPatience ? lost(now) : nil
    }

    /// Its end was not heard: an answer that was stays one, and it ended when it could not be heard any more, as far as is
    /// known.
    mutating func lost(_ now: Timestamp) -> AttemptReport {
        let codes = EngineCodes(engineCause: "its channel ended while the connection to FreeSWITCH was lost")
        return report(.ended(AttemptEnd(outcome: isAnswered ? .answered : .unknown, codes: codes)), at: lostAt ?? now)
    }

    /// Its end is in the call records, whose times of day are in a zone that they do not tell: they are counted from when it
    /// was dialled, or answered.
    private mutating func ended(by record: FreeSWITCHRecord, _ now: Timestamp) -> AttemptReport {
        let wasAnswered = isAnswered || record.answeredFor > 0
        let begun = isAnswered ? latest + .seconds(record.answeredFor) : (dialledAt ?? now) + .seconds(record.lasted)
        let at = min(now, begun)
        let signs = AttemptSigns(
            ringing: hasRung,
            answered: wasAnswered,
            ringLimitReached: .seconds(record.lasted + 1) >= ringLimit
        )
        var end = AttemptEnd(outcome: record.cause.outcome(signs), codes: EngineCodes(engineCause: record.cause.word))
        if end.outcome == .answered, !isAnswered {
            end.answeredAt = max(dialledAt ?? at, at - .seconds(record.answeredFor))
        }
        return report(.ended(end), at: at)
    }

    /// Certainly never placed after all.
    mutating func refused(_ outcome: Outcome, _ words: String, _ now: Timestamp) -> AttemptReport {
        report(.ended(AttemptEnd(outcome: outcome, codes: EngineCodes(engineCause: words))), at: now)
    }

    /// It was asked about: its end is to be reported under the key that it is asked by.
    mutating func asked(by attempt: Attempt) {
        key = attempt.key
    }

    /// The connection was lost: from now on things may be said that are not heard.
    mutating func disconnected(_ lostAt: Timestamp) {
        isWhole = false
        self.lostAt = self.lostAt ?? lostAt
    }

    /// Whether it rings on after its limit, as far as everything was heard; asked once.
    mutating func isLeftover(_ now: Timestamp) -> Bool {
        guard isWhole, !isAnswered, !isKilled, ending == .none, let placedAt else { return false }
        isKilled = now - placedAt > ringLimit + FreeSWITCHCall.leftover
        return isKilled
    }
}

extension FreeSWITCHCall {
    private mutating func rang(_ channel: FreeSWITCHEvent.Channel, _ clock: ServerClockOffset, _ now: Timestamp)
        -> [AttemptReport]
    {
        guard channel.rangAt > 0, !hasRung, !isAnswered else { return [] }
        hasRung = true
        return [report(.ringing, at: clock.ours(channel.rangAt, now))]
    }

    private mutating func answered(at instant: Timestamp) -> [AttemptReport] {
        guard !isAnswered else { return [] }
        isAnswered = true
        return [report(.connected, at: instant)]
    }

    private mutating func ended(_ channel: FreeSWITCHEvent.Channel, _ clock: ServerClockOffset, _ now: Timestamp)
        -> [AttemptReport]
    {
        var reports = rang(channel, clock, now)
        if channel.answeredAt > 0 { reports += answered(at: clock.ours(channel.answeredAt, now)) }
        let at = clock.ours(channel.endedAt, now)
        let cause = HangupCause(word: channel.cause ?? "NONE")
        let codes = EngineCodes(sipStatus: channel.sipStatus, q850Cause: channel.q850, engineCause: cause.word)
        let outcome = cause.outcome(codes, signs(at, phrase: channel.phrase))
        let callee = outcome == .answered ? channel.callee : nil
        let isSilent = isSilent(channel, cause, at)
        let end = AttemptEnd(outcome: outcome, calleeType: callee, codes: codes, isSilent: isSilent)
        reports.append(report(.ended(end), at: at))
        return reports
    }

    /// Its job's word is the only one there is.
    private mutating func failed(_ answer: String, _ now: Timestamp) -> [AttemptReport] {
        let cause = HangupCause(answer: answer)
        let codes = EngineCodes(engineCause: cause?.word ?? ChannelText.escaped(String(answer.prefix(120))))
        var outcome = cause?.outcome(signs(now, phrase: nil)) ?? .engineError
        // There was a channel, and it may have been answered: nothing of it was heard.
        if isAnswered || cause?.mayFollowAnswer == true { outcome = .unknown }
        return [report(.ended(AttemptEnd(outcome: outcome, codes: codes)), at: now)]
    }

    /// Whether nothing at all was heard of the far end: a limit ended it, or FreeSWITCH itself, and not a response.
    private func isSilent(_ channel: FreeSWITCHEvent.Channel, _ cause: HangupCause, _ endedAt: Timestamp) -> Bool {
        if hasRung || isAnswered { return false }
        if channel.sipStatus != nil { return channel.isUnreplied }
        let isTimer = ["PROGRESS_TIMEOUT", "RECOVERY_ON_TIMER_EXPIRE"].contains(cause.word)
        return isTimer || signs(endedAt, phrase: nil).ringLimitReached && cause.saysNoAnswer
    }

    private func signs(_ endedAt: Timestamp, phrase: String?) -> AttemptSigns {
        // FreeSWITCH's timer runs in whole seconds, and ends a call up to one too early.
        let isLimit = placedAt.map { endedAt - $0 >= ringLimit - .seconds(1) } ?? false
        return AttemptSigns(
            ringing: hasRung,
            answered: isAnswered,
            ringLimitReached: isLimit || isKilled,
            phrase: phrase
        )
    }

    private mutating func report(_ event: AttemptReport.Event, at instant: Timestamp) -> AttemptReport {
        latest = max(latest, instant)
        return AttemptReport(key: key, attempt: number, at: latest, event: event)
    }
}
