public import CallspoolCore

/// The state that a journal gives when it is replayed over its jobs.
public struct JournalReplay {
    /// What was accepted.
    public let acceptance: Acceptance
    /// When.
    public let acceptedAt: Timestamp
    /// The queue after the last line.
    public private(set) var queue: CampaignQueue
    /// The number of the last line.
    public private(set) var n: Int
    /// The latest instant of any line.
    public private(set) var latest: Timestamp
    /// How many bytes were read: up to and with the last whole line.
    public private(set) var length: Int
    /// Whether `reported` is in it.
    public private(set) var isReported = false

    /// Replays a journal; a torn last line is left out.
    ///
    /// - Parameters:
    ///   - path: the journal.
    ///   - disk: where it is.
    ///   - each: called for every line after the queue has followed it.
    /// - Throws: `DiskError`; `StoreError` when a line is none of a journal.
    public init(_ path: String, on disk: some Disk, each: ((JournalLine, Int) throws -> Void)? = nil) throws {
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        let first = try reader.next { bytes, _ in try JournalReplay.read(path, 1) { try JournalLine(bytes).entry() } }
        guard let first, case .accepted(let acceptance) = first.event, first.n == 1 else {
            throw StoreError(.corrupt, "cannot replay \(path): its first line does not accept a campaign")
        }
        self.acceptance = acceptance
        acceptedAt = first.at
        queue = CampaignQueue(acceptance.campaign, total: acceptance.total)
        n = 1
        latest = first.at
        length = reader.offset
        var state = (queue, n, latest, isReported)
        while true {
            let more: Void? = try reader.next { bytes, offset in
                let number = state.1 + 1
                try JournalReplay.read(path, number) {
                    let line = try JournalLine(bytes)
                    guard line.n == number else { throw JSONLineError(field: "n") }
                    let at = try line.instant()
                    state.0.apply(try QueueChange(line), at: at, place: offset)
                    state.1 = number
                    state.2 = max(state.2, at)
                    if line.isEvent("reported") { state.3 = true }
                    try each?(line, offset)
                }
            }
            guard more != nil else { break }
        }
        (queue, n, latest, isReported) = state
        length = reader.offset
    }

    private static func read<Result>(_ path: String, _ line: Int, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as JSONLineError {
            let what = fault.field.map { "its field `\($0)` is not what it must be" } ?? "it is no JSON object"
            throw StoreError(
                .corrupt,
                "cannot replay \(path): line \(line) is damaged (\(what)); restore the file, or move the campaign's folder out of the spool"
            )
        }
    }
}
