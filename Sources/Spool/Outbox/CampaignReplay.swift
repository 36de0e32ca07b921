internal import CallspoolCore

/// The undelivered records of one campaign, queued or done, that are to be sent again: each once, in the batches and so
/// under the ids in which they were sent before.
final class CampaignReplay {
    private struct Kept {
        var batch: Batch
        var tries: Int
    }

    let name: String
    let target: DeliveryTarget
    private let undelivered: UndeliveredFile
    private var deliveryResults: LineFile
    private var writer = JSONLineWriter()
    private var pending: [Kept] = []
    private let since: Timestamp?
    /// Verdicts that are not durable yet.
    private(set) var uncommitted = 0
    private var isGone = false
    private(set) var warnings: [String] = []
    private(set) var tally: ShippingTally

    /// Finds out from the delivery log what was kept and was not taken since.
    ///
    /// - Returns: `nil` when there is nothing to send again.
    /// - Throws: `DiskError`, also when the journal does not begin with the campaign.
    init?(_ folder: CampaignFolder, layout: SpoolLayout, disk: any Disk, since: Timestamp?) throws(DiskError) {
        guard let undelivered = try UndeliveredFile(layout.undelivered(folder.name), on: disk), !undelivered.isEmpty,
            try disk.entry(folder.journal) != nil, let target = try CampaignOutbox.target(of: folder, disk)
        else { return nil }
        name = folder.name
        self.target = target
        self.undelivered = undelivered
        self.since = since
        deliveryResults = LineFile(folder.shipping, on: disk)
        tally = ShippingTally(campaign: folder.name)
        pending = try CampaignReplay.kept(folder, disk).sorted { $0.batch.n > $1.batch.n }
    }

    private static func kept(_ folder: CampaignFolder, _ disk: any Disk) throws(DiskError) -> [Kept] {
        var kept: [Int: Kept] = [:]
        try CampaignOutbox.readLines(folder.shipping, disk) { line in
            guard let tried = ReplayedTry(line) else { return true }
            switch tried.meaning {
            case .kept, .gone:
                let batch = Batch(n: tried.n, last: tried.last, count: tried.count, offset: 0)
                kept[tried.n] = Kept(batch: batch, tries: tried.tries)
            case .replayed, .taken: kept[tried.n] = nil
            case .batch, .due: break
            }
            return true
        }
        return Array(kept.values)
    }

    /// How many requests there are to be made.
    var ready: Int { isGone ? 0 : pending.count }

    /// The next delivery.
    func take(key: Int) throws(DiskError) -> Delivery? {
        while !isGone, let next = pending.popLast() {
            let found: (lines: [UInt8], at: Timestamp)?
            do throws(DiskError) {
                found = try undelivered.lines(of: next.batch)
            } catch {
                pending.append(next)
                throw error
            }
            guard let (lines, at) = found else {
                let file = "results/\(name).undelivered.jsonl"
                warnings.append("record \(next.batch.n) of \(name) cannot be sent again: it is not in \(file) any more")
                continue
            }
            if let since, at < since { continue }
            return Delivery(campaign: key, batch: next.batch, tries: next.tries, lines: lines, target: target)
        }
        return nil
    }

    /// Notes what became of a delivery: only that it was taken is written down; all else leaves it as it was.
    func note(_ result: DeliveryResult, of delivery: Delivery, now: Timestamp) {
        switch result {
        case .taken(let status):
            let event = ShippingLine.Event.replayed(httpStatus: status)
            ShippingLine(batch: delivery.batch, at: now, event: event, tries: delivery.tries + 1).write(to: &writer)
            deliveryResults.append(writer.bytes)
            writer.removeAll()
            uncommitted += 1
            tally.note(event, delivery.batch.count)
        case .gone:
            isGone = true
            tally.failed += delivery.batch.count
        case .retry, .givenUp: tally.failed += delivery.batch.count
        }
    }

    /// Takes back a delivery without a result.
    func putBack(_ delivery: Delivery) {
        pending.append(Kept(batch: delivery.batch, tries: delivery.tries))
    }

    /// Makes it durable what was taken (P7).
    func commit() throws(DiskError) {
        try deliveryResults.commit()
        uncommitted = 0
    }

    /// What became of the records, and how many were not tried.
    var result: ShippingTally {
        var result = tally
        result.left = pending.reduce(0) { $0 + $1.batch.count }
        return result
    }

    /// What was not reported yet.
    func takeWarnings() -> [String] {
        defer { warnings.removeAll() }
        return warnings
    }
}
