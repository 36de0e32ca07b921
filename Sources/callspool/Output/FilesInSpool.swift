import CallspoolCore
import Presentation
import Spool
import Stages

/// The files of a spool that are not campaigns: those that wait to be picked up, and those that were refused.
struct FilesInSpool {
    /// In `incoming/`.
    let waiting: [WaitingFile]
    /// In `rejected/`, the newest first.
    let refused: [RefusedFile]

    /// Takes files that were found.
    init(waiting: [WaitingFile], refused: [RefusedFile]) {
        (self.waiting, self.refused) = (waiting, refused)
    }

    /// Whether there is none.
    var isEmpty: Bool { waiting.isEmpty && refused.isEmpty }

    /// Looks for files.
    ///
    /// - Parameters:
    ///   - spool: the spool.
    ///   - name: that of a campaign or a file, if only those are wanted.
    ///   - since: the earliest refusal that is wanted.
    /// - Throws: `DiskError`.
    init(_ spool: OpenSpool, named name: String?, since: Timestamp) throws {
        let files = WaitingFiles(spool.layout, on: spool.disk, defaults: spool.settings.defaults)
        let refused = try SpoolReader(spool.layout, on: spool.disk).refusedFiles(since: since)
        if let name {
            waiting = try files.meant(by: name)
            self.refused = refused.filter { $0.name == name || $0.name == name + ".yaml" || $0.name == name + ".yml" }
        } else {
            waiting = try files.all()
            self.refused = refused
        }
    }

    /// An object a line.
    func writeJSON() {
        for file in waiting { Terminal.write(file.jsonLine) }
        for file in refused { Terminal.write(file.jsonLine) }
    }

    /// A line for each.
    func write(_ spool: OpenSpool) {
        let tick = TickSchedule(minutes: spool.settings.ticks).next(after: SystemClock().now)
        for file in waiting {
            let held = file.suspendedBy.map { "; suspended by \($0)" } ?? ""
            Terminal.write(
                "\(file.name) waits since \(file.since.clock) to be picked up, at the next tick \(tick.clock)\(held)\n"
            )
        }
        for file in refused {
            let words = file.isWithdrawn ? file.why : "was refused at \(file.at.clock): \(file.why)"
            Terminal.write("\(file.name) \(words); see rejected/\(file.name).why\n")
        }
    }
}
