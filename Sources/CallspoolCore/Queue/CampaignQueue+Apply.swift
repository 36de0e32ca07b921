import HeapModule

extension CampaignQueue {
    /// Takes in a change.
    ///
    /// - Parameters:
    ///   - change: what happened. One that cannot be, for a call that does not exist say, changes nothing: the journal is
    ///     a file, and people edit files.
    ///   - at: when it happened.
    ///   - position: where its line stands in the log.
    public mutating func apply(_ change: QueueChange, at: Timestamp, position: LogPosition) {
        defer { assert(counts.all == total, "a call of \(campaign.name) is in no phase, or in two, after \(change)") }
        switch change {
        case .dialing(let index, let attempt, let previous, let callerID, let trunk):
            guard move(index, to: .dialing) else { return }
            // Not past those before it: they may have been passed over, for a window that is closed say.
            if index == cursor { cursor += 1 }
            inProgress[index] = InProgress(
                attempt: attempt,
                previous: previous,
                trunk: trunk,
                callerID: callerID,
                dialedAt: at
            )
            retryIsNext = attempt == 1
            pace.went(1, at)
            lastDialing = max(lastDialing ?? at, at)
            dropStale()
        case .ringing(let index): inProgress[index]?.ringingAt = at
        case .connected(let index): inProgress[index]?.answeredAt = at
        case .ended(let index, let outcome, let disposition, let concernsCallOnly):
            ended(index, outcome, disposition, position)
            if outcome.outcomeClass != .config {
                configurationFaults = 0
            } else if !concernsCallOnly {
                configurationFaults += 1
            }
        // Old news, or a person's word: it says nothing of how our configuration is now.
        case .settled(let index, let outcome, let disposition): ended(index, outcome, disposition, position)
        case .lost(let index, let attempt, let result):
            let known = inProgress.removeValue(forKey: index)
            guard move(index, to: .stuck) else { return }
            stuck[index] = StuckCall(
                attempt: attempt,
                previous: known?.previous,
                trunk: known?.trunk,
                recordedAt: known?.dialedAt ?? result.dialedAt,
                result: result
            )
        case .closed(let index, let status):
            move(index, to: CallState.Phase(closing(index, status)))
        // `finished` is the last line but `reported`: after any other there will be another `finished`.
        case .suspended(let by):
            if hold != .stopped { hold = .suspended(by: by) }
            isFinished = false
        case .resumed:
            if hold != .stopped { hold = nil }
            configurationFaults = 0
            isFinished = false
        case .stopped(let by):
            hold = .stopped
            stoppedBy = by
            isFinished = false
        case .started: isStarted = true
        case .finished: isFinished = true
        case .added(let count, _): add(count)
        case .nothing: break
        }
    }

    /// A number that was dialled and may not be dialled again has failed: `rejected` are those never dialled.
    private func closing(_ index: Int, _ status: FinalStatus) -> FinalStatus {
        status == .rejected && tries(index).all > 0 ? .failed : status
    }

    private mutating func ended(_ index: Int, _ outcome: Outcome, _ disposition: Disposition, _ position: LogPosition) {
        inProgress[index] = nil
        stuck[index] = nil
        guard index >= 1, index <= total else { return }
        let tries = states[index - 1].tries.adding(outcome)
        states[index - 1].tries = tries
        switch disposition {
        case .final(let status): move(index, to: CallState.Phase(status))
        case .retry(let at):
            move(index, to: .waiting)
            waiting.insert(WaitingCall(due: at, index: index, previous: position, tries: tries))
        case .stuck: move(index, to: .stuck)
        }
    }

    private mutating func add(_ count: Int) {
        // A position is kept in 32 bits.
        guard count >= 0, total + count <= Int(Int32.max) else { return }
        total += count
        // There is more to do, and there will be another `finished`.
        isFinished = false
        counts.pending += count
        states.append(contentsOf: repeatElement(CallState(), count: count))
    }

    @discardableResult
    mutating func move(_ index: Int, to phase: CallState.Phase) -> Bool {
        guard index >= 1, index <= total else { return false }
        counts[states[index - 1].phase] -= 1
        counts[phase] += 1
        states[index - 1].phase = phase
        return true
    }

    /// Whether a heap entry still stands for its call.
    func isStale(_ entry: WaitingCall) -> Bool {
        let state = states[Int(entry.index) - 1]
        let phase = entry.triesInAll == 0 ? CallState.Phase.queued : .waiting
        return state.phase != phase || state.tries.all != entry.triesInAll
    }

    /// Entries are dropped when they come up, not looked for: in a replay a call is attempted again about when its entry
    /// is the first.
    mutating func dropStale() {
        while let first = waiting.min, isStale(first) {
            waiting.removeMin()
        }
        while let first = postponed.min, isStale(first) {
            postponed.removeMin()
        }
    }
}

extension CallState.Phase {
    fileprivate init(_ status: FinalStatus) {
        switch status {
        case .completed: self = .completed
        case .failed: self = .failed
        case .canceled: self = .canceled
        case .rejected: self = .rejected
        }
    }
}
