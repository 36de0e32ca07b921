import CallspoolCore
import CampaignFiles

/// Builds a campaign's folder aside, out of sight, so that it can appear in the queue whole.
struct CampaignBuilder {
    private let folder: CampaignFolder
    private let disk: any Disk
    private let tag: String
    private let jobs: any OpenFile
    private let rejections: any OpenFile
    private let digest = Digest()
    private var duplicates: DuplicateFinder
    private var writer = JSONLineWriter()
    private(set) var rejected = 0

    /// Begins a folder; what a crash left of an older one is removed.
    ///
    /// The tag is a random word that makes the call ids of this campaign unique for ever.
    init(_ layout: SpoolLayout, tag: String, on disk: any Disk) throws(DiskError) {
        folder = CampaignFolder(path: layout.building, name: "")
        self.disk = disk
        self.tag = tag
        try disk.remove(folder.path)
        try disk.makeFolder(folder.path)
        jobs = try disk.openAppending(folder.jobs)
        rejections = try disk.openAppending(folder.rejections)
        duplicates = DuplicateFinder(folder: folder.path, on: disk)
    }

    /// The campaign file as it was read.
    var copy: String { folder.file }

    /// Closes the files that were being written.
    func close() {
        jobs.close()
        rejections.close()
    }

    /// How the dropped files are opened: the first time they are kept and remembered, a second time read from what was
    /// kept.
    func sources(in incoming: String, file: String) -> CampaignReading.Sources {
        let (folder, disk, digest) = (folder, disk, digest)
        return CampaignReading.Sources { isFirst in
            guard isFirst else { return try DroppedFile(folder.file, keptAt: nil, digest: nil, on: disk) }
            let path = "\(incoming)/\(file)"
            return try DroppedFile(path, keptAt: folder.file, digest: digest, isCampaign: true, on: disk)
        } contacts: { name, isFirst in
            digest.endFile()
            let kept = folder.contacts(name)
            // Read for the first time also when the campaign file had to be read twice.
            if let entry = try disk.entry(kept), entry.size > 0, !isFirst {
                return try DroppedFile(kept, keptAt: nil, digest: nil, on: disk)
            }
            return try DroppedFile(disk.path(of: name, in: incoming), keptAt: kept, digest: digest, on: disk)
        } doNotCall: { name in
            digest.endFile()
            let kept = folder.doNotCall(.file(name))
            return try DroppedFile(disk.path(of: name, in: incoming), keptAt: kept, digest: digest, on: disk)
        }
    }

    /// Takes numbers.
    mutating func take(_ batch: JobBatch) throws(DiskError) {
        let jobs = jobs
        try batch.lines.withDiskBytes { bytes throws(DiskError) in try jobs.append(bytes) }
        for rejection in batch.rejections { try reject(rejection.index, rejection.reason) }
        try duplicates.take(batch)
    }

    /// Forgets the numbers taken so far.
    mutating func restart() throws(DiskError) {
        try jobs.truncate(to: 0)
        try rejections.truncate(to: 0)
        rejected = 0
        writer.removeAll()
        duplicates = DuplicateFinder(folder: folder.path, on: disk)
        for entry in try disk.list(folder.path) where entry.name.hasPrefix("numbers.") {
            try disk.remove(folder.path + "/" + entry.name)
        }
    }

    /// Rejections go to a file of their own, without call ids: the campaign's name is not known yet, and there may be as
    /// many of them as numbers.
    private mutating func reject(_ index: Int, _ reason: String) throws(DiskError) {
        rejected += 1
        writer.line { line in
            line.field("index", index)
            line.field("reason", reason)
        }
        if writer.bytes.count > 1 << 16 { try flushRejections() }
    }

    private mutating func flushRejections() throws(DiskError) {
        let rejections = rejections
        try writer.bytes.withDiskBytes { bytes throws(DiskError) in try rejections.append(bytes) }
        writer.removeAll()
    }

    /// The files' digest; to be asked for when both were read.
    var fingerprint: String { digest.hexadecimal }

    /// Rejects the numbers that must not be called, and the duplicates, now that all numbers are known.
    ///
    /// - Parameters:
    ///   - target: the campaign that the numbers are added to; `nil` for a campaign of their own.
    ///   - listing: where a number is listed.
    /// - Throws: `DiskError`.
    mutating func findDuplicates(
        addingTo target: AdditionTarget?,
        listing: (_ digits: UInt64) -> ListedNumber?
    ) throws {
        let isAddition = target != nil
        try target?.numbers(on: disk) { try duplicates.take(known: $0, position: $1) }
        // Taken out and put back: the closure below changes the rest.
        var finder = duplicates
        try finder.finish(listing: listing) { index, listed in
            try reject(index, listed.sentence)
        } _: { duplicate in
            try reject(duplicate.index, duplicate.sentence(isAddition: isAddition))
        }
        try flushRejections()
    }

    /// Finishes the folder and makes it durable; it is then ready to appear.
    ///
    /// - Parameters:
    ///   - acceptance: the journal's first line.
    ///   - secrets: what signs its deliveries.
    ///   - suspendedBy: who suspended it before it was picked up; `nil` when nobody did.
    ///   - now: when.
    /// - Throws: `DiskError`, `JSONLineError`.
    func seal(
        _ acceptance: Acceptance,
        secrets: [String],
        suspendedBy: String?,
        at now: Timestamp
    ) throws {
        var acceptance = acceptance
        if case .numbers(let numbers) = acceptance.campaign.doNotCall {
            try writeInlineList(numbers)
            // They are in the file: the journal's first line stays short.
            acceptance.campaign.doNotCall = .numbers([])
        }
        try writeJournal(acceptance, suspendedBy, at: now)
        if !secrets.isEmpty {
            try disk.replace(folder.secret, with: secrets.flatMap { Array("\($0)\n".utf8) }, isPrivate: true)
        }
        try jobs.sync()
        close()
        try disk.remove(folder.rejections)
        try disk.syncFolder(folder.path)
    }

    /// Finishes the folder of numbers that are added to a campaign and makes it durable.
    ///
    /// - Throws: `DiskError`.
    func seal(_ note: AdditionNote) throws(DiskError) {
        try disk.replace(folder.addition, with: note.line)
        try jobs.sync()
        try rejections.sync()
        close()
        try disk.syncFolder(folder.path)
    }

    /// Lets numbers appear that are added to a campaign: promise P2 begins for them when this returns.
    ///
    /// - Returns: false when the campaign was closed meanwhile.
    /// - Throws: `DiskError`; they may then have appeared, and are recognised by the next pickup.
    func appear(as tag: String, in campaign: CampaignFolder, _ layout: SpoolLayout) throws(DiskError) -> Bool {
        try disk.exclusively(layout.closeLock) { () throws(DiskError) in
            guard try disk.entry(campaign.journal) != nil, try !JournalEnd(campaign, on: disk).isReported else {
                return false
            }
            try disk.rename(folder.path, to: AdditionFolder(tag, in: campaign).folder.path)
            try disk.syncFolder(campaign.path)
            return true
        }
    }

    /// A list that stands in the campaign file becomes a file, so that it can be added to.
    private func writeInlineList(_ numbers: [String]) throws(DiskError) {
        try disk.replace(folder.inlineDoNotCall, with: numbers.flatMap { Array("\($0)\n".utf8) })
    }

    private func writeJournal(_ acceptance: Acceptance, _ suspendedBy: String?, at now: Timestamp) throws {
        var log = try AppendLog(folder.journal, on: disk)
        let prefix = acceptance.callIDPrefix
        log.append {
            $0.journalLine(JournalEntry(n: 1, at: now, event: .accepted(acceptance)), callIDPrefix: prefix)
        }
        var n = 1
        var reader = LineReader(rejections)
        while let rejection = try reader.next({ bytes, _ in try JobBatch.Rejection(bytes) }) {
            n += 1
            let event = JournalEvent.rejected(index: rejection.index, reason: rejection.reason)
            let entry = JournalEntry(n: n, at: now, event: event)
            log.append { $0.journalLine(entry, callIDPrefix: prefix) }
            if log.end - log.durable > 1 << 20 { try log.commit() }
        }
        if let suspendedBy {
            let event = JournalEvent.suspended(by: suspendedBy, inProgress: 0)
            let entry = JournalEntry(n: n + 1, at: now, event: event)
            log.append { $0.journalLine(entry, callIDPrefix: prefix) }
        }
        try log.commit()
    }

    /// Lets the campaign appear in the queue: promise P2 begins when this returns.
    ///
    /// - Throws: `DiskError`; it may then have appeared, and is recognised by the next pickup.
    func appear(as name: String, in layout: SpoolLayout) throws(DiskError) {
        try disk.rename(folder.path, to: layout.campaign(name).path)
        try disk.syncFolder(layout.queue)
    }

    /// Removes the folder of a campaign that is not to be.
    func discard() throws(DiskError) {
        close()
        try disk.remove(folder.path)
    }
}
