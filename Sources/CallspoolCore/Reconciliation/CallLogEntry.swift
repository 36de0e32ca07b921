/// What an engine's call log says of one call.
public struct CallLogEntry: Equatable, Sendable {
    /// Its line in the log, from 1.
    public var line: Int
    /// The id under which it was placed.
    public var id: String?
    /// The number dialled, as written.
    public var number: String?
    /// When it began.
    public var startedAt: Timestamp?
    /// When it was answered.
    public var answeredAt: Timestamp?
    /// When it ended.
    public var endedAt: Timestamp?
    /// How long it lasted in all.
    public var duration: Duration?
    /// How long it was connected.
    public var talk: Duration?
    /// The engine's word for what became of it.
    public var disposition: String?
    /// The Q.850 cause.
    public var cause: Int?
    /// The SIP final status.
    public var sipStatus: Int?

    /// Makes an entry that says nothing.
    public init(line: Int) {
        self.line = line
    }
}

extension CallLogEntry {
    /// What became of the call; `nil` when the entry does not say it in words that are known.
    ///
    /// An answer is believed before any code: the codes are of the end. Then the codes decide, as in `docs/outcomes.md`,
    /// then the word, Asterisk's or our own.
    public var outcome: Outcome? {
        if isAnswered { return .answered }
        if sipStatus != nil || cause != nil {
            let word = disposition.flatMap(CallLogEntry.outcome(word:))
            let signs = AttemptSigns(
                ringing: word == .noAnswer,
                ringLimitReached: word == .noAnswer,
                endedByUs: word == .canceled
            )
            let outcome = Outcome(codes: EngineCodes(sipStatus: sipStatus, q850Cause: cause), signs: signs)
            if outcome != .unknown { return outcome }
        }
        return disposition.flatMap(CallLogEntry.outcome(word:))
    }

    /// Whether it was answered: the word decides where there is one that is known.
    private var isAnswered: Bool {
        if let word = disposition.flatMap(CallLogEntry.outcome(word:)) { return word == .answered }
        return answeredAt != nil || talk.map { $0 > .zero } == true || sipStatus == 200
    }

    /// Asterisk's dispositions (`cdr.h`: ANSWERED, NO ANSWER, BUSY, FAILED, CONGESTION), the words of `DIALSTATUS`, and
    /// our own.
    private static func outcome(word: String) -> Outcome? {
        switch word.uppercased() {
        case "ANSWERED", "ANSWER": .answered
        case "NO ANSWER", "NOANSWER": .noAnswer
        case "BUSY": .busy
        case "CONGESTION": .congestion
        case "FAILED", "CHANUNAVAIL": .carrierError
        case "CANCEL": .canceled
        default: Settlement.Finding(word: word.lowercased())?.outcome
        }
    }

    /// When it began, also where only its end and its length are told.
    var begin: Timestamp? {
        if let startedAt { return startedAt }
        if let endedAt, let duration { return endedAt - duration }
        return nil
    }

    /// The settlement that the entry makes of a call, `by` whom or what.
    public func settlement(of call: SoughtCall, _ outcome: Outcome, by: String) -> Settlement {
        var settlement = Settlement(call.callID, attempt: call.attempt, .ended(outcome), by: by)
        settlement.codes = EngineCodes(sipStatus: sipStatus, q850Cause: cause, engineCause: disposition)
        settlement.endedAt = endedAt ?? startedAt.flatMap { start in duration.map { start + $0 } }
        guard outcome == .answered else { return settlement }
        settlement.answeredAt = answeredAt ?? settlement.endedAt.flatMap { end in talk.map { end - $0 } }
        if settlement.endedAt == nil {
            settlement.endedAt = settlement.answeredAt.flatMap { answer in talk.map { answer + $0 } }
        }
        return settlement
    }
}

extension Settlement.Finding {
    /// The outcome, of an attempt that was placed.
    fileprivate var outcome: Outcome? {
        if case .ended(let outcome) = self { outcome } else { nil }
    }
}
