package import CallspoolCore

/// A campaign's journal for those who follow it: its lines after a position, and single lines where they stand.
///
/// What a position means is the journal's business: a follower keeps the one it has come to, and gives it back. Between two
/// uses it holds no descriptor if whoever has it says `rest`.
package final class JournalReader {
    private let file: RestingFile

    /// Opens a journal; it must be there.
    ///
    /// - Throws: `DiskError`, of which `isStale` says later that another file has its name.
    package init(_ folder: CampaignFolder, on disk: any Disk) throws(DiskError) {
        file = try RestingFile(reading: folder.journal, on: disk)
    }

    deinit {
        file.close()
    }

    /// Where it is, for messages.
    var path: String { file.path }

    /// Gives the descriptor back until the next use.
    func rest() { file.rest() }

    /// Closes it for good.
    func close() { file.close() }

    /// Makes durable what is in it.
    ///
    /// - Throws: `DiskError`.
    func sync() throws(DiskError) { try file.sync() }

    /// What was accepted, and when.
    ///
    /// - Throws: `DiskError`; `StoreError` when it is not a journal.
    func beginning() throws -> (acceptance: Acceptance, at: Timestamp, next: LogPosition) {
        let (acceptance, at, length) = try JournalReplay.begin(path, file)
        return (acceptance, at, LogPosition(length))
    }

    /// Hands over lines in their order; a torn last one is left for the next time.
    ///
    /// - Parameters:
    ///   - start: where the first one stands: 0, or what the last call returned.
    ///   - end: where to stop; at the end of the journal by default.
    ///   - limit: how many at most.
    ///   - each: is given a line and where it stands.
    /// - Returns: where the line after them stands.
    /// - Throws: `DiskError`; `JSONLineError` when a line is damaged; what the closure throws.
    package func read(
        from start: LogPosition = 0,
        upTo end: LogPosition? = nil,
        limit: Int = .max,
        _ each: (JournalLine, LogPosition) throws -> Void
    ) throws -> LogPosition {
        var reader = LineReader(file, from: start.value, upTo: end?.value)
        var count = 0
        while count < limit {
            let isLine: Bool? = try reader.next { bytes, offset in
                try each(try JournalLine(bytes), LogPosition(offset))
                return true
            }
            if isLine == nil { break }
            count += 1
        }
        return LogPosition(reader.offset)
    }

    /// The line that stands somewhere.
    ///
    /// - Throws: `DiskError`, `JSONLineError`; `StoreError` when there is none any more.
    func entry(at position: LogPosition) throws -> JournalEntry {
        var reader = LineReader(file, from: position.value, blockSize: 1024)
        guard let entry = try reader.next({ bytes, _ in try JournalLine(bytes).entry() }) else {
            throw StoreError(.corrupt, "cannot read line at byte \(position.value) of \(path): the file became shorter")
        }
        return entry
    }

    /// The lines of a block of the replay, for those who apply them.
    func blocks(from start: LogPosition) -> JournalBlocks<JournalBlock> {
        JournalBlocks(file, from: start.value)
    }
}
