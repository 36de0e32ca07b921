internal import CallspoolCore

/// An attempt whose call file is Asterisk's, or was.
struct FiledCall: Equatable, Sendable {
    /// How far it has come.
    enum Stage: Equatable, Sendable {
        /// Being written aside; goes to filed.
        case staged
        /// In the folder, untouched; goes to started, withdrawn or over.
        case filed
        /// Asterisk dials; goes to over or missing.
        case started(at: Timestamp)
        /// Taken back at an instant, because Asterisk left it alone; goes to started, or ends.
        case withdrawn(at: Timestamp)
        /// Nowhere to be found since an instant; ends, or goes to over.
        case missing(since: Timestamp)
        /// In the archive; ends when its call record is there, or is waited for no more.
        case over(CallFileTrace, at: Timestamp)
    }

    /// What is to be done because of what was seen.
    enum Action: Equatable, Sendable {
        /// Nothing, for now.
        case wait
        /// Take the file back.
        case withdraw
        /// Put it into the folder again: Asterisk had begun.
        case giveBack
        /// Use up its one attempt.
        case spend
        /// It is over.
        case end(AttemptEnd, at: Timestamp)
    }

    /// What was seen of it, in one look at all the places.
    struct Look: Equatable, Sendable {
        /// In the folder, with what is written in it.
        var outgoing: CallFileTrace?
        /// Among those that were taken back.
        var withdrawn: CallFileTrace?
        /// In the archive, with when it was written to.
        var archived: (trace: CallFileTrace, at: Timestamp)?
        /// Its call record.
        var record: CallRecord?

        static func == (left: Look, right: Look) -> Bool {
            left.outgoing == right.outgoing && left.withdrawn == right.withdrawn && left.record == right.record
                && left.archived?.trace == right.archived?.trace && left.archived?.at == right.archived?.at
        }
    }

    /// How long is waited for what must come.
    enum Patience {
        /// For a file that was taken back to turn up again, because Asterisk had read it already.
        static let withdrawn = Duration.seconds(3)
        /// For a file that is nowhere: between two folders it may be missed by two looks.
        static let missing = Duration.seconds(5)
        /// For the `Status` of an archived file, and for its call record.
        static let record = Duration.seconds(5)
        /// For a call; an Asterisk with the process id of the one that crashed never ends one that it finds.
        static let call = Duration.seconds(4 * 3600)
    }

    /// Whose it is.
    let attempt: AttemptKey
    /// When it was put into the folder.
    private(set) var filedAt: Timestamp
    /// How long it may ring.
    let ringLimit: Duration
    private(set) var stage: Stage

    init(_ attempt: Attempt, filedAt: Timestamp, stage: Stage = .filed) {
        self.stage = stage
        self.attempt = AttemptKey(attempt)
        self.filedAt = filedAt
        ringLimit = attempt.campaignRef.campaign.ringTimeout
    }

    /// Its file is in the folder.
    mutating func filed(at now: Timestamp) {
        (stage, filedAt) = (.filed, now)
    }

    /// Takes in a look.
    ///
    /// - Parameters:
    ///   - look: what was seen.
    ///   - settings: how long Asterisk may leave a file alone, and whether there are call records.
    ///   - now: when it was seen.
    /// - Returns: what is to be done.
    mutating func saw(_ look: Look, _ settings: CallFileSettings, _ now: Timestamp) -> Action {
        // It cannot be anywhere yet.
        if stage == .staged { return .wait }
        if let archived = look.archived { return isOver(archived.trace, archived.at, look.record, settings, now) }
        if let outgoing = look.outgoing { return isOutgoing(outgoing, settings, now) }
        if let withdrawn = look.withdrawn { return isWithdrawn(withdrawn, now) }
        guard case .missing(let since) = stage else {
            stage = .missing(since: now)
            return .wait
        }
        guard now - since >= Patience.missing else { return .wait }
        // The record alone tells as much; without it nobody knows.
        let trace = CallFileTrace([])
        return look.record.map { .end(Self.end(trace, $0, ringLimit, filedAt, now), at: now) }
            ?? lost("it vanished", now)
    }

    private mutating func isOutgoing(
        _ trace: CallFileTrace,
        _ settings: CallFileSettings,
        _ now: Timestamp
    ) -> Action {
        if case .started(let start) = stage {
            return now - start < Patience.call ? .wait : lost("it has been dialling for \(Patience.call)", now)
        }
        if let start = trace.startedAt {
            stage = .started(at: min(start, now))
            return .spend
        }
        stage = .filed
        guard now - filedAt >= settings.pickup else { return .wait }
        stage = .withdrawn(at: now)
        return .withdraw
    }

    private mutating func isWithdrawn(_ trace: CallFileTrace, _ now: Timestamp) -> Action {
        if trace.startedAt != nil { return .giveBack }
        guard case .withdrawn(let since) = stage else {
            stage = .withdrawn(at: now)
            return .wait
        }
        guard now - since >= Patience.withdrawn else { return .wait }
        let cause = "Asterisk left the call file alone, and it was taken back"
        return .end(AttemptEnd(outcome: .carrierError, codes: EngineCodes(engineCause: cause)), at: now)
    }

    private mutating func isOver(
        _ trace: CallFileTrace,
        _ at: Timestamp,
        _ record: CallRecord?,
        _ settings: CallFileSettings,
        _ now: Timestamp
    ) -> Action {
        let since: Timestamp
        if case .over(_, let first) = stage { since = first } else { since = now }
        stage = .over(trace, at: since)
        let isComplete = trace.status != nil && (settings.cdr == nil || record != nil || trace.status == .failed)
        guard isComplete || now - since >= Patience.record else { return .wait }
        guard trace.status != nil || record != nil else { return lost("the archived file has no `Status`", now) }
        let instant = min(max(at, filedAt), now)
        return .end(Self.end(trace, record, ringLimit, filedAt, instant), at: instant)
    }

    private func lost(_ why: String, _ now: Timestamp) -> Action {
        .end(AttemptEnd(outcome: .unknown, codes: EngineCodes(engineCause: "\(why)")), at: now)
    }
}
