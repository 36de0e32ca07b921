import CallspoolCore

extension FoundCall {
    /// Everything that the campaign's files tell of the call.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func row(on disk: any Disk) throws -> CallRow {
        var last: Int?
        let replay = try JournalReplay(place.folder.journal, on: disk) { line, offset in
            if line.index == index { last = offset }
        }
        let reader = try CallRowReader(place, replay, on: disk)
        defer { reader.close() }
        switch replay.queue.phaseName(index) {
        case "completed", "failed", "canceled", "rejected":
            guard let last else { return try reader.pending(index) }
            return try reader.final(index, lineAt: last)
        default: return try reader.pending(index)
        }
    }
}
