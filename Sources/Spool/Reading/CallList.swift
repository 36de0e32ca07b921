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
    /// The last attempt's result.
    public var last: AttemptResult?
    /// When it is next attempted, if it waits for that.
    public var nextAttempt: Timestamp?
    /// What ended it where no attempt did: `expired` or `canceled`.
    public var closing: Outcome?
    /// When that was.
    public var closedAt: Timestamp?
    /// Why a number is not dialled; what had held one that expired; who canceled one.
    public var reason: String?
    /// Whether the campaign is stopped or suspended and this call was on its way before, and so still goes out.
    public var stillGoesOut = false
}

/// Which calls of a campaign to list.
public struct CallSelection: Sendable {
    /// How many that are not final.
    public var pending = 50
    /// How many of the newest that are final.
    public var final = 25

    /// Makes the usual selection.
    public init() {}
}

/// The calls of a campaign: those that are not final first, then the newest that are.
public struct CallList: Sendable {
    /// The calls under way or stuck, then those that wait.
    public private(set) var pending: [CallRow] = []
    /// The newest final ones, newest first.
    public private(set) var final: [CallRow] = []
    /// How many calls are in which phase.
    public let counts: QueueCounts

    /// Reads a campaign's calls.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public init(_ place: CampaignPlace, _ selection: CallSelection, on disk: any Disk) throws {
        var newest = NewestLines(limit: selection.final)
        let replay = try JournalReplay(place.folder.journal, on: disk) { line, offset in
            guard line.index > 0 else { return }
            let isFinal = line.isEvent("canceled") || line.isEvent("expired") || line.isEvent("rejected")
            if try isFinal || line.endsCall() { newest.add(line.index, offset) }
        }
        counts = replay.queue.counts
        let reader = try CallRowReader(place, replay, on: disk)
        defer { reader.close() }
        for (index, offset) in newest.newestFirst { final.append(try reader.final(index, lineAt: offset)) }
        for index in replay.queue.unfinished(selection.pending) { pending.append(try reader.pending(index)) }
    }
}

/// The last so many lines that ended a call, in memory that does not grow with the journal.
private struct NewestLines {
    let limit: Int
    private var ring: [(index: Int, offset: Int)] = []
    private var next = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ index: Int, _ offset: Int) {
        guard limit > 0 else { return }
        if ring.count < limit {
            ring.append((index, offset))
        } else {
            ring[next % limit] = (index, offset)
        }
        next += 1
    }

    var newestFirst: [(index: Int, offset: Int)] {
        ring.sorted { $0.offset > $1.offset }
    }
}

/// Makes rows out of a campaign's files.
struct CallRowReader {
    private let jobs: JobsFile
    private let journal: any OpenFile
    private let replay: JournalReplay
    private let waiting: [Int: (due: Timestamp, previous: Int)]

    init(_ place: CampaignPlace, _ replay: JournalReplay, on disk: any Disk) throws {
        self.replay = replay
        let prefix = replay.acceptance.callIDPrefix
        jobs = try JobsFile(place.folder.jobs, callIDPrefix: prefix, total: replay.queue.total, on: disk)
        journal = try disk.openReading(place.folder.journal)
        waiting = replay.queue.waitingCalls()
    }

    func close() {
        journal.close()
    }

    func final(_ index: Int, lineAt offset: Int) throws -> CallRow {
        var reader = LineReader(journal, from: offset, blockSize: 1024)
        let entry = try reader.next { bytes, _ in try JournalLine(bytes).entry() }
        let attempts = try CallChain(journal).attempts(endingAt: entry?.endsAttempt == true ? offset : entry?.previous)
        var row = try row(index, attempts)
        if let entry { row.take(entry) }
        return row
    }

    func pending(_ index: Int) throws -> CallRow {
        let previous = waiting[index]?.previous ?? replay.queue.underWay[index]?.previous
        var row = try row(index, try CallChain(journal).attempts(endingAt: previous))
        row.nextAttempt = waiting[index]?.due
        if let live = replay.queue.underWay[index] {
            row.attempts = live.attempt
            row.stillGoesOut = replay.queue.hold != nil
        }
        if let stuck = replay.queue.stuck[index] {
            row.attempts = stuck.attempt
            row.last = stuck.result
        }
        return row
    }

    private func row(_ index: Int, _ attempts: [StoryAttempt]) throws -> CallRow {
        let job = try jobs.job(index)
        return CallRow(
            job: job,
            callerID: replay.acceptance.campaign.callerID(of: job, attempt: max(1, attempts.count)),
            phase: replay.queue.phaseName(index),
            attempts: attempts.count,
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
    fileprivate var endsAttempt: Bool { StoryAttempt(self) != nil }
}

extension JournalLine {
    /// Whether it ends an attempt after which there is no other.
    fileprivate func endsCall() throws(JSONLineError) -> Bool {
        guard isEvent("ended") || isEvent("settled") else { return false }
        if case .final = try disposition() { return true }
        return false
    }
}
