import CallspoolCore

/// The numbers that pickup has added to a campaign, in progress into its jobs and its journal.
///
/// Each goes: its jobs are appended to the campaign's and synced; `added` is noted, and `rejected` for each that cannot be
/// dialled; when all of it is durable its folder is settled. A crash leaves
/// - jobs that no `added` tells of: they are cut off before they are appended again;
/// - `added` with some of its rejections: the others are noted before any of its calls is made;
/// - everything told, and the folder not settled: which is done then.
struct AdditionQueue {
    /// One that the journal tells not at all, or not in full.
    struct Waiting {
        var folder: AdditionFolder
        var addition: Addition
        /// The position of its first number; `nil` until the journal has `added`.
        var first: Int?
        /// How far its rejections were read, in bytes.
        var rejectionsRead = 0
    }

    /// Those that wait, in their order.
    var waiting: [Waiting] = []
    /// Those that are noted in full, and perhaps not durably.
    var noted: [AdditionFolder] = []
    /// All that were ever seen, by their tags.
    var known: Set<String> = []

    /// Whether there is something to do.
    var isEmpty: Bool { waiting.isEmpty && noted.isEmpty }
}

extension OpenCampaign {
    /// How many rejections are noted in one step: the claims of other campaigns wait for it.
    private static let rejectionsAtOnce = 2000

    /// Looks for numbers that pickup has added.
    ///
    /// - Throws: `DiskError`.
    func findAdditions(on disk: some Disk) throws(DiskError) {
        for folder in try AdditionFolder.pending(in: folder, on: disk) {
            guard let addition = try folder.note(on: disk)?.addition, additions.known.insert(addition.tag).inserted
            else {
                continue
            }
            let first = replayedAdditions[addition.tag]
            additions.waiting.append(.init(folder: folder, addition: addition, first: first))
        }
    }

    /// Takes numbers in that were added, a bounded piece of the work.
    ///
    /// - Precondition: nothing is claimed since the last commit.
    /// - Throws: `DiskError`; `StoreError` when a file is damaged.
    func takeAdditions(_ now: Timestamp, on disk: some Disk) throws {
        if !isDirty {
            for folder in additions.noted { try folder.settle(on: disk) }
            additions.noted = []
        }
        guard var next = additions.waiting.first else { return }
        let first: Int
        if let known = next.first {
            first = known
        } else {
            try appendJobs(of: next.folder, on: disk)
            first = queue.total + 1
            note(.added(next.addition), now)
            jobs.total = queue.total
            next.first = first
            additions.waiting[0] = next
        }
        if try noteRejections(&next, from: first, now, on: disk) {
            additions.noted.append(next.folder)
            additions.waiting.removeFirst()
        } else {
            additions.waiting[0] = next
        }
    }

    /// Appends an addition's jobs and makes them durable: a line of the journal must never tell of a call that has none.
    private func appendJobs(of addition: AdditionFolder, on disk: some Disk) throws {
        let end = try jobs.end(of: queue.total)
        let source = try disk.openReading(addition.folder.jobs)
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

    /// Notes which of the added numbers cannot be dialled; those that the previous run noted are passed over.
    ///
    /// - Returns: whether that were all.
    private func noteRejections(
        _ waiting: inout AdditionQueue.Waiting,
        from first: Int,
        _ now: Timestamp,
        on disk: some Disk
    ) throws -> Bool {
        let path = waiting.folder.folder.rejections
        guard try disk.entry(path) != nil else { return true }
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file, from: waiting.rejectionsRead)
        for _ in 0..<OpenCampaign.rejectionsAtOnce {
            let rejection = try reader.next { line, _ in try JobBatch.Rejection(line) }
            guard let rejection else { return true }
            let index = first - 1 + rejection.index
            if queue.phaseName(index) == "queued" { note(.rejected(index: index, reason: rejection.reason), now) }
            waiting.rejectionsRead = reader.offset
        }
        return false
    }
}
