package import CallspoolCore

/// A campaign's log as files: its journal, its jobs, and a folder for each addition.
///
/// Where a line stands is the byte of the journal at which it begins.
package final class FileLog: CampaignLog {
    /// Which folder of the queue it is.
    let identity: FolderIdentity
    private let folder: CampaignFolder
    private let disk: any Disk
    private let callIDPrefix: String
    private let jobs: JobsFile
    private var journal: AppendLog

    /// Opens the files of a campaign and replays the journal.
    ///
    /// - Throws: `DiskError`; `StoreError` when the journal is damaged.
    static func open(
        _ folder: CampaignFolder,
        _ identity: FolderIdentity,
        on disk: any Disk
    ) throws -> (FileLog, LogState) {
        let journal = try AppendLog(folder.journal, on: disk)
        let replay = try JournalReplay(folder.journal, on: disk)
        return (try FileLog(folder, identity, journal, replay.state, disk), replay.state)
    }

    private init(
        _ folder: CampaignFolder,
        _ identity: FolderIdentity,
        _ journal: consuming AppendLog,
        _ state: LogState,
        _ disk: any Disk
    ) throws(DiskError) {
        self.folder = folder
        self.identity = identity
        self.disk = disk
        self.journal = journal
        callIDPrefix = state.acceptance.callIDPrefix
        jobs = try JobsFile(folder.jobs, callIDPrefix: callIDPrefix, total: state.queue.total, on: disk)
    }

    package var end: LogPosition { LogPosition(journal.end) }
    package var isDirty: Bool { journal.isDirty }
    /// How much of the journal is durable.
    package var durable: LogPosition { LogPosition(journal.durable) }

    package func append(_ entry: JournalEntry) -> LogPosition {
        let position = end
        journal.append { $0.journalLine(entry, callIDPrefix: callIDPrefix) }
        return position
    }

    package func withdraw(to end: LogPosition) {
        journal.withdraw(to: end.value)
    }

    /// Makes what was appended durable.
    ///
    /// - Throws: `DiskError`; nothing is lost.
    package func commit() throws(DiskError) {
        try journal.commit()
    }

    /// The journal, for reading.
    ///
    /// - Throws: `DiskError`.
    package func reader() throws(DiskError) -> JournalReader {
        try JournalReader(folder, on: disk)
    }

    package func job(_ index: Int) throws(StoreError) -> CallJob {
        try translating { try jobs.job(index) }
    }

    package func pendingAdditions() throws(StoreError) -> [Addition] {
        try translating {
            try AdditionFolder.pending(in: folder, on: disk).compactMap { try $0.note(on: disk)?.addition }
        }
    }

    package func takeJobs(of addition: Addition, after total: Int) throws(StoreError) {
        try translating {
            try append(AdditionFolder(addition.tag, in: folder).folder.jobs, at: try jobs.end(of: total))
            jobs.total = total + addition.count
        }
    }

    /// Appends a file to the jobs, from where they end, and makes it durable.
    private func append(_ path: String, at end: Int) throws(DiskError) {
        let source = try disk.openReading(path)
        defer { source.close() }
        let target = try disk.openAppending(folder.jobs)
        defer { target.close() }
        // What a crash left of the last try, and what a failed write did.
        if try target.size() > end { try target.truncate(to: end) }
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var offset = 0
        while true {
            let at = offset
            let count = try block.withDiskRoom { room throws(DiskError) in try source.read(at: at, into: room) }
            if count == 0 { break }
            try block.withDiskBytes { bytes throws(DiskError) in
                try target.append(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            }
            offset += count
        }
        try target.sync()
    }

    package func rejections(of addition: Addition, from offset: Int, limit: Int) throws(StoreError) -> RejectionPage {
        try translating {
            let path = AdditionFolder(addition.tag, in: folder).folder.rejections
            guard try disk.entry(path) != nil else { return RejectionPage() }
            let file = try disk.openReading(path)
            defer { file.close() }
            var reader = LineReader(file, from: offset)
            var page = RejectionPage()
            while page.rejections.count < limit {
                guard let rejection = try reader.next({ line, _ in try JobBatch.Rejection(line) }) else { return page }
                page.rejections.append((rejection.index, rejection.reason))
            }
            page.next = reader.offset
            return page
        }
    }

    package func settle(_ addition: Addition) throws(StoreError) {
        try translating { try AdditionFolder(addition.tag, in: folder).settle(on: disk) }
    }
}

/// Does something with files, for somebody who knows stores only.
///
/// - Throws: `StoreError`.
package func translating<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
    do {
        return try body()
    } catch let error as StoreError {
        throw error
    } catch let error as DiskError {
        throw StoreError(error)
    } catch let error as JSONLineError {
        throw StoreError(.corrupt, error.message)
    } catch {
        throw StoreError(.unavailable, "\(error)")
    }
}

extension StoreError {
    /// What a disk error means for a store.
    init(_ error: DiskError) {
        self.init(error.isFull ? .full : error.isOfOneFile ? .inaccessible : .unavailable, error.message)
    }
}
