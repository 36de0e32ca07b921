public import CallspoolCore

/// Finds campaigns in `done/` that are not told in full, and brings them back into the queue, where whatever is missing
/// is told, shipped and closed as always.
///
/// Previous versions lost records this way: numbers were added to a campaign that was finished, and it was closed before the
/// status side had come to them. Their calls are in the journal, which tells what became of them.
public struct DoneCheck: Sendable {
    private let layout: SpoolLayout
    private let disk: any Disk

    /// A campaign in `done/` that is not told in full.
    public struct Lapse: Equatable, Sendable {
        /// The campaign.
        public var campaign: String
        /// How many of its calls are final and have no status record; 0 when the records are there and may not have been
        /// shipped.
        public var records: Int

        /// In words, for a person.
        public var sentence: String {
            let what =
                records == 0
                ? "the last records of campaign \(campaign), which is in done/, were perhaps not shipped"
                : "\(records) record\(records == 1 ? "" : "s") of campaign \(campaign), which is in done/, "
                    + "\(records == 1 ? "was" : "were") never written"
            return "\(what): numbers were added to it as it was closed"
        }
    }

    /// Names a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Looks at every campaign in `done/`: two small reads for each.
    ///
    /// - Throws: `DiskError`; `StoreError` and `JSONLineError` when a file of a campaign that is not told is damaged.
    public func lapses() throws -> [Lapse] {
        var lapses: [Lapse] = []
        for name in try names() where try !isTold(name) {
            lapses.append(Lapse(campaign: name, records: try missing(name)))
        }
        return lapses
    }

    /// Brings back into the queue what is not told in full.
    ///
    /// What was looked at once is not looked at again: `queue/.done-checked` names it, and the time of `done/` at that
    /// look. As long as that time stands, nothing is read but that file.
    ///
    /// - Parameter wall: the machine's clock, by which folders are dated.
    /// - Precondition: the caller holds the spool's lock.
    /// - Returns: the campaigns that are in the queue again, and what could not be looked at, which is looked at again.
    /// - Throws: `DiskError` when `done/` cannot be looked at.
    public func repair(wall: Timestamp) throws(DiskError) -> (repaired: [Lapse], failed: [String]) {
        var note = try DoneNote(layout.doneChecked, on: disk)
        let before = note
        guard let done = try disk.entry(layout.done), done.modified != note.modified else { return ([], []) }
        var (repaired, failed, checked) = ([Lapse](), [String](), Set<String>())
        for name in try names() {
            do {
                if try note.checked.contains(name) || isTold(name) {
                    checked.insert(name)
                } else {
                    let lapse = Lapse(campaign: name, records: try missing(name))
                    if try bringBack(name) { repaired.append(lapse) }
                }
            } catch {
                failed.append("campaign \(name) in done/ cannot be read: \(error)")
            }
        }
        note.checked = checked
        // Something may come in the same instant of the clock in which it was looked at.
        let isSettled =
            failed.isEmpty && repaired.isEmpty && wall - Timestamp(milliseconds: done.modified) > .seconds(2)
        note.modified = isSettled ? done.modified : nil
        // An empty folder is looked at as fast as the note is read, and a full disk has no room for one.
        if note != before, !(checked.isEmpty && before.checked.isEmpty) { try note.write(layout.doneChecked, on: disk) }
        return (repaired, failed)
    }

    /// Whether a campaign is told in full, as far as the shipping side's promise to close it needs.
    ///
    /// What says nothing of it, a folder without a journal say, is a person's work, and skipped.
    func isTold(_ name: String) throws(DiskError) -> Bool {
        let folder = layout.doneCampaign(name)
        guard try disk.entry(folder.journal) != nil, try disk.entry(folder.statusPosition) != nil else { return true }
        let end = try JournalEnd(folder, on: disk)
        guard end.isReported else { return true }
        return try FollowPosition(folder.statusPosition, on: disk).tells(end)
    }

    /// How many status records the journal tells that are not in the status file, as the status side would go on with it.
    private func missing(_ name: String) throws -> Int {
        let folder = layout.doneCampaign(name)
        var told = try FollowPosition(folder.statusPosition, on: disk).n
        if try disk.entry(layout.status(name)) != nil {
            told = max(told, try LastLine(layout.status(name), on: disk).number ?? 0)
        }
        var count = RecordCount(told: told)
        _ = try ResultProjector(folder, on: disk).tell(into: &count)
        return count.records
    }

    /// - Returns: false when it is not there any more, or there is one of its name in the queue.
    private func bringBack(_ name: String) throws(DiskError) -> Bool {
        let (done, queued) = (layout.doneCampaign(name).path, layout.campaign(name).path)
        return try disk.exclusively(layout.closeLock) { () throws(DiskError) in
            guard try disk.entry(done) != nil, try disk.entry(queued) == nil else { return false }
            try disk.rename(done, to: queued)
            try disk.syncFolder(layout.queue)
            try disk.syncFolder(layout.done)
            return true
        }
    }

    private func names() throws(DiskError) -> [String] {
        try disk.list(layout.done).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }.map(\.name).sorted()
    }
}

/// What is known of `done/` from the last look, `queue/.done-checked`: its time, and a name a line.
private struct DoneNote: Equatable {
    /// When `done/` had last changed; `nil` when it is to be looked at.
    var modified: Int64?
    /// The campaigns that are told in full.
    var checked: Set<String> = []

    /// Reads it; nothing is known when there is none, or none that can be read.
    init(_ path: String, on disk: any Disk) throws(DiskError) {
        guard let bytes = try disk.contents(path, atMost: 1 << 28) else { return }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        modified = lines.first.flatMap { Int64($0) }
        checked = Set(lines.dropFirst().map(String.init))
    }

    /// Writes it; a crash leaves the old one.
    func write(_ path: String, on disk: any Disk) throws(DiskError) {
        let lines = [modified.map { "\($0)" } ?? "-"] + checked.sorted()
        try disk.replace(path, with: Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}

/// Counts the status records behind a line.
private struct RecordCount: ResultSink {
    let told: Int
    var records = 0

    func wantsCall(of n: Int) -> Bool { false }
    func wantsStatus(of n: Int) -> Bool { n > told }
    mutating func addCall(_ line: (inout JSONLineWriter) -> Void) {}
    mutating func addStatus(_ line: (inout JSONLineWriter) -> Void) { records += 1 }
}
