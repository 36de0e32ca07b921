internal import CallspoolCore
internal import Synchronization

/// A campaign's `shipping.jsonl` and its undelivered file, as they are written: what is kept first, then the results of
/// deliveries that say so.
///
/// Apart from the outbox's other state, so that nobody who asks for records waits for a disk that syncs.
final class DeliveryLog: Sendable {
    /// What is to be written at once.
    struct Lines: Equatable, Sendable {
        /// Whole lines of records that are kept.
        var kept: [UInt8] = []
        /// Whole lines of results of deliveries.
        var results: [UInt8] = []
        /// How many results of deliveries.
        var count = 0

        /// Adds the lines of records that are kept, given without the last line feed.
        mutating func keep(_ records: [UInt8]) {
            kept.append(contentsOf: records)
            kept.append(UInt8(ascii: "\n"))
        }
    }

    private struct Files: ~Copyable {
        var undelivered: LineFile
        var results: LineFile
    }

    private let files: Mutex<Files>

    init(_ folder: CampaignFolder, undelivered: String, on disk: any Disk) {
        files = Mutex(
            Files(undelivered: LineFile(undelivered, on: disk), results: LineFile(folder.shipping, on: disk))
        )
    }

    /// Adds lines, in memory.
    func add(_ lines: Lines) {
        files.withLock { files in
            files.undelivered.append(lines.kept)
            files.results.append(lines.results)
        }
    }

    /// Makes everything that was added durable: when it has returned, P7 holds for it.
    ///
    /// - Throws: `DiskError`; what was added is kept, and written by the next call.
    func commit() throws(DiskError) {
        try files.withLock { files throws(DiskError) in
            try files.undelivered.commit()
            try files.results.commit()
        }
    }

    /// Cuts off what a crash tore in the undelivered file, also when nothing more is to be added.
    func mendUndelivered() throws(DiskError) {
        try files.withLock { files throws(DiskError) in try files.undelivered.mendIfThere() }
    }
}
