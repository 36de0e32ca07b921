internal import CallspoolCore

/// A line of a campaign's `shipping.jsonl`: what became of one try of one delivery, or which records make a batch.
struct ShippingLine: Equatable {
    /// What became of it.
    enum Event: Equatable {
        /// These records are a batch, though not a full one; written before it is first sent.
        case batch
        /// The receiver has it.
        case taken(httpStatus: Int)
        /// It is tried again.
        case retry(at: Timestamp, why: String)
        /// It is not tried any more, and is kept in the undelivered file.
        case givenUp(why: String)
        /// The receiver wants nothing more; it is kept in the undelivered file.
        case gone
        /// It was kept, was sent again by `ship --replay`, and the receiver has it now.
        case replayed(httpStatus: Int)
    }

    /// The records.
    var batch: Batch
    /// When it was decided, on the program's clock.
    var at: Timestamp
    /// What became of them.
    var event: Event
    /// How often they were tried, this time included.
    var tries = 0
    /// Until when their host rests for it.
    var restsUntil: Timestamp?

    func write(to writer: inout JSONLineWriter) {
        writer.line { line in
            line.field("n", batch.n)
            if batch.count > 1 {
                line.field("last", batch.last)
                line.field("count", batch.count)
            }
            line.field("at", at)
            line.field("event", event.name)
            if event != .batch { line.field("tries", tries) }
            switch event {
            case .taken(let status), .replayed(let status): line.field("http_status", status)
            case .retry(let at, let why):
                line.field("next_try_at", at)
                line.field("why", why)
            case .givenUp(let why): line.field("why", why)
            case .gone, .batch: break
            }
            if let restsUntil { line.field("host_rests_until", restsUntil) }
        }
    }
}

extension ShippingLine.Event {
    fileprivate var name: String {
        switch self {
        case .batch: "batch"
        case .taken: "taken"
        case .retry: "retry"
        case .givenUp: "given_up"
        case .gone: "gone"
        case .replayed: "replayed"
        }
    }
}
