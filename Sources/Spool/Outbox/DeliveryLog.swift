internal import CallspoolCore
internal import Synchronization

/// A campaign's `shipping.jsonl` and its undelivered file, as they are written: what is kept first, then the results of deliveries that
/// say so.
///
/// Apart from the outbox's other state, so that nobody who asks for records waits for a disk that syncs.
final class DeliveryLog: Sendable {
    /// What is to be written at once.
    struct Batch: Equatable, Sendable {
        /// Whole lines of records that are kept.
        var kept: [UInt8] = []
        /// Whole lines of results of deliveries.
        var deliveryResults: [UInt8] = []
        /// How many results of deliveries.
        var count = 0

        /// Adds the lines of records that are kept, given without the last line feed.
        mutating func keep(_ lines: [UInt8]) {
            kept.append(contentsOf: lines)
            kept.append(UInt8(ascii: "\n"))
        }
    }

    private struct Files: ~Copyable {
        var undelivered: LineFile
        var deliveryResults: LineFile
    }

    private let files: Mutex<Files>

    init(_ folder: CampaignFolder, undelivered: String, on disk: any Disk) {
        files = Mutex(
            Files(undelivered: LineFile(undelivered, on: disk), deliveryResults: LineFile(folder.shipping, on: disk))
        )
    }

    /// Adds a batch, in memory.
    func add(_ batch: Batch) {
        files.withLock { files in
            files.undelivered.append(batch.kept)
            files.deliveryResults.append(batch.deliveryResults)
        }
    }

    /// Makes everything that was added durable: when it has returned, P7 holds for it.
    ///
    /// - Throws: `DiskError`; what was added is kept, and written by the next call.
    func commit() throws(DiskError) {
        try files.withLock { files throws(DiskError) in
            try files.undelivered.commit()
            try files.deliveryResults.commit()
        }
    }

    /// Cuts off what a crash tore in the undelivered file, also when nothing more is to be added.
    func mendUndelivered() throws(DiskError) {
        try files.withLock { files throws(DiskError) in try files.undelivered.mendIfThere() }
    }
}
