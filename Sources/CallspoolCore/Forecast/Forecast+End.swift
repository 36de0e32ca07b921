import HeapModule

extension Forecast {
    mutating func ended(_ end: CallEnd) {
        let place = Int(end.key.campaign) - 1
        guard case .record(let fact) = fact(end) else { return }
        let index = Int(end.key.index)
        run.end = now
        switch fact.event {
        case .ended(let result, let disposition):
            let change = QueueChange.ended(
                index: index,
                result.outcome,
                disposition,
                concernsCallOnly: result.concernsCallOnly
            )
            lines[place].machine.apply(change, at: now, position: 0)
            learn(place, index, result)
        case .lost(let result):
            lines[place].machine.apply(.lost(index: index, attempt: fact.attempt, result), at: now, position: 0)
        // Nothing that a forecast dials is of the previous run.
        case .ringing, .connected, .settled: break
        }
        noteFinish(place)
    }

    private mutating func fact(_ end: CallEnd) -> DialMachine.Action {
        switch end.outcome {
        case .unknown: return machine.inquired(end.key, .unknown, now)
        case .engineError: return machine.refused(end.key, EngineError("the engine refused the call"), now)
        case .answered, .busy, .noAnswer, .unreachable, .declined, .unwanted, .blocked, .invalidNumber, .congestion,
            .carrierError, .mediaError, .notPermitted, .canceled, .expired:
            let event = AttemptReport.Event.ended(AttemptEnd(outcome: end.outcome))
            return machine.reported(AttemptReport(key: end.key, attempt: Int(end.attempt), at: now, event: event))
        }
    }

    private mutating func learn(_ place: Int, _ index: Int, _ result: AttemptResult) {
        if result.outcome.isOurs, isLimited, !lines[place].given.numbers.isEmpty {
            history.remove(lines[place].given.numbers[index - 1], at: result.dialedAt)
        }
        if let why = lines[place].machine.suspension(after: result) {
            lines[place].machine.apply(.suspended(by: why), at: now, position: 0)
        }
    }

    /// Calls of a stopped campaign are canceled, those of one that is over time expire.
    mutating func empty(_ place: Int) {
        let isStopped = lines[place].queue.hold == .stopped
        for taken in lines[place].machine.takeOut(.max) {
            lines[place].machine
                .apply(.closed(index: taken.index, isStopped ? .canceled : .failed), at: now, position: 0)
            if !isStopped { run.campaigns[place].expired += 1 }
        }
        noteFinish(place)
    }

    mutating func settleStuck() {
        for place in lines.indices where !lines[place].queue.stuck.isEmpty {
            for index in lines[place].queue.stuckForTooLong(now) {
                lines[place].machine.apply(.ended(index: index, .unknown, .final(.failed)), at: now, position: 0)
            }
            noteFinish(place)
        }
    }

    mutating func noteFinish(_ place: Int) {
        noteAsked(place)
        guard lines[place].queue.isOver, run.campaigns[place].finish == nil else { return }
        run.campaigns[place].finish = now
        let slot = Int32(place + 1)
        candidates.removeAll { $0 == slot }
        policy.remove(slot)
        over.append(slot)
    }

    private mutating func noteAsked(_ place: Int) {
        guard let asked, run.asked == nil, Int(asked.campaign) == place + 1 else { return }
        switch lines[place].queue.states[Int(asked.index) - 1].phase {
        case .completed, .failed, .canceled, .rejected: run.asked = .closed(at: now)
        case .queued, .waiting, .dialing, .stuck: break
        }
    }
}
