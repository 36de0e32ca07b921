internal import CallspoolCore

extension CampaignOutbox {
    /// Writes `reported` into the journal and moves the folder to `done/`; numbers that are added at this moment come
    /// before it, and it goes on, or after it, and are refused.
    ///
    /// A crash leaves the journal without `reported`, with it, or the folder in `done/`; the next run goes on from each.
    ///
    /// - Precondition: everything is settled, and the caller drops the outbox when it was closed.
    /// - Returns: false when the journal does not end with the `finished` line up to which everything is told and shipped, or
    ///   numbers were added that it does not tell yet: somebody still writes to it, or has still to tell what is in it.
    /// - Throws: `DiskError`, also when there is such a folder in `done/`, which cannot be: its names are never reused.
    func close(layout: SpoolLayout, now: Timestamp) throws(DiskError) -> Bool {
        try disk.exclusively(layout.closeLock) { () throws(DiskError) in
            // In this order: those that are not pending any more have their line in the journal.
            let isAddedTo = try !AdditionFolder.pending(in: folder, on: disk).isEmpty
            let end = try JournalEnd(folder, on: disk)
            // What is told was told of a line; the journal may have got more since, and another `finished`.
            guard let told = finished, let last = end.finished, told >= last else { return false }
            switch end {
            case .finished(let n) where !isAddedTo:
                var journal = try AppendLog(folder.journal, on: disk)
                let entry = JournalEntry(n: n + 1, at: now, event: .reported)
                journal.append { $0.journalLine(entry, callIDPrefix: "") }
                try journal.commit()
            case .reported:
                // Whatever was added is in it, also where a loss of power has brought back what was removed. Opening makes
                // durable what a process that was killed had only written.
                _ = try AppendLog(folder.journal, on: disk)
            case .finished, .other: return false
            }
            // Word of it all is promised before the journal goes where nobody follows it.
            var notices = try NoticeFollower(folder, in: layout, on: disk)
            try notices?.catchUp(now: now)
            try moveToDone(layout)
            return true
        }
    }

    private func moveToDone(_ layout: SpoolLayout) throws(DiskError) {
        try disk.remove(folder.statusCopy)
        let done = layout.doneCampaign(name).path
        guard try disk.entry(done) == nil else {
            throw DiskError(code: 0, message: "cannot move \(folder.path) to \(done), which exists; move one away")
        }
        try disk.makeFolder(layout.done)
        try disk.rename(folder.path, to: done)
        try disk.syncFolder(layout.done)
        try disk.syncFolder(layout.queue)
    }
}
