// Attempts of previous runs, and what is found out of them.
extension OpenCampaign {
    /// The attempts that the journal says are in progress.
    func unaccounted(spoolTag: String) throws -> [AttemptInProgress] {
        try queue.inProgress.sorted { $0.key < $1.key }
            .map { index, known in
                let taken = TakenCall(index: index, tries: queue.tries(index), previous: known.previous)
                return AttemptInProgress(
                    attempt: try previous(taken, known.trunk, known.callerID, known.dialedAt, spoolTag),
                    dialedAt: known.dialedAt,
                    ringingAt: known.ringingAt,
                    answeredAt: known.answeredAt
                )
            }
    }

    /// The attempts whose outcome was lost.
    func stuck(spoolTag: String) throws -> [AttemptInProgress] {
        try queue.stuck.sorted { $0.key < $1.key }
            .map { index, known in
                let taken = TakenCall(index: index, tries: queue.tries(index), previous: known.previous)
                return AttemptInProgress(
                    attempt: try previous(taken, known.trunk, known.result.callerID, known.recordedAt, spoolTag),
                    dialedAt: known.result.dialedAt,
                    ringingAt: known.result.ringingAt,
                    answeredAt: known.result.answeredAt
                )
            }
    }

    private func previous(
        _ taken: TakenCall,
        _ trunk: String?,
        _ callerID: String?,
        _ recordedAt: Timestamp,
        _ spoolTag: String
    ) throws -> Attempt {
        var attempt = attempt(taken, try log.job(taken.index), trunk: trunk, spoolTag: spoolTag)
        attempt.recordedAt = recordedAt
        attempt.callerID = callerID
        return attempt
    }

    /// When the attempt was recorded that is stuck, or in progress; `nil` when it is neither.
    func recordedAt(_ index: Int, attempt: Int) -> Timestamp? {
        if let stuck = queue.stuck[index], stuck.attempt == attempt { return stuck.recordedAt }
        if let known = queue.inProgress[index], known.attempt == attempt { return known.dialedAt }
        return nil
    }

    /// Notes what was found out of an attempt; nothing when it is neither stuck nor in progress any more.
    func settle(
        _ index: Int,
        attempt: Int,
        _ result: AttemptResult,
        _ disposition: Disposition,
        by: String,
        _ now: Timestamp
    ) {
        guard recordedAt(index, attempt: attempt) != nil else { return }
        var result = result
        result.callerID = queue.stuck[index]?.result.callerID ?? queue.inProgress[index]?.callerID
        let previous = queue.stuck[index]?.previous ?? queue.inProgress[index]?.previous
        note(.settled(index: index, attempt: attempt, result, disposition, by: by), now, previous: previous)
    }
}
