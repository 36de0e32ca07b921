public import CallspoolCore

extension AttemptHistory {
    /// Takes in what the journals of a spool know of the attempts since an instant, of campaigns running and over.
    ///
    /// For a start, when attempts are limited.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - since: attempts before it are left out; on the program's clock.
    ///   - disk: where it is.
    ///   - warn: told of journals that cannot be read: what is in them from there on does not count.
    /// - Throws: `DiskError` when it is the disk that fails.
    public mutating func take(
        from layout: SpoolLayout,
        since: Timestamp,
        on disk: some Disk,
        warn: (String) -> Void
    ) throws {
        // Those running first: one that is moved meanwhile is then in both lists, and never in none.
        let queued = try disk.campaigns(in: layout.queue).map(layout.campaign)
        let done = try disk.campaigns(in: layout.done).map(layout.doneCampaign)
        var taken: Set<String> = []
        for folder in queued + done where !taken.contains(folder.name) {
            do {
                if try take(from: folder, since: since, on: disk) { taken.insert(folder.name) }
            } catch let error as StoreError {
                warn("not all attempts of \(folder.name) count: \(error.message)")
            } catch let error as DiskError where error.isOfOneFile {
                warn("the attempts of \(folder.name) do not count: \(error.message)")
            }
        }
    }

    /// Takes in what one campaign's journal knows of the attempts since an instant.
    ///
    /// An attempt counts from its `dialing` line on, unless a later line says that the trunk or our own configuration
    /// failed it. A campaign whose last line is older costs one read: a journal's last line is its latest, but for what
    /// a clock set back makes of it.
    ///
    /// - Parameters:
    ///   - folder: the campaign, in `queue/` or `done/`.
    ///   - since: attempts before it are left out; on the program's clock.
    ///   - disk: where it is.
    /// - Returns: whether there is such a campaign.
    /// - Throws: `DiskError`; `StoreError` when a line is none of a journal, or a number is not in the jobs.
    @discardableResult
    public mutating func take(from folder: CampaignFolder, since: Timestamp, on disk: some Disk) throws -> Bool {
        guard try disk.entry(folder.journal) != nil else { return false }
        guard try JournalAttempts.isYounger(folder.journal, than: since, on: disk) else { return true }
        var journal = try JournalAttempts(folder, since: since, on: disk)
        try journal.read(into: &self)
        return true
    }
}

extension Disk {
    /// The names of the campaigns in a folder, sorted.
    fileprivate func campaigns(in folder: String) throws(DiskError) -> [String] {
        try list(folder).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }.map(\.name).sorted()
    }
}

/// The attempts in one journal.
private struct JournalAttempts {
    /// An attempt that has no end yet.
    private struct Open {
        var phoneNumber: String
        var at: Timestamp
    }

    private let path: String
    private let since: Timestamp
    private let jobs: JobsFile
    private let file: any OpenFile
    private var open: [Int: Open] = [:]
    private var n = 0

    init(_ folder: CampaignFolder, since: Timestamp, on disk: some Disk) throws {
        path = folder.journal
        self.since = since
        // No call id is asked for.
        jobs = try JobsFile(folder.jobs, callIDPrefix: "", total: 0, isHeld: true, on: disk)
        file = try disk.openReading(path)
    }

    /// Whether a journal's last line is after an instant.
    static func isYounger(_ path: String, than instant: Timestamp, on disk: some Disk) throws -> Bool {
        let last = try LastLine(path, on: disk)
        guard !last.bytes.isEmpty else { return false }
        do {
            return try last.bytes.withUnsafeBytes { try JournalLine($0).instant() } > instant
        } catch is JSONLineError {
            return true  // It is damaged, which is told when it is read.
        }
    }

    /// Walks the journal once; a torn last line is left out.
    mutating func read(into history: inout AttemptHistory) throws {
        defer { file.close() }
        var reader = LineReader(file)
        while try reader.next({ bytes, _ in try take(bytes, into: &history) }) != nil {}
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, into history: inout AttemptHistory) throws {
        n += 1
        do {
            let line = try JournalLine(bytes)
            if line.isEvent("dialing") {
                try begin(line, &history)
            } else if line.isEvent("ended") || line.isEvent("settled") {
                try end(line, &history)
            }
        } catch is JSONLineError {
            throw StoreError(.corrupt, "line \(n) of \(path) is damaged; restore the file")
        }
    }

    private mutating func begin(_ line: JournalLine, _ history: inout AttemptHistory) throws {
        let at = try line.instant()
        guard at > since else { return }
        let phoneNumber = try jobs.job(line.index).phoneNumber
        history.add(phoneNumber, at: at)
        open[line.index] = Open(phoneNumber: phoneNumber, at: at)
    }

    private mutating func end(_ line: JournalLine, _ history: inout AttemptHistory) throws {
        guard let attempt = open.removeValue(forKey: line.index) else { return }
        if try !line.attemptOutcome().reachedCallee { history.remove(attempt.phoneNumber, at: attempt.at) }
    }
}

extension Outcome {
    /// Whether the callee may have noticed the attempt.
    fileprivate var reachedCallee: Bool {
        switch outcomeClass {
        case .trunk, .config: false
        case .done, .callee, .refused, .permanent, .stuck: true
        }
    }
}
