import CallspoolCore
import CallspoolTesting
import Spool
import Testing

/// An outbox over a spool's folder, driven by hand; dropping it is what `kill -9` leaves.
struct OutboxDrive {
    let outbox: SpoolOutbox
    var now = Timestamp(seconds: 1_800_000_100)

    init(_ spool: ShippingSpool, on disk: any Disk = PosixDisk(), rules: OutboxRules = OutboxRules()) throws {
        outbox = SpoolOutbox(layout: SpoolLayout(root: spool.root), disk: disk, rules: rules)
        try outbox.refresh(now: now)
    }

    /// The keys of the campaigns with something to send.
    var ready: [Int] { outbox.backlog(now: now).ready.map(\.campaign) }

    /// The next record that may be sent.
    func take() throws -> Delivery? {
        for key in ready {
            if let record = outbox.take(from: key, now: now) { return record }
        }
        return nil
    }

    /// Every record that may be sent.
    func takeAll() throws -> [Delivery] {
        var all: [Delivery] = []
        while let record = try take() { all.append(record) }
        return all
    }

    func note(_ result: DeliveryResult, _ delivery: Delivery, restsUntil: Timestamp? = nil) {
        outbox.note(result, of: delivery, restsUntil: restsUntil, now: now)
    }

    @discardableResult
    func commit() throws -> Bool { try outbox.commit(now: now) }

    /// Has everything taken that may be sent, and makes it durable.
    func shipAll() throws {
        while let record = try take() { note(.taken(httpStatus: 200), record) }
        try commit()
    }
}

/// The call numbers of records, as `ShippingSpool` numbers them.
func calls(_ records: [Delivery]) -> [Int] { records.map { $0.n / 3 } }
