import CallspoolCore
import Presentation
import Spool
import Stages

/// The answer to "when?" for what is in no campaign yet: a file that waits, a number in one, or a file that was refused.
struct WaitingAnswers {
    private let subject: String
    private let files: FilesInSpool
    private let tick: Timestamp

    /// Looks for it.
    ///
    /// - Throws: `DiskError`.
    init(_ subject: String, _ spool: OpenSpool) throws {
        self.subject = subject
        tick = TickSchedule(minutes: spool.settings.ticks).next(after: SystemClock().now)
        let named = try FilesInSpool(spool, named: subject, since: Timestamp(milliseconds: 0))
        guard named.isEmpty else {
            files = named
            return
        }
        let waiting = WaitingFiles(spool.layout, on: spool.disk, defaults: spool.settings.defaults)
        files = FilesInSpool(waiting: try waiting.holding(subject), refused: [])
    }

    /// Whether nothing was found.
    var isEmpty: Bool { files.isEmpty }

    /// Writes the answer.
    func write(isJSON: Bool) {
        if isJSON { return files.writeJSON() }
        for file in files.waiting {
            let held = file.suspendedBy.map { ", and is not dialled until it is resumed: suspended by \($0)" } ?? ""
            let words = "in \(file.name), campaign \(file.campaign), which waits since \(file.since.clock)"
            Terminal.write("\(subject): \(words); picked up at the next tick, \(tick.clock)\(held)\n")
        }
        for file in files.refused {
            let words = file.isWithdrawn ? file.why : "was refused at \(file.at.clock): \(file.why)"
            Terminal.write("\(subject): never: \(file.name) \(words)\n")
        }
    }
}
