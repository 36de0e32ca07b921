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
    private let teller: ResultProjector
    private var files: ResultFiles
    private(set) var position: FollowPosition
    /// The result files that somebody moved, cut or edited, and of which nobody was told yet.
    private(set) var changed: [String] = []

    /// Opens the result files and finds the place to go on.
    ///
    /// - Throws: `DiskError`, `StoreError`.
    init(_ folder: CampaignFolder, inode: Int, results layout: SpoolLayout, on disk: any Disk) throws {
        self.folder = folder
        self.disk = disk
        self.inode = inode
        name = folder.name
        let known = try FollowPosition(folder.statusPosition, on: disk)
        files = try ResultFiles(layout, name, at: known, on: disk)
        teller = try ResultProjector(folder, on: disk)
        position = known
        changed = files.changed(since: known)
        if !changed.isEmpty {
            // At once, so that it is said once, and that the shipping side does not take the file for whole.
            (position.calls, position.status) = (files.calls.position, files.status.position)
            try keep(position)
        }
    }

    /// Tells what became durable in the journal, at most so many lines, and makes it durable.
    ///
    /// - Returns: whether there is more to tell.
    /// - Throws: `DiskError`, `StoreError`; nothing is lost or told twice, another call tries again from the last place
    ///   that was made durable if this follower is thrown away and another made.
    func follow(upTo durable: LogPosition, limit: Int) throws -> Bool {
        guard position.journal < durable else { return false }
        defer { teller.journal.rest() }
        changed += try files.look()
        var lines = 0
        var next = position
        next.journal = try teller.journal.read(from: position.journal, upTo: durable, limit: limit) { line, _ in
            try teller.tell(line, into: &files)
            next.n = line.n
            if !line.isEvent("reported") { next.finished = line.isEvent("finished") ? line.n : nil }
            lines += 1
        }
        assert(next.journal <= durable, "what is reported of \(name) is ahead of what is durable")
        try files.commit()
        next.calls = files.calls.position
        next.status = files.status.position
        // The hint may lag behind lines that told nothing.
        if next.calls != position.calls || next.status != position.status || next.finished != position.finished {
            try keep(next)
        }
        position = next
        return lines == limit
    }

    /// What somebody did to the result files, a sentence each, once.
    func warnings() -> [String] {
        defer { changed = [] }
        return changed.map { file in
            "\(file) was moved, cut or edited; new lines go to the file that is there now, and nothing is reported twice;"
                + " to have all of it in one file again: callspool results rebuild \(name)"
        }
    }

    /// The shipping side may take the folder away as soon as it reads that everything is told, which is before this
    /// returns; then there is nothing left to keep.
    private func keep(_ next: FollowPosition) throws(DiskError) {
        do throws(DiskError) {
            try disk.replace(folder.statusPosition, with: next.line)
        } catch {
            guard next.finished != nil, error.isMissing else { throw error }
        }
    }
}
