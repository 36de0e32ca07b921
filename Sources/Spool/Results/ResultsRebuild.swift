public import CallspoolCore

/// Writes a campaign's two result files again from its journal: the same bytes as were written before.
///
/// Only the status side may, or whoever holds the spool's lock in its place; of a campaign in `done/`, which nobody
/// writes to any more, anybody. The one case in which result files are rewritten.
///
/// Both are written aside and synced, then renamed one after the other, then the position says that they are whole. A
/// crash leaves a file as it was or as it is to be, and at worst one that is whole and not known to be.
public struct ResultsRebuild {
    private let layout: SpoolLayout
    private let disk: any Disk

    /// Names a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Rebuilds the result files of a campaign.
    ///
    /// - Parameters:
    ///   - place: the campaign.
    ///   - durable: up to where its journal is durable; `nil` is all of it.
    /// - Returns: how many bytes both hold now.
    /// - Throws: `DiskError`; `StoreError` and `JSONLineError` when a file of the campaign is damaged.
    @discardableResult
    public func rebuild(_ place: CampaignPlace, durable: LogPosition? = nil) throws -> Int {
        let (folder, name) = (place.folder, place.folder.name)
        // It would pass for told, and what is missing never be shipped.
        guard try !place.isDone || DoneCheck(layout, on: disk).isTold(name) else {
            let words =
                "campaign \(name) is in done/ and not reported in full; the next tick repairs that, then rebuild its results"
            throw StoreError(.unavailable, words)
        }
        let limit = try durable ?? LogPosition(disk.entry(folder.journal)?.size ?? 0)
        let aside = (
            calls: "\(layout.results)/.\(name).calls.rebuilt", status: "\(layout.results)/.\(name).status.rebuilt"
        )
        var files = RetoldFiles(
            calls: try RetoldFile(aside.calls, on: disk),
            status: try RetoldFile(aside.status, on: disk)
        )
        let told = try ResultProjector(folder, on: disk).tell(upTo: limit, into: &files)
        try files.calls.sync()
        try files.status.sync()
        try disk.rename(aside.calls, to: layout.calls(name))
        try disk.rename(aside.status, to: layout.status(name))
        try disk.syncFolder(layout.results)
        var position = FollowPosition()
        position.n = told.n
        position.journal = told.end
        position.calls = try self.position(layout.calls(name), files.calls.length)
        position.status = try self.position(layout.status(name), files.status.length)
        position.finished = try finished(place.folder, told: told.n)
        try disk.replace(folder.statusPosition, with: position.line)
        return position.calls.length + position.status.length
    }

    /// Rebuilds the result files of a campaign when the dialler is not running.
    ///
    /// - Precondition: the caller holds the spool's lock.
    /// - Throws: as `rebuild`.
    public func rebuildAlone(_ place: CampaignPlace) throws {
        try rebuild(place, durable: place.isDone ? nil : settle(place.folder))
    }

    /// Up to where a journal is durable, made so: a result must not outlive its journal line.
    private func settle(_ folder: CampaignFolder) throws(DiskError) -> LogPosition {
        // Opening cuts off what a crash tore, which is not for us where the shipping side may be writing.
        guard try JournalEnd(folder, on: disk) != .other else {
            return LogPosition(try AppendLog(folder.journal, on: disk).durable)
        }
        let journal = try disk.openAppending(folder.journal)
        defer { journal.close() }
        let length = try journal.size()
        try journal.sync()
        return LogPosition(length)
    }

    /// The `finished` line that the journal ends with, if everything up to it was told.
    private func finished(_ folder: CampaignFolder, told n: Int) throws(DiskError) -> Int? {
        guard let finished = try JournalEnd(folder, on: disk).finished, n >= finished else { return nil }
        return finished
    }

    private func position(_ path: String, _ length: Int) throws(DiskError) -> ResultFilePosition {
        ResultFilePosition(length: length, inode: try disk.entry(path)?.inode ?? 0)
    }
}
