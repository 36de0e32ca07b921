import HeapModule

extension CampaignQueue {
    /// Whether no new attempt may be made any more.
    public func isExpired(_ now: Timestamp) -> Bool {
        campaign.expires.map { $0 <= now } ?? false
    }

    /// Whether calls are to be taken out of the queue: canceled, or expired.
    public func mustEmpty(_ now: Timestamp) -> Bool {
        counts.pending > 0 && (hold == .stopped || isExpired(now))
    }

    /// The earliest instant at which there may be something to do; `nil` when only a report or a person can change that.
    ///
    /// No attempt is made before `notBefore`, for a reason outside of the queue.
    public mutating func nextDue(_ now: Timestamp, notBefore: Timestamp? = nil) -> Timestamp? {
        if mustEmpty(now) { return now }
        var instants: [Timestamp] = stuckExpiries
        if counts.pending > 0 {
            if let expires = campaign.expires { instants.append(expires) }
            if let attempt = nextAttempt(now) { instants.append(max(attempt, notBefore ?? attempt)) }
        }
        return instants.min()
    }

    /// Whether there may be a call to place now, its pace apart: asked of each of ten thousand campaigns that wait, before
    /// any of them is asked for its call.
    public mutating func mayPlace(_ now: Timestamp) -> Bool {
        guard counts.pending > 0, canPlace(now), let attempt = nextAttempt(now, paced: false) else { return false }
        return attempt <= now
    }

    /// When the next attempt may be made, as far as the campaign itself is concerned.
    private mutating func nextAttempt(_ now: Timestamp, paced: Bool = true) -> Timestamp? {
        guard hold == nil, counts.dialing < campaign.limits.concurrentCalls ?? .max else { return nil }
        dropStale()
        while cursor <= total, states[cursor - 1].phase != .queued { cursor += 1 }
        let due = cursor <= total ? now : [waiting.min?.dueAt, postponed.min?.dueAt].compactMap { $0 }.min()
        return due.map { max($0, campaign.start ?? $0, paced ? pace.nextAllowed(now) : $0) }
    }

    private var stuckExpiries: [Timestamp] {
        campaign.onLost == .hold ? [] : stuck.values.map { $0.result.endedAt + LostPolicy.patience }
    }

    /// The stuck calls that are to be reported failed, as the campaign wishes.
    public func stuckForTooLong(_ now: Timestamp) -> [Int] {
        guard campaign.onLost == .fail else { return [] }
        return stuck.filter { $0.value.result.endedAt + LostPolicy.patience <= now }.map(\.key).sorted()
    }

    /// What the queue knows of one call, for those who look.
    public func phaseName(_ index: Int) -> String {
        phase(index)?.rawValue ?? "none"
    }

    /// The tries of one call.
    public func tries(_ index: Int) -> Tries {
        index >= 1 && index <= total ? states[index - 1].tries : Tries()
    }

    /// The calls that wait for another attempt, by position: when it is due, and where their last attempt is told.
    ///
    /// - Parameter some: the calls of interest; all when there are none, which may be a million.
    /// - Returns: when each is due, and where its last attempt is told.
    public func waitingCalls(among some: Set<Int>? = nil) -> [Int: (due: Timestamp, previous: LogPosition?)] {
        var all: [Int: (due: Timestamp, previous: LogPosition?)] = [:]
        for entry in waiting.unordered where !isStale(entry) {
            if let some, !some.contains(Int(entry.index)) { continue }
            all[Int(entry.index)] = (entry.dueAt, entry.previous)
        }
        return all
    }

    /// How many calls wait for another attempt.
    public var waitingCount: Int { waiting.unordered.count { !isStale($0) } }

    /// When the earliest of the waiting calls is due; may be that of a call which was taken out since.
    public var nextRetry: Timestamp? { waiting.min?.dueAt }
}

extension CampaignQueue {
    /// Calls that are not final, at most so many: those in progress, the stuck, those that wait for another attempt by
    /// when it is due, then those never attempted, in file order.
    public func unfinished(_ limit: Int) -> [Int] {
        var all = inProgress.keys.sorted() + stuck.keys.sorted()
        if all.count < limit {
            all += waiting.unordered.filter { !isStale($0) }.sorted().prefix(limit - all.count).map { Int($0.index) }
        }
        var index = cursor
        while all.count < limit, index <= total {
            if states[index - 1].phase == .queued { all.append(index) }
            index += 1
        }
        return Array(all.prefix(limit))
    }
}
