internal import CallspoolCore

extension CampaignOutbox {
    /// Notes what became of a delivery.
    func note(_ result: DeliveryResult, of delivery: Delivery, restsUntil: Timestamp?, now: Timestamp) {
        let tries = delivery.tries + 1
        let event: ShippingLine.Event =
            switch result {
            case .taken(let status): .taken(httpStatus: status)
            case .gone: .gone
            case .givenUp(let why): .givenUp(why: why)
            case .retry where isGone: .gone
            case .retry(_, let why) where delivery.batch.last <= givenUpTo: .givenUp(why: why)
            case .retry(let at, let why): .retry(at: at, why: why)
            }
        inProgress -= 1
        switch event {
        case .gone:
            isGone = true
            unwritten.keep(delivery.lines)
        case .givenUp: unwritten.keep(delivery.lines)
        case .retry(let at, _): waiting.insert(WaitingBatch(delivery.batch, due: at, tries: tries))
        case .taken, .replayed, .batch: break
        }
        say(delivery.batch, event, tries: tries, restsUntil: restsUntil, now: now)
    }

    /// Has what was written up to an instant given up, with the next commits, as far as it is not in progress.
    func giveUp(writtenBy instant: Timestamp) throws(DiskError) {
        guard target != nil, !isGone else { return }
        defer { status.rest() }
        givenUpTo = max(givenUpTo, try status.lastNumber(writtenBy: instant))
        let limit = givenUpTo
        abandoned += waiting.takeAll { $0.last <= limit }
    }

    /// Whether there are records to be put aside.
    var hasToSweep: Bool {
        if !abandoned.isEmpty { return true }
        guard target != nil, cut == nil else { return false }
        if isGone { return status.unread > 0 || !waiting.isEmpty || cutter.open != nil }
        return frontier < givenUpTo && status.unread > 0
    }

    /// Puts records aside that nobody is to have any more, a bounded number of them.
    ///
    /// - Returns: whether there are more.
    func sweep(now: Timestamp) throws(DiskError) -> Bool {
        defer { status.rest() }
        while hasToSweep, unwritten.kept.count < 1 << 20 {
            if let waiter = abandoned.popLast() ?? (isGone ? waiting.takeAny() : nil) {
                try abandon(waiter, now)
            } else if let (batch, _) = try nextBatch(now: now) {
                let new = WaitingBatch(batch, due: Timestamp(milliseconds: 0), tries: 0)
                if isGone || batch.last <= givenUpTo { try abandon(new, now) } else { waiting.insert(new) }
            } else if isGone, let batch = cutter.cut() {
                openSince = nil
                try abandon(WaitingBatch(batch, due: Timestamp(milliseconds: 0), tries: 0), now)
            } else {
                return false
            }
        }
        return hasToSweep
    }

    private func abandon(_ waiter: WaitingBatch, _ now: Timestamp) throws(DiskError) {
        if isKept(waiter.batch) { return try keepRest(of: waiter.batch, tries: waiter.tries, now: now) }
        guard let lines = try lines(of: waiter, now) else { return }
        unwritten.keep(lines)
        let why = "its host has taken nothing for as long as it is to be tried"
        say(waiter.batch, isGone ? .gone : .givenUp(why: why), tries: waiter.tries, now: now)
    }

    /// Whether a batch is in the undelivered file already, at least in part.
    func isKept(_ batch: Batch) -> Bool {
        !kept.isEmpty && kept.contains { (batch.n...batch.last).contains($0) }
    }

    /// Ends a batch that is in the undelivered file and has no result: a crash came between the two.
    ///
    /// Or while the file was written. What is there must not come a second time, and what is missing must come.
    func keepRest(of batch: Batch, tries: Int, now: Timestamp) throws(DiskError) {
        let waiter = WaitingBatch(batch, due: Timestamp(milliseconds: 0), tries: tries)
        if batch.count > 1, let lines = try lines(of: waiter, now) {
            for line in lines.split(separator: UInt8(ascii: "\n")) {
                let n = line.withUnsafeBytes { recordNumber($0) }
                if n.map({ kept.contains($0) }) != true { unwritten.keep(Array(line)) }
            }
        }
        kept = kept.filter { !(batch.n...batch.last).contains($0) }
        say(batch, .givenUp(why: "kept before a crash"), tries: tries, now: now)
    }
}
