internal import CallspoolCore

extension CampaignOutbox {
    /// Writes `reported` into the journal and moves the folder to `done/`.
    ///
    /// A crash leaves the journal without `reported`, with it, or the folder in `done/`; the next run goes on from each.
    ///
    /// - Precondition: everything is settled, and the caller drops the outbox when it was closed.
    /// - Returns: false when the journal does not end with `finished`: somebody still writes to it.
    /// - Throws: `DiskError`, also when there is such a folder in `done/`, which cannot be: its names are never reused.
    func close(layout: SpoolLayout, now: Timestamp) throws(DiskError) -> Bool {
        guard let last = try lastEntry() else { return false }
        switch last.event {
        case .finished:
            var journal = try AppendLog(folder.journal, on: disk)
            let entry = JournalEntry(n: last.n + 1, at: now, event: .reported)
            journal.append { $0.journalLine(entry, callIDPrefix: "") }
            try journal.commit()
        case .reported:
            // Opening makes durable what a process that was killed had only written.
            _ = try AppendLog(folder.journal, on: disk)
        default: return false
        }
        try moveToDone(layout)
        return true
    }

    private func moveToDone(_ layout: SpoolLayout) throws(DiskError) {
        let done = layout.doneCampaign(name).path
        guard try disk.entry(done) == nil else {
            throw DiskError(code: 0, message: "cannot move \(folder.path) to \(done), which exists; move one away")
        }
        try disk.makeFolder(layout.done)
        try disk.rename(folder.path, to: done)
        try disk.syncFolder(layout.done)
        try disk.syncFolder(layout.queue)
    }

    /// The journal's last whole line; `nil` when it is none that ends a campaign, after which nobody else writes.
    private func lastEntry() throws(DiskError) -> JournalEntry? {
        let file = try disk.openReading(folder.journal)
        defer { file.close() }
        let size = try file.size()
        // The lines looked for are short; a longer one is another.
        let start = max(0, size - 512)
        var tail = [UInt8](repeating: 0, count: size - start)
        let count = try tail.withDiskRoom { room throws(DiskError) in try file.read(at: start, into: room) }
        // A crash may have torn the line that this is about to write; opening the journal mends it.
        guard count == tail.count, let end = tail.lastIndex(of: UInt8(ascii: "\n")),
            let feed = tail[..<end].lastIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        return tail[(feed + 1)..<end]
            .withUnsafeBytes { line in
                do throws(JSONLineError) {
                    let line = try JournalLine(line)
                    return line.isEvent("finished") || line.isEvent("reported") ? try line.entry() : nil
                } catch {
                    return nil  // Whatever cannot be read as one is no line that ends a campaign.
                }
            }
    }
}
