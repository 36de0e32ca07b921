import CallspoolCore

/// Follows one campaign's journal and writes its two result files.
///
/// Each line of a result file carries the number of the journal line that it tells. So after a crash the files
/// themselves say where to go on, and nothing is repeated or skipped; what was torn is cut off first.
final class StatusFollower {
    let name: String
    let inode: Int
    private let disk: any Disk
    private let folder: CampaignFolder
    private let journal: any OpenFile
    private let jobs: JobsFile
    private let acceptance: Acceptance
    private let queuedAt: Timestamp
    private var calls: AppendLog
    private var status: AppendLog
    /// Lines up to these are in the files already.
    private let callsWritten: Int
    private let statusWritten: Int
    private(set) var position: FollowPosition

    /// Opens the result files and finds the place to go on.
    ///
    /// - Throws: `DiskError`, `StoreError`.
    init(_ folder: CampaignFolder, inode: Int, results layout: SpoolLayout, on disk: any Disk) throws {
        self.folder = folder
        self.disk = disk
        self.inode = inode
        name = folder.name
        position = try FollowPosition(folder.statusPosition, on: disk)
        calls = try AppendLog(layout.calls(name), on: disk)
        status = try AppendLog(layout.status(name), on: disk)
        // The names too must outlive a loss of power, before any position says that something was told.
        try disk.syncFolder(layout.results)
        let told = position.n
        callsWritten = max(told, try LastLine(layout.calls(name), on: disk).number ?? 0)
        statusWritten = max(told, try LastLine(layout.status(name), on: disk).number ?? 0)
        journal = try disk.openReading(folder.journal)
        var first: JournalEntry?
        var reader = LineReader(journal, blockSize: 1 << 16)
        first = try reader.next { bytes, _ in try JournalLine(bytes).entry() }
        guard let first, case .accepted(let acceptance) = first.event else {
            throw StoreError(.corrupt, "cannot follow \(folder.journal): its first line does not accept a campaign")
        }
        self.acceptance = acceptance
        let prefix = acceptance.callIDPrefix
        jobs = try JobsFile(folder.jobs, callIDPrefix: prefix, total: acceptance.total, on: disk)
        queuedAt = first.at
    }

    deinit {
        journal.close()
    }

    /// Tells what became durable in the journal, at most so many lines, and makes it durable.
    ///
    /// - Returns: whether there is more to tell.
    /// - Throws: `DiskError`, `StoreError`; nothing is lost or told twice, another call tries again from the last place
    ///   that was made durable if this follower is thrown away and another made.
    func follow(upTo durable: Int, limit: Int) throws -> Bool {
        guard position.journal < durable else { return false }
        var reader = LineReader(journal, from: position.journal, upTo: durable)
        var lines = 0
        var next = position
        while lines < limit {
            let isLine: Bool? = try reader.next { bytes, _ in
                let line = try JournalLine(bytes)
                try tell(line)
                next.n = line.n
                if !line.isEvent("reported") { next.isComplete = line.isEvent("finished") }
                return true
            }
            guard isLine != nil else { break }
            lines += 1
        }
        try calls.commit()
        try status.commit()
        next.journal = reader.offset
        next.calls = calls.durable
        next.status = status.durable
        // The hint may lag behind lines that told nothing.
        let isMore = next.calls != position.calls || next.status != position.status
        if isMore || next.isComplete != position.isComplete {
            try keep(next)
        }
        position = next
        return lines == limit
    }

    /// The shipping side may take the folder away as soon as it reads that everything is told, which is before this
    /// returns; then there is nothing left to keep.
    private func keep(_ next: FollowPosition) throws(DiskError) {
        do throws(DiskError) {
            try disk.replace(folder.statusPosition, with: next.line)
        } catch {
            guard next.isComplete, error.isMissing else { throw error }
        }
    }

    private func tell(_ line: JournalLine) throws {
        let ends = line.isEvent("ended") || line.isEvent("settled")
        if ends || line.isEvent("lost") {
            try tellAttempt(line)
        } else if line.isEvent("canceled") || line.isEvent("expired") || line.isEvent("rejected") {
            try tellEnding(line)
        } else if line.isEvent("added"), case .added(let addition) = try line.entry().event {
            jobs.total += addition.count
        }
    }

    private func tellAttempt(_ line: JournalLine) throws {
        guard line.n > callsWritten || line.n > statusWritten else { return }
        let entry = try line.entry()
        guard let attempt = StoryAttempt(entry) else { return }
        let job = try jobs.job(line.index)
        if line.n > callsWritten {
            calls.append { $0.callLine(attempt, n: entry.n, at: entry.at, job: job, of: acceptance) }
        }
        guard case .final(let final) = attempt.disposition, line.n > statusWritten else { return }
        let attempts = try earlierAttempts(line.previous) + [attempt]
        let story = CallStory(job: job, attempts: attempts, status: final, n: entry.n, at: entry.at, ending: .attempt)
        status.append { $0.statusLine(story, of: acceptance, queuedAt: queuedAt) }
    }

    private func tellEnding(_ line: JournalLine) throws {
        guard line.n > statusWritten else { return }
        let entry = try line.entry()
        var ending: (FinalStatus, CallStory.Ending)
        switch entry.event {
        case .canceled(_, let by): ending = (.canceled, .canceled(by: by))
        case .expired(_, let reason): ending = (.failed, .expired(reason: reason))
        case .rejected(_, let reason): ending = (.rejected, .rejected(reason: reason))
        default: return
        }
        let attempts = try earlierAttempts(line.previous)
        // One that was dialled before and may not be dialled again has failed: `rejected` are those never dialled.
        if ending.0 == .rejected, !attempts.isEmpty { ending.0 = .failed }
        let story = CallStory(
            job: try jobs.job(line.index),
            attempts: attempts,
            status: ending.0,
            n: entry.n,
            at: entry.at,
            ending: ending.1
        )
        status.append { $0.statusLine(story, of: acceptance, queuedAt: queuedAt) }
    }

    /// The attempts before, found backwards through the journal.
    private func earlierAttempts(_ last: Int?) throws -> [StoryAttempt] {
        try CallChain(journal).attempts(endingAt: last)
    }
}
