internal import CallspoolCore

extension CampaignOutbox {
    /// Hands out what may be sent now: new batches and those due again in turns, so that neither waits for all of the
    /// other.
    func take(key: Int, now: Timestamp) throws(DiskError) -> Delivery? {
        guard let target, !isGone else { return nil }
        defer { status.rest() }
        isRetryTurn.toggle()
        if isRetryTurn, let delivery = try takeWaiting(key, target, now) { return delivery }
        if let delivery = try takeNew(key, target, now) { return delivery }
        return try takeWaiting(key, target, now)
    }

    private func takeNew(_ key: Int, _ target: DeliveryTarget, _ now: Timestamp) throws(DiskError) -> Delivery? {
        while let (batch, line) = try nextBatch(now: now) {
            guard isChosen(batch) else { continue }
            if isKept(batch) {
                try keepRest(of: batch, tries: 0, now: now)
                continue
            }
            let new = WaitingBatch(batch, due: Timestamp(milliseconds: 0), tries: 0)
            let read = line == nil ? try lines(of: new, now) : line
            guard let lines = read else { continue }
            inProgress += 1
            return Delivery(campaign: key, batch: batch, tries: 0, lines: lines, target: target)
        }
        return nil
    }

    /// The next batch that is full, and its line when it is a single record; `nil` when there is none yet.
    func nextBatch(now: Timestamp) throws(DiskError) -> (batch: Batch, line: [UInt8]?)? {
        // What comes after a cut is another batch if the cut is forgotten.
        guard cut == nil else { return nil }
        while let (n, offset, line) = try nextNew(copiesLine: cutter.size == 1) {
            if let batch = cutter.add(n: n, offset: offset) {
                openSince = nil
                return (batch, line)
            }
        }
        if cutter.open != nil { openSince = openSince ?? now }
        return nil
    }

    /// The next line that is new; `nil` when all were read.
    private func nextNew(copiesLine: Bool) throws(DiskError) -> (n: Int, offset: Int, line: [UInt8]?)? {
        let frontier = frontier
        while true {
            let found = try status.next { line, offset -> (n: Int?, offset: Int, line: [UInt8]?) in
                let n = recordNumber(line)
                let isWanted = copiesLine && n.map { $0 > frontier } == true
                return (n, offset, isWanted ? [UInt8](line) : nil)
            }
            guard let found else { return nil }
            guard let n = found.n else {
                let what = "results/\(name).status.jsonl: there is no status record at byte \(found.offset)"
                if let error = turning(what) { throw error }
                warnings.append(what)
                continue
            }
            if n > frontier {
                self.frontier = n
                return (n, found.offset, found.line)
            }
        }
    }

    /// Whether a batch is this process's to send.
    func isChosen(_ batch: Batch) -> Bool {
        if batch.last > passedTo { return true }
        hasPassedOver = true
        return false
    }

    private func takeWaiting(_ key: Int, _ target: DeliveryTarget, _ now: Timestamp) throws(DiskError) -> Delivery? {
        while let waiter = waiting.take(now: now) {
            if isKept(waiter.batch) {
                try keepRest(of: waiter.batch, tries: waiter.tries, now: now)
                continue
            }
            guard let lines = try lines(of: waiter, now) else { continue }
            inProgress += 1
            return Delivery(campaign: key, batch: waiter.batch, tries: waiter.tries, lines: lines, target: target)
        }
        return nil
    }

    /// The lines of a batch that waited; `nil` when they are not where they were, which settles it.
    func lines(of waiter: WaitingBatch, _ now: Timestamp) throws(DiskError) -> [UInt8]? {
        let lines: [UInt8]?
        do throws(DiskError) {
            lines = try status.lines(of: waiter.batch)
        } catch {
            waiting.insert(waiter)
            throw error
        }
        if let lines { return lines }
        if let error = turning("results/\(name).status.jsonl: record \(waiter.batch.n) is not where it was") {
            waiting.insert(waiter)
            throw error
        }
        let why = "its line is not in results/\(name).status.jsonl any more"
        warnings.append("record \(waiter.batch.n) of \(name) is given up: \(why)")
        say(waiter.batch, .givenUp(why: why), tries: waiter.tries, now: now)
        return nil
    }

    /// Takes back a delivery without a result; it is due at once.
    func putBack(_ delivery: Delivery) {
        inProgress -= 1
        waiting.insert(WaitingBatch(delivery.batch, due: Timestamp(milliseconds: 0), tries: delivery.tries))
    }
}
