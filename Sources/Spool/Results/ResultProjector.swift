import CallspoolCore

/// Where results go, in the order of the journal.
protocol ResultSink: ~Copyable {
    /// Whether it has no dial result of a journal's line yet.
    func wantsCall(of n: Int) -> Bool
    /// Whether it has no status record of a journal's line yet.
    func wantsStatus(of n: Int) -> Bool
    /// Takes a line of the calls file.
    mutating func addCall(_ line: (inout JSONLineWriter) -> Void)
    /// Takes a line of the status file.
    mutating func addStatus(_ line: (inout JSONLineWriter) -> Void)
}

/// Tells what the lines of a campaign's journal mean for its results.
///
/// The first time and every other it is this that tells: the same journal gives the same bytes.
final class ResultProjector {
    /// The journal, for reading.
    let journal: JournalReader
    private let jobs: JobsFile
    private let acceptance: Acceptance
    private let queuedAt: Timestamp

    /// Opens a campaign's journal and jobs.
    ///
    /// - Throws: `DiskError`, `StoreError`.
    init(_ folder: CampaignFolder, on disk: some Disk) throws {
        let journal = try JournalReader(folder, on: disk)
        defer { journal.rest() }
        self.journal = journal
        (acceptance, queuedAt, _) = try journal.beginning()
        let prefix = acceptance.callIDPrefix
        jobs = try JobsFile(folder.jobs, callIDPrefix: prefix, total: acceptance.total, on: disk)
    }

    /// Tells a line; most mean nothing for results.
    ///
    /// - Throws: `DiskError`, `StoreError`, `JSONLineError`.
    func tell(_ line: JournalLine, into sink: inout some ResultSink & ~Copyable) throws {
        let ends = line.isEvent("ended") || line.isEvent("settled")
        if ends || line.isEvent("lost") {
            try tellAttempt(line, &sink)
        } else if line.isEvent("canceled") || line.isEvent("expired") || line.isEvent("rejected") {
            try tellEnding(line, &sink)
        } else if line.isEvent("added"), case .added(let addition) = try line.entry().event {
            jobs.total += addition.count
        }
    }

    private func tellAttempt(_ line: JournalLine, _ sink: inout some ResultSink & ~Copyable) throws {
        guard sink.wantsCall(of: line.n) || sink.wantsStatus(of: line.n) else { return }
        let entry = try line.entry()
        guard let attempt = AttemptRecord(entry) else { return }
        let job = try jobs.job(line.index)
        if sink.wantsCall(of: line.n) {
            sink.addCall { $0.callLine(attempt, n: entry.n, at: entry.at, job: job, of: acceptance) }
        }
        guard case .final(let final) = attempt.disposition, sink.wantsStatus(of: line.n) else { return }
        let attempts = try earlierAttempts(line.previous) + [attempt]
        let story = SettledCall(
            index: line.index,
            job: job,
            attempts: attempts,
            status: final,
            n: entry.n,
            at: entry.at,
            ending: .attempt
        )
        sink.addStatus { $0.statusLine(story, of: acceptance, queuedAt: queuedAt) }
    }

    private func tellEnding(_ line: JournalLine, _ sink: inout some ResultSink & ~Copyable) throws {
        guard sink.wantsStatus(of: line.n) else { return }
        let entry = try line.entry()
        var ending: (FinalStatus, SettledCall.Ending)
        switch entry.event {
        case .canceled(_, let by): ending = (.canceled, .canceled(by: by))
        case .expired(_, let reason): ending = (.failed, .expired(reason: reason))
        case .rejected(_, let reason): ending = (.rejected, .rejected(reason: reason))
        default: return
        }
        let attempts = try earlierAttempts(line.previous)
        // One that was dialled before and may not be dialled again has failed: `rejected` are those never dialled.
        if ending.0 == .rejected, !attempts.isEmpty { ending.0 = .failed }
        let story = SettledCall(
            index: line.index,
            job: try jobs.job(line.index),
            attempts: attempts,
            status: ending.0,
            n: entry.n,
            at: entry.at,
            ending: ending.1
        )
        sink.addStatus { $0.statusLine(story, of: acceptance, queuedAt: queuedAt) }
    }

    /// The attempts before, found backwards through the journal.
    private func earlierAttempts(_ last: LogPosition?) throws -> [AttemptRecord] {
        try journal.attempts(endingAt: last)
    }
}
