import CallspoolCore

/// Follows the journal of a campaign with a `campaign_url`, and makes a notice of each line that there is word of.
///
/// Each notice is a durable file before `notices.position` says that its line was followed: a crash in between makes the
/// same notice again, under the same id and with the same body.
struct NoticeFollower {
    private struct Position {
        var n = 0
        var journal: LogPosition = 0
        /// Whether the receiver wants nothing more of this campaign.
        var isGone = false
    }

    let folder: CampaignFolder
    private let layout: SpoolLayout
    private let disk: any Disk
    private let acceptance: Acceptance
    private let url: String
    private var position = Position()

    /// Begins where the last process stopped; `nil` for a campaign that nobody wants word of.
    ///
    /// - Throws: `DiskError`; with code 0 when the journal is none.
    init?(_ folder: CampaignFolder, in layout: SpoolLayout, on disk: any Disk) throws(DiskError) {
        let begun = try NoticeFollower.translating { () throws in
            try JournalReader(folder, on: disk).beginning().acceptance
        }
        acceptance = begun
        guard let url = acceptance.campaign.campaignURL else { return nil }
        self.url = url
        self.folder = folder
        self.layout = layout
        self.disk = disk
        position = try NoticeFollower.readPosition(folder.noticesPosition, disk)
    }

    /// Makes notices of what is new in the journal.
    ///
    /// - Throws: `DiskError`; with code 0 when the journal is damaged.
    mutating func catchUp(now: Timestamp) throws(DiskError) {
        var follower = self
        try NoticeFollower.translating { try follower.follow(now) }
        self = follower
    }

    /// A journal that is damaged is not a fault of the disk's: its code is 0.
    private static func translating<Result>(_ body: () throws -> Result) throws(DiskError) -> Result {
        do {
            return try body()
        } catch let error as DiskError {
            throw error
        } catch {
            throw DiskError(code: 0, message: "\(error)")
        }
    }

    private mutating func follow(_ now: Timestamp) throws {
        let journal = try JournalReader(folder, on: disk)
        var found: [JournalEntry] = []
        let end = try journal.read(from: position.journal) { line, _ in
            if let entry = try NoticeFollower.entry(line) { found.append(entry) }
        }
        guard let last = found.last else {
            position.journal = end
            return
        }
        // Nothing is told that a loss of power could take back.
        try journal.sync()
        if !position.isGone {
            let secrets = try CampaignOutbox.readSecrets(folder, disk)
            for entry in found where entry.n > position.n { try tell(entry, journal, secrets, now) }
        }
        position.n = last.n
        position.journal = end
        try keep()
    }

    private func tell(_ entry: JournalEntry, _ journal: JournalReader, _ secrets: [String], _ now: Timestamp) throws {
        // Due as of the event, so that they go out in their order.
        let counts = try counts(after: entry, journal)
        guard let notice = Notice(entry, of: acceptance, to: url, secrets: secrets, counts: counts) else { return }
        try NoticeFile(layout: layout, disk: disk).put(WaitingNotice(notice, dueAt: min(entry.at, now)))
    }

    /// The receiver wants nothing more of this campaign.
    mutating func gone() throws(DiskError) {
        position.isGone = true
        try keep()
    }

    /// How the calls stand after a line; for `accepted` with the numbers that were rejected with it.
    private func counts(after entry: JournalEntry, _ journal: JournalReader) throws -> QueueCounts {
        var queue = CampaignQueue(acceptance.campaign, total: acceptance.total)
        var blocks = journal.blocks(from: try journal.beginning().next)
        defer { blocks.finish() }
        while true {
            let some = try blocks.next()
            if some.isEmpty { return queue.counts }
            for line in some.flatMap(\.lines) {
                if line.n > entry.n, entry.n > 1 || !line.change.isRejection { return queue.counts }
                queue.apply(line.change, at: line.at, position: line.position)
            }
        }
    }

    /// The entry of a line that there may be word of; of the others no more is read than their event.
    private static func entry(_ line: JournalLine) throws -> JournalEntry? {
        let isOfCampaign =
            line.isEvent("accepted") || line.isEvent("started") || line.isEvent("suspended") || line.isEvent("finished")
            || line.isEvent("reported")
        guard isOfCampaign else { return nil }
        do throws(JSONLineError) {
            let entry = try line.entry()
            return Notice.Event(entry.event) == nil ? nil : entry
        } catch {
            throw StoreError(.corrupt, "a line of its journal is damaged")
        }
    }

    private func keep() throws(DiskError) {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("n", position.n)
            line.field("journal", position.journal.value)
            line.field("gone", position.isGone)
        }
        try disk.replace(folder.noticesPosition, with: writer.bytes)
    }

    private static func readPosition(_ path: String, _ disk: any Disk) throws(DiskError) -> Position {
        var position = Position()
        guard let bytes = try disk.contents(path) else { return position }
        bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            do throws(JSONLineError) {
                while let field = try fields.next() {
                    if field.isNamed("n") { position.n = field.value.int ?? 0 }
                    if field.isNamed("journal") { position.journal = LogPosition(field.value.int ?? 0) }
                    if field.isNamed("gone") { position.isGone = field.value.bool ?? false }
                }
            } catch {
                position = Position()  // A person's work: everything is told again, under the same ids.
            }
        }
        return position
    }
}

extension QueueChange {
    fileprivate var isRejection: Bool {
        if case .closed(_, .rejected) = self { true } else { false }
    }
}
