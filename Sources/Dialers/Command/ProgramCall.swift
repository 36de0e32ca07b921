internal import CallspoolCore

/// An attempt that a program has, or is about to have.
struct ProgramCall: Sendable {
    /// Whose it is.
    let attempt: AttemptKey
    /// When callspool heard of it; nothing that is reported of it is dated earlier.
    private(set) var latest: Timestamp
    /// Whether the program has said anything of it.
    var isConfirmed = false
    /// Whether it rang, and was answered.
    private(set) var hasRung = false
    private(set) var isAnswered = false
    /// When the program is told to end it, should it still ring; `nil` when it was told, or need not be.
    var cancelAt: Timestamp?
    /// Whether the program was told to end it, because it rang too long.
    private var isCanceled = false

    init(_ attempt: AttemptKey, at now: Timestamp) {
        self.attempt = attempt
        latest = now
    }

    /// The program is told to end it.
    mutating func cancel() {
        cancelAt = nil
        isCanceled = true
    }

    /// It rings; nothing when that is known.
    mutating func ringing(at: Timestamp) -> AttemptReport? {
        guard !hasRung, !isAnswered else { return nil }
        hasRung = true
        return report(.ringing, at)
    }

    /// It was answered; nothing when that is known.
    mutating func answered(at: Timestamp) -> AttemptReport? {
        guard !isAnswered else { return nil }
        isAnswered = true
        cancelAt = nil
        return report(.connected, at)
    }

    /// It is over.
    mutating func ended(_ said: ProgramEnd, at: Timestamp) -> AttemptReport {
        let floor = latest
        let at = max(at, latest)
        return report(.ended(end(said, since: floor, at: at)), at)
    }

    /// It was not placed: an outcome that blames the trunk or the configuration, else `engine_error`.
    mutating func refused(_ said: ProgramEnd, at: Timestamp) -> AttemptReport {
        // A telephone that rang was not refused, whatever the program says.
        if hasRung || isAnswered { return ended(said, at: at) }
        var end = AttemptEnd(outcome: .engineError, codes: said.codes, retryAfter: said.retryAfter)
        if let outcome = said.outcome, [.trunk, .config].contains(outcome.outcomeClass) {
            end = AttemptEnd(outcome: outcome, codes: said.codes, retryAfter: said.retryAfter)
        }
        return report(.ended(end), at)
    }

    /// Nobody knows how it went on.
    mutating func lost(at: Timestamp) -> AttemptReport {
        report(.ended(AttemptEnd(outcome: .unknown)), at)
    }

    /// What the words of a program come to.
    ///
    /// Answered is answered: a program that says so and then names another outcome keeps its word in the codes only.
    /// Where it names none, its codes decide; without any, nothing is known of an attempt that was not answered.
    private func end(_ said: ProgramEnd, since floor: Timestamp, at: Timestamp) -> AttemptEnd {
        let wasAnswered = isAnswered || said.answeredAt != nil
        let signs = AttemptSigns(
            ringing: hasRung,
            answered: wasAnswered,
            ringLimitReached: said.ringLimitReached || isCanceled,
            phrase: said.codes.engineCause
        )
        var outcome = wasAnswered ? .answered : said.outcome ?? Outcome(codes: said.codes, signs: signs)
        let isSame = outcome == (said.outcome ?? outcome)
        // Canceled by us for ringing too long is what the vocabulary calls not answered.
        if outcome == .canceled, isCanceled { outcome = .noAnswer }
        var end = AttemptEnd(outcome: outcome, calleeType: isSame ? said.calleeType : nil, codes: said.codes)
        end.retryAfter = said.retryAfter
        if outcome == .answered, !isAnswered { end.answeredAt = min(max(said.answeredAt ?? at, floor), at) }
        return end
    }

    private mutating func report(_ event: AttemptReport.Event, _ at: Timestamp) -> AttemptReport {
        latest = max(latest, at)
        return AttemptReport(key: attempt.key, attempt: attempt.number, at: latest, event: event)
    }
}
