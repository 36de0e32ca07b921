internal import CallspoolCore

// Numbers that are added to a campaign.
extension StoreConformance {
    @Sendable func additions(_ trial: inout StoreTrial) async throws {
        guard let add = trial.rig.add else { return }
        _ = try await trial.accept("one", 2)
        let first = try await trial.claim(1, trial.start)
        try await add("one", 3, [2])
        try await trial.store.discover(trial.start)
        try await trial.tidy(trial.start)
        trial.expect(await trial.counts("one")?.all, is: 5, "all are")
        trial.expect(await trial.counts("one")?.rejected, is: 1, "rejected are")
        try await trial.crash()
        try await trial.tidy(trial.start)
        trial.expect(await trial.counts("one")?.all, is: 5, "after a crash all are")
        trial.expect(await trial.counts("one")?.rejected, is: 1, "after a crash rejected are")
        trial.expect(await trial.store.unaccounted().map(\.attempt.id), is: first.map(\.id), "in progress are")
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [2, 3, 5], "claimed")
    }

    @Sendable func reopening(_ trial: inout StoreTrial) async throws {
        guard let add = trial.rig.add else { return }
        let prefix = try await trial.accept("one", 1)
        for life in 1...3 {
            for attempt in try await trial.claim(9, trial.start) {
                trial.expect(attempt.job.callID, is: "\(prefix)\(life)", "the call is")
                try await trial.end(attempt, .answered, .final(.completed), trial.start)
            }
            await trial.commit()
            try await trial.tidy(trial.start)
            trial.expect(await trial.counts("one"), is: nil, "a campaign that is over is in the backlog")
            // Once in the same process, once in another.
            if life == 2 { try await trial.crash() }
            try await add("one", 1, [])
            try await trial.store.discover(trial.start)
            trial.expect(await trial.store.nextDue(trial.start), is: trial.start, "there is something to do at")
            try await trial.tidy(trial.start)
            trial.expect(await trial.counts("one")?.pending, is: 1, "added are")
            trial.expect(await trial.counts("one")?.completed, is: life, "completed before are")
        }
    }

    @Sendable func heldAdditions(_ trial: inout StoreTrial) async throws {
        guard let add = trial.rig.add else { return }
        for (action, name) in [(ControlRequest.Action.suspend, "one"), (.stop, "two")] {
            _ = try await trial.accept(name, 2)
            _ = try await trial.claim(1, trial.start)
            _ = try await trial.store.control(ControlRequest(action, name, by: "x"), now: trial.start)
            await trial.commit()
            try await add(name, 2, [])
            try await trial.store.discover(trial.start)
            try await trial.tidy(trial.start)
            trial.expect(try await trial.claim(9, trial.start).indexes, is: [], "claimed after \(action)")
        }
        trial.expect(await trial.counts("one")?.pending, is: 3, "waiting in the suspended campaign are")
        trial.expect(await trial.counts("two")?.canceled, is: 3, "canceled in the stopped campaign are")
    }

    @Sendable func failedAddition(_ trial: inout StoreTrial) async throws {
        guard let add = trial.rig.add, let setBroken = trial.rig.setBroken else { return }
        _ = try await trial.accept("one", 1)
        try await add("one", 2, [1])
        try await trial.store.discover(trial.start)
        await setBroken(true)
        do {
            try await trial.store.tidy(trial.start)
            trial.expect(await trial.store.commit().failure != nil, "a commit succeeded that was to fail")
        } catch is StoreError {
            // What is added may be written before the commit.
        }
        await setBroken(false)
        try await trial.tidy(trial.start)
        trial.expect(await trial.counts("one")?.all, is: 3, "all are")
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [1, 3], "claimed")
    }
}
