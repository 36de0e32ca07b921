internal import CallspoolCore
internal import Logging
internal import Synchronization

extension ShipStage {
    /// What one look around came to.
    struct Pass: Equatable {
        /// The hosts that a worker is to be started for.
        var openings: [String] = []
        /// Whether there is something to do at once.
        var hasMore = false
        /// Whether the stage is at its end.
        var isOver = false
        /// When to look again, if nothing happens before.
        var wake: Timestamp?
    }

    /// One look around: takes what is new, makes results of deliveries durable, closes what is over, and finds out who may work.
    func step(until horizon: (Timestamp) -> Timestamp) -> Pass {
        let now = clock.now
        // Asked before the look: what was told before the horizon closed is seen by the look after it.
        let limit = horizon(now)
        noteHorizon(limit)
        var pass = Pass()
        if endTrouble(now) {
            do throws(OutboxError) {
                try look(now)
                try giveUp(now)
                pass.hasMore = try commitWhenDue(now)
                try close(now: now)
                worksAgain()
            } catch {
                trouble(error, now)
            }
        }
        tell()
        let nextDue = assign(&pass, now)
        pass.isOver = pass.isOver || (isIdle(pass) && nextDue > limit)
        return pass
    }

    /// A horizon that closes is an announcement: nothing more will be told.
    private func noteHorizon(_ limit: Timestamp) {
        state.withLock { state in
            if state.isOpen, limit < ShipStage.never { state.isAnnounced = true }
            state.isOpen = limit == ShipStage.never
        }
    }

    /// Whether the disk works, or is to be tried again.
    private func endTrouble(_ now: Timestamp) -> Bool {
        state.withLock { state in
            guard let until = state.troubleUntil else { return true }
            return until <= now
        }
    }

    private func worksAgain() {
        let wasTrouble = state.withLock { state in
            defer { state.troubleUntil = nil }
            guard state.troubleUntil != nil else { return false }
            if state.drainedBy == nil { state.machine.resume() }
            return true
        }
        if wasTrouble { logger.notice("the disk works again; shipping goes on") }
    }

    /// Stops taking records while the disk fails; said once.
    func trouble(_ error: OutboxError, _ now: Timestamp) {
        let isNew = state.withLock { state in
            state.machine.halt()
            defer { state.troubleUntil = now + ShipStage.troublePause }
            return state.troubleUntil == nil
        }
        if isNew { logger.error("\(error.message); shipping waits and tries again every few seconds") }
    }

    private func look(_ now: Timestamp) throws(OutboxError) {
        let isDue = state.withLock { state in
            guard state.isAnnounced || state.nextLook <= now else { return false }
            state.isAnnounced = false
            state.nextLook = now + lookPause
            return true
        }
        guard isDue else { return }
        do throws(OutboxError) {
            try outbox.refresh(now: now)
        } catch {
            // What was announced is still to be looked at.
            state.withLock { $0.isAnnounced = true }
            throw error
        }
        let histories = outbox.histories()
        state.withLock { state in
            for (host, history) in histories { state.machine.remember(history, at: host) }
        }
    }

    /// Gives up what has waited for as long as the whole schedule lasts for a host that took nothing in all that time.
    private func giveUp(_ now: Timestamp) throws(OutboxError) {
        for host in state.withLock({ $0.machine.hostsToGiveUp(now: now) }) {
            let words = "has taken nothing for as long as records are tried; those that have waited as long are kept"
            logger.warning("\(host) \(words)")
            try outbox.giveUp(at: host, writtenBy: now - settings.patience)
        }
    }

    /// Group commit: many results of deliveries, one sync; at once when nobody is running who could bring more.
    private func commitWhenDue(_ now: Timestamp) throws(OutboxError) -> Bool {
        let count = outbox.backlog(now: now).toCommit
        let isDue = state.withLock { state in
            guard count > 0 else {
                state.commitDue = nil
                return false
            }
            let due = state.commitDue ?? now + ShipStage.commitPause
            state.commitDue = due
            return count >= ShipStage.commitBatch || due <= now || state.machine.working == 0
        }
        guard isDue else { return false }
        let hasMore = try outbox.commit(now: now)
        state.withLock { $0.commitDue = nil }
        return hasMore
    }

    /// Tells the machine what is ready and asks it who may work.
    ///
    /// - Returns: when there is next something to do that cannot be done yet.
    private func assign(_ pass: inout Pass, _ now: Timestamp) -> Timestamp {
        state.withLock { state in
            // Under the lock, as the workers' turns are: else a campaign that just ran empty could be taken for ready,
            // or one that just got records for empty.
            let backlog = outbox.backlog(now: now)
            for ready in backlog.ready {
                state.machine.ready(ready.campaign, at: ready.host, requests: ready.requests)
            }
            pass.openings = state.machine.openings(now: now)
            let wakes = [
                state.commitDue, state.nextLook, backlog.nextDue, backlog.nextCut, state.machine.nextProbe,
                state.troubleUntil, drainWake(state, now),
            ]
            pass.wake = wakes.compactMap(\.self).filter { $0 > now }.min()
            if let drainedBy = state.drainedBy {
                pass.isOver = state.machine.working == 0 || clock.wall >= drainedBy
            }
            if let until = state.troubleUntil { return until }
            // A batch that waits to be filled is waited for, however near the horizon is: it is seconds.
            if backlog.nextCut != nil { return Timestamp(milliseconds: 0) }
            return [backlog.nextDue, state.machine.nextProbe].compactMap(\.self).min() ?? ShipStage.never
        }
    }

    /// When to see whether the time for those in progress is over, which is reckoned on the machine's clock.
    private func drainWake(_ state: State, _ now: Timestamp) -> Timestamp? {
        state.drainedBy.map { now + max(.milliseconds(1), $0 - clock.wall) }
    }

    /// Whether nobody is running and nothing can be done at once.
    private func isIdle(_ pass: Pass) -> Bool {
        !pass.hasMore && pass.openings.isEmpty && state.withLock { $0.machine.working == 0 }
    }
}
