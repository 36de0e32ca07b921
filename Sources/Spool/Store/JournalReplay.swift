public import CallspoolCore

/// The state that a journal gives when it is replayed over its jobs.
public struct JournalReplay: Sendable {
    /// What its lines say.
    public private(set) var state: LogState
    /// How many bytes were read: up to and with the last whole line.
    private var length: Int

    /// Where the line after the last one stands.
    public var end: LogPosition { LogPosition(length) }

    /// What was accepted.
    public var acceptance: Acceptance { state.acceptance }
    /// When.
    public var acceptedAt: Timestamp { state.acceptedAt }
    /// The queue after the last line.
    public var queue: CampaignQueue {
        _read { yield state.queue }
    }
    /// The number of the last line.
    public var n: Int { state.n }
    /// The latest instant of any line.
    public var latest: Timestamp { state.latest }
    /// Whether `reported` is in it.
    public var isReported: Bool { state.isReported }

    /// Replays a journal; a torn last line is left out.
    ///
    /// - Parameters:
    ///   - path: the journal.
    ///   - disk: where it is.
    ///   - each: called for every line, in order, when all have been replayed.
    /// - Throws: `DiskError`; `StoreError` when a line is none of a journal.
    public init(_ path: String, on disk: some Disk, each: ((JournalLine, Int) throws -> Void)? = nil) throws {
        try self.init(path, on: disk, blocks: JournalBlock.self) { _, _ in }
        guard let each else { return }
        let file = try disk.openReading(path)
        defer { file.close() }
        try JournalReplay.tell(path, file, upTo: length, each)
    }

    /// Replays a journal for somebody who has a use of his own for its lines.
    ///
    /// - Parameters:
    ///   - path: the journal.
    ///   - disk: where it is.
    ///   - blocks: how lines are read, beside others, on any thread.
    ///   - take: called for each block in order, with the queue as it is after it.
    /// - Throws: `DiskError`; `StoreError` when a line is none of a journal; what the closure throws.
    init<Block: ReplayedBlock>(
        _ path: String,
        on disk: some Disk,
        blocks: Block.Type,
        take: (Block, CampaignQueue) throws -> Void
    ) throws {
        let file = try disk.openReading(path)
        defer { file.close() }
        try self.init(beginning: file, path)
        try follow(file, path, blocks: blocks, take: take)
    }

    /// Reads the first line only; `follow` goes on.
    ///
    /// - Throws: `DiskError`; `StoreError` when that line does not accept a campaign.
    init(beginning file: any OpenFile, _ path: String) throws {
        let (acceptance, acceptedAt, length) = try JournalReplay.begin(path, file)
        state = LogState(acceptance, at: acceptedAt)
        self.length = length
    }

    /// Takes in what was added since the last time; a torn last line is left for the next.
    ///
    /// - Parameters:
    ///   - file: the journal, open.
    ///   - path: its path, for what is wrong with it.
    ///   - blocks: how lines are read, beside others, on any thread.
    ///   - take: called for each block in order, with the queue as it is after it.
    /// - Throws: `DiskError`; `StoreError` when a line is none of a journal; what the closure throws.
    mutating func follow<Block: ReplayedBlock>(
        _ file: any OpenFile,
        _ path: String,
        blocks: Block.Type,
        take: (Block, CampaignQueue) throws -> Void
    ) throws {
        var blocks = JournalBlocks<Block>(file, from: length)
        defer { blocks.finish() }
        while true {
            let some = try blocks.next()
            if some.isEmpty { break }
            for block in some {
                try apply(block.journal, path)
                try take(block, queue)
            }
            length = blocks.offset
        }
    }

    /// What a journal's first line accepts, when, and where the line ends.
    static func begin(_ path: String, _ file: any OpenFile) throws -> (Acceptance, Timestamp, Int) {
        var reader = LineReader(file, blockSize: 1 << 14)
        let first = try reader.next { bytes, _ in try JournalReplay.read(path, 1) { try JournalLine(bytes).entry() } }
        guard let first, case .accepted(let acceptance) = first.event, first.n == 1 else {
            throw StoreError(.corrupt, "cannot replay \(path): its first line does not accept a campaign")
        }
        return (acceptance, first.at, reader.offset)
    }

    private mutating func apply(_ block: JournalBlock, _ path: String) throws {
        for line in block.lines {
            guard state.apply(line) else { throw JournalReplay.damaged(path, n + 1, JSONLineError(field: "n")) }
        }
        if let fault = block.fault { throw JournalReplay.damaged(path, n + 1, fault) }
    }

    /// A second walk, for those who want every line.
    private static func tell(
        _ path: String,
        _ file: any OpenFile,
        upTo length: Int,
        _ each: (JournalLine, Int) throws -> Void
    ) throws {
        var reader = LineReader(file, upTo: length)
        while true {
            let isLine: Bool? = try reader.next { bytes, offset in
                try each(try JournalLine(bytes), offset)
                return true
            }
            if isLine == nil { return }
        }
    }

    private static func damaged(_ path: String, _ line: Int, _ fault: JSONLineError) -> StoreError {
        if let refusal = fault.refusal { return StoreError(.corrupt, "cannot replay \(path): it \(refusal)") }
        let what = fault.field.map { "its field `\($0)` is invalid" } ?? "it is not a JSON object"
        return StoreError(
            .corrupt,
            "cannot replay \(path): line \(line) is damaged (\(what)); restore the file, or move the campaign's folder out"
        )
    }

    private static func read<Result>(_ path: String, _ line: Int, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as JSONLineError {
            throw damaged(path, line, fault)
        }
    }
}
