public import CallspoolCore

/// One call of a campaign, for a table.
public struct CallRow: Sendable {
    /// Whom, and under which id.
    public var job: CallJob
    /// The caller id of the last attempt, or of the next.
    public var callerID: String?
    /// Where it is in its life: queued, dialing, connected, stuck, completed, failed, canceled, rejected.
    public var phase: String
    /// The attempts made.
    public var attempts: Int
    /// How many of them the trunk or our configuration failed; these do not count.
    public var uncounted: Int
    /// How many attempts that count there may be.
    public var maxAttempts: Int
    /// The last attempt's result.
    public var last: AttemptResult?
    /// The attempt in progress, if there is one.
    public var live: InProgress?
    /// When it is next attempted, if it waits for that.
    public var nextAttempt: Timestamp?
    /// What ended it where no attempt did: `expired` or `canceled`.
    public var closing: Outcome?
    /// When that was.
    public var closedAt: Timestamp?
    /// Why a number is not dialled; what had held one that expired; who canceled one.
    public var reason: String?
    /// Whether the campaign is stopped or suspended and this call was in progress before, and so still goes out.
    public var stillGoesOut = false
    /// Whether it waits for its campaign to be resumed, so that it has no next attempt.
    public var isHeld = false
    /// Whether it was in progress when its program ended, and nobody has asked what became of it yet.
    public var isInterrupted = false
}

extension CallRow {
    /// The row as somebody sees it who knows whether a program is running: where none is, what is in progress by the
    /// journal is followed by nobody.
    public func seen(isRunning: Bool) -> CallRow {
        var row = self
        row.isInterrupted = live != nil && !isRunning
        return row
    }
}

/// Makes rows out of a campaign's files.
struct CallRowReader {
    private let jobs: JobsFile
    private let journal: JournalReader
    private let replay: JournalReplay
    private let waiting: [Int: (due: Timestamp, previous: LogPosition?)]

    /// - Parameters:
    ///   - place: the campaign.
    ///   - replay: its journal's.
    ///   - some: the calls that will be asked for; all when there are none.
    ///   - disk: where it is.
    /// - Throws: `DiskError`.
    init(_ place: CampaignPlace, _ replay: JournalReplay, among some: Set<Int>? = nil, on disk: any Disk) throws {
        self.replay = replay
        let prefix = replay.acceptance.callIDPrefix
        jobs = try JobsFile(place.folder.jobs, callIDPrefix: prefix, total: replay.queue.total, isHeld: true, on: disk)
        journal = try JournalReader(place.folder, on: disk)
        waiting = replay.queue.waitingCalls(among: some)
    }

    func close() {
        journal.close()
    }

    func final(_ index: Int, lineAt position: LogPosition) throws -> CallRow {
        let entry = try entry(position)
        let attempts = try journal.attempts(endingAt: entry.endsAttempt ? position : entry.previous)
        var row = try row(index, attempts)
        row.take(entry)
        return row
    }

    func pending(_ index: Int) throws -> CallRow {
        let previous = waiting[index]?.previous ?? replay.queue.inProgress[index]?.previous
        var row = try row(index, try journal.attempts(endingAt: previous))
        row.isHeld = replay.queue.hold != nil
        row.nextAttempt = row.isHeld ? nil : waiting[index]?.due
        if let live = replay.queue.inProgress[index] {
            row.attempts = live.attempt
            row.live = live
            row.stillGoesOut = replay.queue.hold != nil
        }
        if let stuck = replay.queue.stuck[index] {
            row.attempts = stuck.attempt
            row.last = stuck.result
        }
        return row
    }

    /// The row of a call, wherever it is; `lastLine` is where its last line stands.
    func row(_ index: Int, lastLine: LogPosition?) throws -> CallRow {
        guard replay.queue.finalStatus(index) != nil, let lastLine else { return try pending(index) }
        return try final(index, lineAt: lastLine)
    }

    /// A line of the journal.
    func entry(_ position: LogPosition) throws -> JournalEntry {
        try journal.entry(at: position)
    }

    /// What the callee is or was shown; of a call that waits, what the first attempt will show.
    private func callerID(_ index: Int, _ job: CallJob, _ last: AttemptRecord?) -> String? {
        if let live = replay.queue.inProgress[index] { return live.callerID }
        if let stuck = replay.queue.stuck[index] { return stuck.result.callerID }
        if let last { return last.result.callerID }
        return replay.acceptance.campaign.callerID(own: job.callerID, index: index, attempt: 1)
    }

    private func row(_ index: Int, _ attempts: [AttemptRecord]) throws -> CallRow {
        let job = try jobs.job(index)
        return CallRow(
            job: job,
            callerID: callerID(index, job, attempts.last),
            phase: replay.queue.phaseName(index),
            attempts: attempts.count,
            uncounted: replay.queue.tries(index).trunk,
            maxAttempts: replay.acceptance.campaign.retry.maxAttempts,
            last: attempts.last?.result
        )
    }
}

extension CallRow {
    /// Takes over how the call ended where no attempt ended it.
    fileprivate mutating func take(_ entry: JournalEntry) {
        switch entry.event {
        case .rejected(_, let reason): self.reason = reason
        case .expired(_, let held): (closing, closedAt, reason) = (.expired, entry.at, held)
        case .canceled(_, let by): (closing, closedAt, reason) = (.canceled, entry.at, by)
        default: break
        }
    }
}

extension JournalEntry {
    fileprivate var endsAttempt: Bool { AttemptRecord(self) != nil }
}
