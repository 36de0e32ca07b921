internal import CallspoolCore
internal import Logging
internal import Synchronization

extension ShipStage {
    /// A worker of a host: one request after the other, until there is nothing more to send to it, or too many running.
    func work(at host: String) async {
        while let delivery = next(at: host) {
            let start = clock.wall
            let answer = await deliverer.deliver(delivery)
            conclude(delivery, answer, took: clock.wall - start)
        }
        signal.wake()
    }

    /// What the host gets next; `nil` is the end of this worker.
    ///
    /// The outbox is asked under the lock: see `assign`. It seldom reads more than its memory.
    private func next(at host: String) -> Delivery? {
        let now = clock.now
        let isCanceled = Task.isCancelled
        let (delivery, failure) = state.withLock { state -> (Delivery?, OutboxError?) in
            if isCanceled { state.machine.halt() }
            var failure: OutboxError?
            while let campaign = state.machine.turn(at: host, now: now) {
                do throws(OutboxError) {
                    if let delivery = try outbox.take(from: campaign, now: now) { return (delivery, nil) }
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
        return delivery
    }

    /// Notes what came of a request, and wakes the leader where it has to do with it.
    private func conclude(_ delivery: Delivery, _ answer: DeliveryAnswer, took: Duration) {
        let (now, wall) = (clock.now, clock.wall)
        let tries = delivery.tries + 1
        guard let said = HostAnswer(answer, wall: wall) else { return outbox.putBack(delivery) }
        // Drawn for what fails alone: a random number is a call of the system's.
        let (chance, spread) = said == .well ? (0, 0) : (random(), random())
        let result = settings.result(of: answer, tries: tries, now: now, wall: wall, random: chance)
        guard let result else { return outbox.putBack(delivery) }
        let host = delivery.target.host
        let effect = state.withLock { state in
            state.machine.answered(said, at: host, took: took, now: now, random: spread)
        }
        let uncommitted = outbox.note(result, of: delivery, restsUntil: effect.restsUntil, now: now)
        report(result, delivery)
        let isTaken = if case .taken = result { true } else { false }
        if !isTaken || effect.hasRoom || uncommitted == 1 || uncommitted % ShipStage.commitBatch == 0 { signal.wake() }
    }

    /// Says once that a host fails, and once that it works again.
    private func report(_ result: DeliveryResult, _ delivery: Delivery) {
        let host = delivery.target.host
        switch result {
        case .taken:
            if state.withLock({ $0.failing.remove(host) != nil }) {
                logger.notice("deliveries to \(host) work again")
            }
        case .retry(_, let why):
            if state.withLock({ $0.failing.insert(host).inserted }) {
                logger.warning("a delivery to \(host) failed, and is tried again: \(why)")
            }
        case .givenUp(let why):
            logger.info("a record was given up after \(delivery.tries + 1) tries at \(host): \(why)")
        case .gone:
            logger.warning("\(delivery.target.url) answered 410, gone: nothing more of its campaign is sent there")
        }
    }
}
