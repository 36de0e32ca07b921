import CallspoolCore

extension FoundCall {
    /// Everything that the campaign's files tell of the call.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func row(on disk: any Disk) throws -> CallRow {
        var last: LogPosition?
        let replay = try JournalReplay(place.folder.journal, on: disk, blocks: JournalBlock.self) { block, _ in
            if let line = block.lines.last(where: { $0.change.index == index }) { last = line.position }
        }
        let reader = try CallRowReader(place, replay, on: disk)
        defer { reader.close() }
        return try reader.row(index, lastLine: last)
    }
}
