internal import CallspoolCore
internal import Spool

/// The files that are not campaigns, in a sentence each: those that wait, and those that were refused of late.
struct FileWords: Sendable {
    /// How many are named.
    private static let most = 5

    /// Nothing when none waits.
    var waiting: Sentence?
    /// Nothing when none was refused in the last day.
    var refused: Sentence?

    /// Looks at the spool.
    ///
    /// - Throws: `DiskError`.
    init(_ parts: PageParts, _ now: Timestamp, _ mask: NumberMask) throws {
        let files = try WaitingFiles(parts.layout, on: parts.disk, defaults: parts.settings.defaults).all()
        let tick = TickSchedule(minutes: parts.settings.ticks).next(after: now)
        if !files.isEmpty {
            let names = FileWords.list(files.map(\.name), mask)
            waiting = "\(files.count.counted("file")) to be picked up at \(minute: tick): \(names)."
        }
        let day = Duration.seconds(86_400)
        let gone = try parts.watch.reader.refusedFiles(since: parts.clock.wall - day).filter { !$0.isWithdrawn }
        if !gone.isEmpty {
            let (verb, names) = (gone.count == 1 ? "was" : "were", FileWords.list(gone.map(\.name), mask))
            refused = "\(gone.count.counted("file")) \(verb) refused in the last day: \(names)."
        }
    }

    private static func list(_ names: [String], _ mask: NumberMask) -> String {
        let more = names.count > most ? " and \((names.count - most).grouped) more" : ""
        return names.prefix(most).map(mask.text).joined(separator: ", ") + more
    }
}
