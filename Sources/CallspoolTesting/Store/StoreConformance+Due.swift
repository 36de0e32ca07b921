internal import CallspoolCore

// What is due when.
extension StoreConformance {
    @Sendable func order(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 6)
        let due = trial.start + .seconds(60)
        for attempt in try await trial.claim(2, trial.start) {
            try await trial.end(attempt, .busy, .retry(at: due), trial.start)
        }
        await trial.commit()
        let claimed = try await trial.claim(6, due)
        let firsts = claimed.filter { $0.number == 1 }.indexes
        let retries = claimed.filter { $0.number == 2 }.indexes
        trial.expect(firsts, is: [3, 4, 5, 6], "first attempts came as")
        trial.expect(retries, is: [1, 2], "retries came as")
        let kinds = claimed.prefix(4).map(\.number)
        trial.expect(kinds == [1, 2, 1, 2] || kinds == [2, 1, 2, 1], "they came not alternately: \(claimed.indexes)")
    }

    @Sendable func dueTimes(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 1)
        let due = trial.start + .seconds(61)
        for attempt in try await trial.claim(1, trial.start) {
            try await trial.end(attempt, .busy, .retry(at: due), trial.start + .seconds(1))
        }
        await trial.commit()
        trial.expect(await trial.store.nextDue(trial.start + .seconds(2)), is: due, "the next thing is due at")
        trial.expect(try await trial.claim(1, due - .milliseconds(1)).indexes, is: [], "claimed too early")
        try await trial.crash()
        trial.expect(await trial.store.nextDue(trial.start + .seconds(2)), is: due, "after a crash it is due at")
        trial.expect(try await trial.claim(1, due - .milliseconds(1)).indexes, is: [], "claimed too early after it")
        trial.expect(try await trial.claim(1, due).indexes, is: [1], "claimed when due")
    }

    @Sendable func notBeforeStart(_ trial: inout StoreTrial) async throws {
        let begin = trial.start + .seconds(900)
        _ = try await trial.accept("one", 1) { $0.start = begin }
        trial.expect(await trial.store.nextDue(trial.start), is: begin, "the first thing is due at")
        trial.expect(try await trial.claim(1, begin - .milliseconds(1)).indexes, is: [], "claimed before the start")
        trial.expect(try await trial.claim(1, begin).indexes, is: [1], "claimed at the start")
    }

    @Sendable func expiry(_ trial: inout StoreTrial) async throws {
        let end = trial.start + .seconds(600)
        _ = try await trial.accept("one", 4) { $0.expires = end }
        let placed = try await trial.claim(2, trial.start)
        try await trial.end(placed[0], .busy, .retry(at: end + .seconds(60)), trial.start)
        await trial.commit()
        trial.expect(await trial.store.nextDue(trial.start), is: trial.start, "numbers wait, and the next is due at")
        trial.expect(try await trial.claim(9, end).indexes, is: [], "claimed at the expiry")
        try await trial.tidy(end)
        let counts = await trial.counts("one")
        trial.expect(counts?.failed, is: 3, "failed at the expiry are")
        trial.expect(counts?.dialing, is: 1, "still in progress are")
        try await trial.end(placed[1], .answered, .final(.completed), end + .seconds(5))
        try await trial.tidy(end + .seconds(5))
        trial.expect(await trial.counts("one"), is: nil, "a campaign that is over is in the backlog")
    }

    @Sendable func caps(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("few", 9) { $0.limits.concurrentCalls = 2 }
        _ = try await trial.accept("slow", 9) { $0.limits.callsPerSecond = 2 }
        let claimed = try await trial.claim(18, trial.start)
        trial.expect(claimed.filter { $0.campaignRef.campaign.name == "few" }.count, is: 2, "of the one capped at two")
        trial.expect(claimed.filter { $0.campaignRef.campaign.name == "slow" }.count, is: 1, "of the slow one at once")
        let later = try await trial.claim(18, trial.start + .milliseconds(500))
        trial.expect(
            later.filter { $0.campaignRef.campaign.name == "few" }.count,
            is: 0,
            "more of the one capped at two"
        )
        trial.expect(
            later.filter { $0.campaignRef.campaign.name == "slow" }.count,
            is: 1,
            "of the slow one half a second on"
        )
    }
}
