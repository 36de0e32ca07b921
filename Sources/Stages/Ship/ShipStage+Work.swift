internal import CallspoolCore
internal import Logging
internal import Synchronization

extension ShipStage {
    /// A worker of a host: one request after the other, until there is nothing more to send to it.
    func work(at host: String) async {
        while let record = next(at: host) {
            let answer = await deliverer.deliver(record)
            conclude(record, answer)
        }
        bell.ring()
    }

    /// The host's next record; `nil` is the end of this worker.
    ///
    /// The outbox is asked under the lock: see `assign`. It seldom reads more than its memory.
    private func next(at host: String) -> OutgoingRecord? {
        let now = clock.now
        let isCanceled = Task.isCancelled
        let (record, failure) = state.withLock { state -> (OutgoingRecord?, OutboxError?) in
            if isCanceled { state.machine.halt() }
            var failure: OutboxError?
            while let campaign = state.machine.turn(at: host) {
                do throws(OutboxError) {
                    if let record = try outbox.take(from: campaign, now: now) { return (record, nil) }
                    state.machine.exhausted(campaign, at: host)
                } catch {
                    // Halted, the machine gives no further turn, and this worker ends.
                    state.machine.halt()
                    failure = error
                }
            }
            return (nil, failure)
        }
        if let failure { trouble(failure, now) }
        return record
    }

    /// Notes what came of a request, and wakes the leader where it has to do with it.
    private func conclude(_ record: OutgoingRecord, _ answer: DeliveryAnswer) {
        let now = clock.now
        let verdict = settings.verdict(
            on: answer,
            tries: record.tries + 1,
            now: now,
            wall: clock.wall,
            random: random()
        )
        guard let verdict else { return outbox.putBack(record) }
        let uncommitted = outbox.note(verdict, of: record, now: now)
        report(verdict, record)
        let isTaken = if case .taken = verdict { true } else { false }
        if !isTaken || uncommitted == 1 || uncommitted % ShipStage.commitLot == 0 { bell.ring() }
    }

    /// Says once that a host fails, and once that it works again.
    private func report(_ verdict: Verdict, _ record: OutgoingRecord) {
        let host = record.target.host
        switch verdict {
        case .taken:
            if state.withLock({ $0.failing.remove(host) != nil }) {
                logger.notice("deliveries to \(host) work again")
            }
        case .retry(_, let why):
            if state.withLock({ $0.failing.insert(host).inserted }) {
                logger.warning("a delivery to \(host) failed, and is tried again: \(why)")
            }
        case .givenUp(let why):
            logger.info("a record was given up after \(record.tries + 1) tries at \(host): \(why)")
        case .gone:
            logger.warning("\(record.target.url) answered 410, gone: nothing more of its campaign is sent there")
        }
    }
}
