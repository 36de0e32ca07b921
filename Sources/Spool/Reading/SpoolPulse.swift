public import CallspoolCore

/// Whether anything works on a spool that should, and what that means when nothing does: what `status`, `doctor`, the
/// page and `/healthz` say of it.
public struct SpoolPulse: Sendable {
    /// How much later than it should be a tick counts as missed.
    private static let lateness = Duration.seconds(300)

    /// Whether a program is running.
    public let sight: ProgramSight
    /// What is wrong, in a sentence or two; `nil` when nothing is.
    public let trouble: String?

    /// Whether a program is running.
    public var isRunning: Bool { sight == .atWork }

    /// Looks at a spool.
    ///
    /// - Parameters:
    ///   - reader: reads the spool.
    ///   - settings: its settings.
    ///   - counts: those of each queued campaign.
    ///   - wall: the machine's now.
    /// - Throws: `DiskError`.
    public init(_ reader: SpoolReader, settings: Settings, counts: [QueueCounts], wall: Timestamp) throws(DiskError) {
        sight = try reader.programSight(wall)
        let waits = counts.reduce(0) { $0 + $1.pending }
        let files = try reader.waitingFileCount()
        let next = TickSchedule(minutes: settings.ticks).next(after: wall)
        let remedy =
            "start one with `callspool run`, or see to the cron entry of `callspool tick`; the next tick is at \(next.words)"
        switch sight {
        case .atWork: trouble = nil
        case .died(let at):
            let calls = counts.reduce(0) { $0 + $1.dialing }
            var words = "nothing is running since \(at.words): the program was killed or crashed, and no call is placed"
            if calls > 0 {
                words += "; \(calls.counted("call")) that \(calls == 1 ? "was" : "were") in progress then "
                words += "may still go on at the engine, and the next program asks it what became of "
                words += calls == 1 ? "it" : "them"
            }
            trouble = "\(words); \(remedy)"
        case .left:
            guard waits + files > 0, let missed = try SpoolPulse.missedTick(reader, settings, wall) else {
                trouble = nil
                return
            }
            let what = [files.counted("file"), waits.counted("call")].joined(separator: " and ")
            trouble = "nothing is running since the tick at \(missed.words), and \(what) wait; \(remedy)"
        }
    }

    /// The last tick that there was, when another one should have come since; under a fast clock they cannot be compared.
    private static func missedTick(
        _ reader: SpoolReader,
        _ settings: Settings,
        _ wall: Timestamp
    ) throws(DiskError) -> Timestamp? {
        guard settings.isInRealTime, let last = try reader.workCounts().lastTick else { return nil }
        let due = TickSchedule(minutes: settings.ticks).next(after: last)
        return wall - due > lateness ? last : nil
    }
}

extension Settings {
    /// Whether the program's clock is the machine's.
    fileprivate var isInRealTime: Bool {
        trunks.allSatisfy { ($0.engine.simulator?.speed ?? 1) == 1 }
    }
}

extension SpoolReader {
    /// How many campaign files wait to be picked up.
    ///
    /// - Throws: `DiskError`.
    public func waitingFileCount() throws(DiskError) -> Int {
        try disk.list(layout.incoming).count { $0.isCampaignFile }
    }

    /// The files that were refused since an instant, the newest first, each with the beginning of its reasons.
    ///
    /// - Throws: `DiskError`.
    public func refusedFiles(since: Timestamp) throws(DiskError) -> [RefusedFile] {
        var files: [RefusedFile] = []
        for entry in try disk.list(layout.rejected) where entry.kind == .file && entry.name.hasSuffix(".why") {
            let at = Timestamp(milliseconds: entry.modified)
            guard at >= since else { continue }
            var why = try disk.beginning("\(layout.rejected)/\(entry.name)")
            if let place = why.firstRange(of: ": error: ") { why = String(why[place.upperBound...]) }
            files.append(RefusedFile(name: String(entry.name.dropLast(4)), at: at, why: why))
        }
        return files.sorted { ($0.at, $0.name) > ($1.at, $1.name) }
    }
}

/// A file in `rejected/`.
public struct RefusedFile: Equatable, Sendable {
    /// Its name there.
    public var name: String
    /// When it was refused, on the machine's clock.
    public var at: Timestamp
    /// The first of the reasons.
    public var why: String

    /// How the reason begins of one that somebody withdrew.
    static let withdrawal = "was withdrawn before it was picked up"

    /// Whether it was not refused, but withdrawn by somebody.
    public var isWithdrawn: Bool { why.hasPrefix(RefusedFile.withdrawal) }
}

extension Disk {
    /// The first line of a file, at most 1 KiB of it.
    fileprivate func beginning(_ path: String) throws(DiskError) -> String {
        let file: any OpenFile
        do throws(DiskError) {
            file = try openReading(path)
        } catch {
            if error.isMissing || error.isOfOneFile { return "" }
            throw error
        }
        defer { file.close() }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = try bytes.withDiskRoom { room throws(DiskError) in try file.read(at: 0, into: room) }
        return String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

extension Timestamp {
    /// `2026-11-24 10:15:03 UTC`, in the time zone that everything is told in.
    fileprivate var words: String { "\(iso8601.prefix(10)) \(iso8601.dropFirst(11).prefix(8)) UTC" }
}
