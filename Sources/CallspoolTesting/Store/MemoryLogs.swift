public import CallspoolCore
public import Spool
internal import Synchronization

/// A second implementation of the logs, in memory: what a database on other machines would do for them.
///
/// A commit makes the lines of all logs durable at once, or of none. Here, at the campaign's home, its folder is there as
/// pickup made it: its jobs and additions are read there, and what is committed is gathered into its journal, which those
/// follow who report and ship. The journal may lag behind; what it says of a position is its own business.
public final class MemoryLogStorage: Sendable {
    private struct State {
        /// The lines of each log as they are in a journal, but that `prev` is the number of a line.
        var logs: [String: [[UInt8]]] = [:]
        var isBroken = false
    }

    private let state = Mutex(State())
    private let isReachable: @Sendable () -> Bool

    /// Makes an empty one.
    ///
    /// - Parameter isReachable: asked before each commit; a process that is dead reaches nothing.
    public init(isReachable: @escaping @Sendable () -> Bool = { true }) {
        self.isReachable = isReachable
    }

    /// Makes each commit fail, until it is called with `false`.
    public func setBroken(_ isBroken: Bool) {
        state.withLock { $0.isBroken = isBroken }
    }

    /// Whether a committed line of a log contains a text.
    public func contains(_ text: String, in log: String) -> Bool {
        let wanted = Array(text.utf8)
        return state.withLock { $0.logs[log, default: []].contains { line in line.contains(wanted) } }
    }

    func lines(of log: String) -> [[UInt8]] {
        state.withLock { $0.logs[log, default: []] }
    }

    /// Adds lines to logs, all of them or none.
    func append(_ lines: [(log: String, lines: [[UInt8]])]) -> StoreError? {
        state.withLock { state in
            if state.isBroken || !isReachable() { return StoreError(.unavailable, "the storage of the logs is broken") }
            for (log, lines) in lines { state.logs[log, default: []] += lines }
            return nil
        }
    }
}

/// The logs of a spool whose lines are in a storage in memory.
public struct MemoryLogs: CampaignLogs {
    private let storage: MemoryLogStorage
    private let durability: Durability
    private var home: FileLogs
    private let layout: SpoolLayout
    private let disk: any Disk

    /// Makes the logs of a spool.
    ///
    /// - Parameters:
    ///   - storage: where the lines are.
    ///   - layout: the spool in which pickup puts campaigns, and into which what is committed is gathered.
    ///   - disk: where that is.
    ///   - durability: told how much of each gathered journal is durable.
    public init(_ storage: MemoryLogStorage, home layout: SpoolLayout, on disk: any Disk, durability: Durability) {
        self.storage = storage
        self.durability = durability
        self.layout = layout
        self.disk = disk
        // What its journals say is not what counts: `durability` is told when it is gathered.
        home = FileLogs(layout, on: disk, durability: Durability(waking: WakeSignal()))
    }

    /// The campaigns that pickup has put into the queue and that have no log open.
    public mutating func waiting() throws(StoreError) -> [String] { try home.waiting() }

    /// Opens a log and gathers what the last process did not.
    public mutating func open(_ campaign: String) throws(StoreError) -> (log: any CampaignLog, state: LogState)? {
        guard let (file, known) = try home.openFile(campaign) else { return nil }
        let log = try MemoryLog(storage, file, known, try positions(campaign))
        let state = try log.replay()
        gather(campaign, log)
        return (log, state)
    }

    /// Where the lines of a gathered journal stand, by their numbers.
    private func positions(_ campaign: String) throws(StoreError) -> [Int: LogPosition] {
        try translating {
            var positions: [Int: LogPosition] = [:]
            _ = try JournalReader(layout.campaign(campaign), on: disk)
                .read { line, position in
                    positions[line.n] = position
                }
            return positions
        }
    }

    /// Commits all logs at once, then gathers.
    public mutating func commit(_ logs: [(campaign: String, log: any CampaignLog)]) -> [StoreError?] {
        let written = logs.compactMap { campaign, log in (log as? MemoryLog).map { (campaign, $0) } }
        guard written.count == logs.count else {
            return logs.map { StoreError(.corrupt, "\($0.campaign): it is another store's log") }
        }
        let error = storage.append(written.map { ($0.1.name, $0.1.pending) })
        guard error == nil else { return logs.map { _ in error } }
        for (campaign, log) in written {
            log.committed()
            gather(campaign, log)
        }
        return logs.map { _ in nil }
    }

    /// What cannot be gathered now is at the next commit, or by the next process.
    private func gather(_ campaign: String, _ log: MemoryLog) {
        log.gather()
        durability.set(campaign, log.gathered)
    }

    /// Gives up writing to a log.
    public mutating func close(_ campaign: String, _ reason: LogClosing) { home.close(campaign, reason) }

    /// Takes in the attempts that are gathered.
    public func recall(into history: inout AttemptHistory, since: Timestamp, warn: (String) -> Void) throws(StoreError)
    {
        try home.recall(into: &history, since: since, warn: warn)
    }
}

/// The log of one campaign in memory; where a line stands is its number.
private final class MemoryLog: CampaignLog {
    let name: String
    private let storage: MemoryLogStorage
    private let file: FileLog
    private let acceptance: Acceptance
    /// The lines that are not committed.
    private(set) var pending: [[UInt8]] = []
    /// How many lines are committed.
    private var count = 0
    /// How many of those are in the journal at home, and where they stand there.
    private var gatheredLines: Int
    private var positions: [Int: LogPosition]

    /// Takes over what pickup, or whoever closes campaigns, has written at home.
    init(
        _ storage: MemoryLogStorage,
        _ file: FileLog,
        _ known: LogState,
        _ positions: [Int: LogPosition]
    ) throws(StoreError) {
        self.storage = storage
        self.file = file
        self.positions = positions
        acceptance = known.acceptance
        name = known.acceptance.callIDPrefix
        gatheredLines = known.n
        count = storage.lines(of: name).count
        guard known.n > count else { return }
        if let error = storage.append([(name, try lines(after: count))]) { throw error }
        count = known.n
    }

    /// The journal's lines after a number: all of pickup's, and then the one of whoever closes the campaign.
    private func lines(after n: Int) throws(StoreError) -> [[UInt8]] {
        try translating {
            var lines: [[UInt8]] = []
            _ = try file.reader()
                .read { line, _ in
                    guard line.n > n else { return }
                    guard n == 0 || line.isEvent("reported") else {
                        throw StoreError(.corrupt, "\(self.name): line \(line.n) is at home and was never committed")
                    }
                    lines.append(self.line(try line.entry()))
                }
            return lines
        }
    }

    private func line(_ entry: JournalEntry) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.journalLine(entry, callIDPrefix: name)
        return writer.bytes
    }

    /// What the committed lines say.
    func replay() throws(StoreError) -> LogState {
        try translating {
            let lines = storage.lines(of: name)
            guard let entry = try lines.first.map(MemoryLog.entry), case .accepted(let acceptance) = entry.event else {
                throw StoreError(.corrupt, "\(name): the log does not begin with the campaign")
            }
            var state = LogState(acceptance, at: entry.at)
            for (place, line) in lines.enumerated().dropFirst() {
                let isNext = try line.withUnsafeBytes { bytes in
                    let line = try JournalLine(UnsafeRawBufferPointer(rebasing: bytes.dropLast()))
                    return state.apply(try LogLine(line, at: LogPosition(place + 1)))
                }
                guard isNext else { throw StoreError(.corrupt, "\(name): line \(place + 1) of the log is missing") }
            }
            return state
        }
    }

    private static func entry(_ line: [UInt8]) throws -> JournalEntry {
        try line.withUnsafeBytes { bytes in
            try JournalLine(UnsafeRawBufferPointer(rebasing: bytes.dropLast())).entry()
        }
    }

    var end: LogPosition { LogPosition(count + pending.count + 1) }
    var isDirty: Bool { !pending.isEmpty || gatheredLines < count || file.isDirty }
    /// Up to where the journal at home is durable.
    var gathered: LogPosition { file.durable }

    func append(_ entry: JournalEntry) -> LogPosition {
        let position = end
        pending.append(line(entry))
        return position
    }

    func withdraw(to end: LogPosition) {
        pending.removeLast(max(0, self.end.value - end.value))
    }

    func committed() {
        count += pending.count
        pending = []
    }

    /// Copies what is committed into the journal at home, as far as the disk there lets it.
    func gather() {
        do {
            for line in storage.lines(of: name).dropFirst(gatheredLines) {
                var entry = try MemoryLog.entry(line)
                entry.previous = entry.previous.flatMap { positions[$0.value] }
                positions[entry.n] = file.append(entry)
                gatheredLines += 1
            }
            try file.commit()
        } catch {
            return  // The lines are kept by the file's log, and tried again.
        }
    }

    func job(_ index: Int) throws(StoreError) -> CallJob { try file.job(index) }
    func pendingAdditions() throws(StoreError) -> [Addition] { try file.pendingAdditions() }
    func takeJobs(of addition: Addition, after total: Int) throws(StoreError) {
        try file.takeJobs(of: addition, after: total)
    }
    func rejections(of addition: Addition, from offset: Int, limit: Int) throws(StoreError) -> RejectionPage {
        try file.rejections(of: addition, from: offset, limit: limit)
    }
    func settle(_ addition: Addition) throws(StoreError) { try file.settle(addition) }
}
