import HeapModule

/// A call that was taken from the queue to be attempted.
public struct TakenCall: Equatable, Sendable {
    /// Its position in the campaign.
    public var index: Int
    /// Which attempt this will be.
    public var attempt: Int { tries.all + 1 }
    /// The attempts before.
    public var tries: Tries
    /// Where the line stands that ended the last of them.
    public var previous: LogPosition?
    /// When it was due, if it had waited.
    var due: Timestamp?

    /// Makes a taken call.
    public init(index: Int, tries: Tries, previous: LogPosition? = nil, due: Timestamp? = nil) {
        self.index = index
        self.tries = tries
        self.previous = previous
        self.due = due
    }
}

extension CampaignQueue {
    /// Takes the next call whose turn it is: first attempts in file order and retries that are due, alternately.
    ///
    /// The caller then applies `dialing`, postpones it, closes it, or puts it back.
    public mutating func take(_ now: Timestamp) -> TakenCall? {
        guard canPlace(now), pace.room(now) > 0 else { return nil }
        return retryIsNext ? takeRetry(now) ?? takeFirst(now) : takeFirst(now) ?? takeRetry(now)
    }

    /// Puts a call that was taken aside until an instant: not looked at again before.
    public mutating func postpone(_ taken: TakenCall, until: Timestamp) {
        let due = until.roundedUpToSecond
        let entry = WaitingCall(due: due, index: taken.index, previous: taken.previous, tries: taken.tries)
        guard taken.tries.all == 0 else { return waiting.insert(entry) }
        // Where one is outside its hours most are: room that is not used costs nothing, and doubling would cost the double.
        if postponed.isEmpty { postponed.reserveCapacity(total - taken.index + 1) }
        postponed.insert(entry)
    }

    /// Undoes `take` and what was applied after it, when that could not be recorded.
    public mutating func putBack(_ taken: TakenCall) {
        inProgress[taken.index] = nil
        move(taken.index, to: taken.tries.all == 0 ? .queued : .waiting)
        if let due = taken.due {
            postpone(taken, until: due)
        } else {
            cursor = min(cursor, taken.index)
        }
    }

    /// Takes calls out of the queue for good: those that are to be canceled or have expired.
    public mutating func takeOut(_ limit: Int) -> [TakenCall] {
        var all: [TakenCall] = []
        while all.count < limit, let taken = takeFirst(.distantFuture) ?? takeRetry(.distantFuture) {
            all.append(taken)
        }
        return all
    }

    /// Takes out one call, if it waits for an attempt.
    public mutating func takeOut(index: Int) -> TakenCall? {
        guard index >= 1, index <= total else { return nil }
        let state = states[index - 1]
        switch state.phase {
        case .queued: return TakenCall(index: index, tries: state.tries)
        case .waiting:
            // A heap has no look-up; one call at a time is canceled so seldom that a scan does.
            let entry = waiting.unordered.first { Int($0.index) == index && !isStale($0) }
            return entry.map { TakenCall(index: index, tries: state.tries, previous: $0.previous, due: $0.dueAt) }
        case .dialing, .stuck, .completed, .failed, .canceled, .rejected: return nil
        }
    }

    func canPlace(_ now: Timestamp) -> Bool {
        hold == nil && !isExpired(now) && (campaign.start.map { $0 <= now } ?? true)
            && counts.dialing < campaign.limits.concurrentCalls ?? .max
    }

    /// Those that were passed over stand before the cursor in the file.
    private mutating func takeFirst(_ now: Timestamp) -> TakenCall? {
        dropStale()
        if let first = postponed.min, first.dueAt <= now {
            postponed.removeMin()
            return TakenCall(index: Int(first.index), tries: Tries(), due: first.dueAt)
        }
        while cursor <= total {
            let index = cursor
            cursor += 1
            if states[index - 1].phase == .queued { return TakenCall(index: index, tries: Tries()) }
        }
        return nil
    }

    private mutating func takeRetry(_ now: Timestamp) -> TakenCall? {
        dropStale()
        guard let first = waiting.min, first.dueAt <= now else { return nil }
        waiting.removeMin()
        let tries = states[Int(first.index) - 1].tries
        return TakenCall(index: Int(first.index), tries: tries, previous: first.previous, due: first.dueAt)
    }
}
