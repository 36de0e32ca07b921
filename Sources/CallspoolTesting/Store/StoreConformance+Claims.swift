internal import CallspoolCore

// Claiming and durability.
extension StoreConformance {
    @Sendable func claimedOnce(_ trial: inout StoreTrial) async throws {
        let prefix = try await trial.accept("one", 5)
        let now = trial.start
        let first = try await trial.claim(3, now)
        trial.expect(first.indexes, is: [1, 2, 3], "a claim of three gave")
        trial.expect(first.map(\.job.callID), is: (1...3).map { "\(prefix)\($0)" }, "the call ids are")
        trial.expect(first.map(\.number), is: [1, 1, 1], "the attempts' numbers are")
        trial.expect(Set(first.map(\.id)).count, is: 3, "different attempt ids")
        trial.expect(try await trial.claim(10, now).indexes, is: [4, 5], "the rest is")
        trial.expect(try await trial.claim(10, now).indexes, is: [], "nothing is left, but")
        for attempt in first { try await trial.end(attempt, .answered, .final(.completed), now) }
        await trial.commit()
        trial.expect(try await trial.claim(10, now + .seconds(86_400)).indexes, is: [], "a final call was claimed")
        let counts = await trial.counts("one")
        trial.expect(counts?.completed, is: 3, "completed are")
        trial.expect(counts?.dialing, is: 2, "in progress are")
        trial.expect(counts?.all, is: 5, "calls in all are")
    }

    @Sendable func uncommitted(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 3)
        try await trial.store.claim([nil, nil], now: trial.start)
        try await trial.crash()
        trial.expect(await trial.store.unaccounted().count, is: 0, "in progress after a crash are")
        trial.expect(try await trial.claim(5, trial.start).indexes, is: [1, 2, 3], "a claim after the crash gave")
    }

    @Sendable func accounted(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 5)
        let placed = try await trial.claim(3, trial.start)
        let answered = CallFact(
            key: placed[1].key,
            attempt: 1,
            at: trial.start + .seconds(2),
            event: .connected
        )
        try await trial.store.record([answered], now: trial.start + .seconds(2))
        try await trial.end(placed[0], .busy, .retry(at: trial.start + .seconds(60)), trial.start + .seconds(3))
        await trial.commit()
        // Said and not committed: as if it had not been.
        try await trial.end(placed[2], .answered, .final(.completed), trial.start + .seconds(4))
        try await trial.crash()
        let left = await trial.store.unaccounted()
        trial.expect(left.map(\.attempt.id), is: placed[1...].map(\.id), "in progress after a crash are")
        trial.expect(left.map(\.attempt.number), is: [1, 1], "their numbers are")
        trial.expect(left.first?.answeredAt, is: trial.start + .seconds(2), "answered at")
        trial.expect(left.first?.dialedAt, is: trial.start, "dialled at")
        let next = try await trial.claim(10, trial.start + .seconds(60))
        trial.expect(next.indexes.sorted(), is: [1, 4, 5], "claimed after the crash are")
        trial.expect(next.first { $0.key.index == 1 }?.number, is: 2, "the retried call's attempt is")
        trial.expect(next.first { $0.key.index == 1 }?.tries, is: Tries(counted: 1), "its tries are")
    }

    @Sendable func trunks(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 5)
        try await trial.store.claim(["east", "west", nil], now: trial.start)
        let placed = await trial.store.commit().attempts
        trial.expect(placed.map(\.trunk), is: ["east", "west", nil], "the attempts' trunks are")
        try await trial.crash()
        let left = await trial.store.unaccounted().map(\.attempt.trunk)
        trial.expect(left, is: ["east", "west", nil], "their trunks after a crash are")
        trial.expect(await trial.store.lastDialing(), is: trial.start, "the last dialling after a crash was at")
    }

    @Sendable func failedCommit(_ trial: inout StoreTrial) async throws {
        guard let setBroken = trial.rig.setBroken else { return }
        _ = try await trial.accept("one", 4)
        let placed = try await trial.claim(1, trial.start)
        await setBroken(true)
        try await trial.end(placed[0], .answered, .final(.completed), trial.start)
        try await trial.store.claim([nil, nil], now: trial.start)
        for _ in 0..<2 {
            let commit = await trial.store.commit()
            trial.expect(commit.failure != nil, "a commit on broken storage did not say so")
            trial.expect(commit.attempts.indexes, is: [], "attempts out of a failed commit are")
        }
        await setBroken(false)
        await trial.commit()
        trial.expect(await trial.counts("one")?.completed, is: 1, "completed after the storage was repaired are")
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [2, 3, 4], "claimed after that are")
        try await trial.crash()
        trial.expect(await trial.counts("one")?.completed, is: 1, "completed after a crash are")
        trial.expect(await trial.store.unaccounted().map(\.attempt).indexes, is: [2, 3, 4], "in progress after it are")
    }
}
