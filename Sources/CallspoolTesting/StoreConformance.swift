internal import CallspoolCore

/// What every queue store must make true, as a suite that is run against one: each rule gets a fresh rig.
///
/// The suite does not import a test framework; a test expects that `violations` returns none:
///
///     let violations = try await StoreConformance { … }.violations()
///     #expect(violations.isEmpty)
public struct StoreConformance: Sendable {
    private let rig: @Sendable () async throws -> StoreRig

    /// Makes the suite for one kind of store.
    ///
    /// - Parameter rig: makes fresh storage, and a store over it.
    public init(rig: @escaping @Sendable () async throws -> StoreRig) {
        self.rig = rig
    }

    private typealias Rule = @Sendable (inout StoreTrial) async throws -> Void

    /// Runs every rule.
    ///
    /// - Returns: what was broken, each with its rule in front; empty for a store that conforms.
    /// - Throws: what making a rig throws.
    public func violations() async throws -> [String] {
        let rules: [(String, Rule)] = [
            ("a call is claimed once", claimedOnce), ("claims that were not committed are nobody's", uncommitted),
            ("what came out of commit is under way after a crash", accounted),
            ("a failed commit undoes claims and keeps facts", failedCommit),
            ("first attempts in order, retries between them", order), ("no retry before it is due", dueTimes),
            ("no attempt before the start", notBeforeStart), ("none after the expiry", expiry),
            ("a suspended campaign rests", suspension), ("a stopped campaign is over", stopping),
            ("one call can be canceled", cancellation), ("a campaign finishes once", finishing),
            ("a lost call is held, or reported when wished", losing), ("campaigns share by weight", weights),
            ("a campaign's own caps hold", caps), ("a request for nobody is answered so", strangers),
        ]
        var violations: [String] = []
        for (name, rule) in rules {
            var trial = try await StoreTrial(try await rig())
            do {
                try await rule(&trial)
            } catch {
                violations.append("\(name): it threw \(error)")
            }
            violations += trial.faults.map { "\(name): \($0)" }
        }
        return violations
    }
}

// Claiming and durability.
extension StoreConformance {
    @Sendable private func claimedOnce(_ trial: inout StoreTrial) async throws {
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
        trial.expect(counts?.dialing, is: 2, "under way are")
        trial.expect(counts?.all, is: 5, "calls in all are")
    }

    @Sendable private func uncommitted(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 3)
        try await trial.store.claim(2, now: trial.start)
        try await trial.crash()
        trial.expect(await trial.store.unaccounted().count, is: 0, "under way after a crash are")
        trial.expect(try await trial.claim(5, trial.start).indexes, is: [1, 2, 3], "a claim after the crash gave")
    }

    @Sendable private func accounted(_ trial: inout StoreTrial) async throws {
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
        trial.expect(left.map(\.attempt.id), is: placed[1...].map(\.id), "under way after a crash are")
        trial.expect(left.map(\.attempt.number), is: [1, 1], "their numbers are")
        trial.expect(left.first?.answeredAt, is: trial.start + .seconds(2), "answered at")
        trial.expect(left.first?.dialedAt, is: trial.start, "dialled at")
        let next = try await trial.claim(10, trial.start + .seconds(60))
        trial.expect(next.indexes.sorted(), is: [1, 4, 5], "claimed after the crash are")
        trial.expect(next.first { $0.key.index == 1 }?.number, is: 2, "the retried call's attempt is")
        trial.expect(next.first { $0.key.index == 1 }?.tries, is: Tries(counted: 1), "its tries are")
    }

    @Sendable private func failedCommit(_ trial: inout StoreTrial) async throws {
        guard let setBroken = trial.rig.setBroken else { return }
        _ = try await trial.accept("one", 4)
        let placed = try await trial.claim(1, trial.start)
        await setBroken(true)
        try await trial.end(placed[0], .answered, .final(.completed), trial.start)
        try await trial.store.claim(2, now: trial.start)
        for _ in 0..<2 {
            let commit = await trial.store.commit()
            trial.expect(commit.failure != nil, "a commit on broken storage did not say so")
            trial.expect(commit.attempts.indexes, is: [], "attempts out of a failed commit are")
        }
        await setBroken(false)
        await trial.commit()
        trial.expect(await trial.counts("one")?.completed, is: 1, "completed after the storage was mended are")
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [2, 3, 4], "claimed after that are")
        try await trial.crash()
        trial.expect(await trial.counts("one")?.completed, is: 1, "completed after a crash are")
        trial.expect(await trial.store.unaccounted().map(\.attempt).indexes, is: [2, 3, 4], "under way after it are")
    }
}

// What is due when.
extension StoreConformance {
    @Sendable private func order(_ trial: inout StoreTrial) async throws {
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

    @Sendable private func dueTimes(_ trial: inout StoreTrial) async throws {
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

    @Sendable private func notBeforeStart(_ trial: inout StoreTrial) async throws {
        let begin = trial.start + .seconds(900)
        _ = try await trial.accept("one", 1) { $0.start = begin }
        trial.expect(await trial.store.nextDue(trial.start), is: begin, "the first thing is due at")
        trial.expect(try await trial.claim(1, begin - .milliseconds(1)).indexes, is: [], "claimed before the start")
        trial.expect(try await trial.claim(1, begin).indexes, is: [1], "claimed at the start")
    }

    @Sendable private func expiry(_ trial: inout StoreTrial) async throws {
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
        trial.expect(counts?.dialing, is: 1, "still under way are")
        try await trial.end(placed[1], .answered, .final(.completed), end + .seconds(5))
        try await trial.tidy(end + .seconds(5))
        trial.expect(await trial.counts("one"), is: nil, "a campaign that is over is in the backlog")
    }

    @Sendable private func caps(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("few", 9) { $0.limits.concurrentCalls = 2 }
        _ = try await trial.accept("slow", 9) { $0.limits.callsPerSecond = 2 }
        let claimed = try await trial.claim(18, trial.start)
        trial.expect(claimed.filter { $0.terms.campaign.name == "few" }.count, is: 2, "of the one capped at two")
        trial.expect(claimed.filter { $0.terms.campaign.name == "slow" }.count, is: 1, "of the slow one at once")
        let later = try await trial.claim(18, trial.start + .milliseconds(500))
        trial.expect(later.filter { $0.terms.campaign.name == "few" }.count, is: 0, "more of the one capped at two")
        trial.expect(later.filter { $0.terms.campaign.name == "slow" }.count, is: 1, "of the slow one half a second on")
    }
}

// What people ask for, and how campaigns end.
extension StoreConformance {
    @Sendable private func suspension(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 3)
        _ = try await trial.claim(1, trial.start)
        let suspend = ControlRequest(.suspend, "one", by: "a person")
        let rows = try await trial.store.control(suspend, now: trial.start).rows
        let wanted = ControlAnswer.Row(campaign: "one", held: 2, onTheirWay: 1, changed: true)
        trial.expect(rows, is: [wanted], "the answer is")
        await trial.commit()
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [], "claimed of a suspended campaign")
        try await trial.crash()
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [], "claimed of one after a crash")
        let again = try await trial.store.control(suspend, now: trial.start).rows
        trial.expect(again.map(\.changed), is: [false], "a second suspension changed something")
        let resume = ControlRequest(.resume, "all", by: "a person")
        trial.expect(try await trial.store.control(resume, now: trial.start).rows.map(\.changed), is: [true], "resumed")
        await trial.commit()
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [2, 3], "claimed of a resumed campaign")
    }

    @Sendable private func stopping(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 4)
        let placed = try await trial.claim(2, trial.start)
        try await trial.end(placed[0], .busy, .retry(at: trial.start + .seconds(60)), trial.start)
        await trial.commit()
        let rows = try await trial.store.control(ControlRequest(.stop, "one", by: "x"), now: trial.start).rows
        trial.expect(rows.map(\.held), is: [3], "calls that will not be made")
        trial.expect(rows.map(\.onTheirWay), is: [1], "calls on their way")
        await trial.commit()
        // The stop is durable, the cancellations are not.
        try await trial.crash()
        trial.expect(try await trial.claim(9, trial.start + .seconds(90)).indexes, is: [], "claimed after a stop")
        try await trial.tidy(trial.start)
        trial.expect(await trial.counts("one")?.canceled, is: 3, "canceled are")
        let resume = ControlRequest(.resume, "one", by: "x")
        trial.expect(
            try await trial.store.control(resume, now: trial.start).rows.map(\.changed),
            is: [false],
            "resumed"
        )
        for left in await trial.store.unaccounted() {
            try await trial.end(left.attempt, .answered, .final(.completed), trial.start)
        }
        try await trial.tidy(trial.start)
        trial.expect(await trial.counts("one"), is: nil, "a stopped campaign that is over is in the backlog")
    }

    @Sendable private func cancellation(_ trial: inout StoreTrial) async throws {
        let prefix = try await trial.accept("one", 3)
        let placed = try await trial.claim(1, trial.start)
        func cancel(_ index: Int) async throws -> [Bool] {
            let request = ControlRequest(.cancel, "\(prefix)\(index)", by: "x")
            return try await trial.store.control(request, now: trial.start).rows.map(\.changed)
        }
        let answers = [try await cancel(2), try await cancel(2), try await cancel(1)]
        trial.expect(answers, is: [[true], [false], [false]], "canceled a waiting, a canceled and a dialled call")
        try await trial.end(placed[0], .busy, .retry(at: trial.start + .seconds(60)), trial.start)
        await trial.commit()
        let retry = try await cancel(1)
        trial.expect(retry, is: [true], "canceled a call that waits for its retry")
        await trial.commit()
        try await trial.crash()
        trial.expect(try await trial.claim(9, trial.start + .seconds(99)).indexes, is: [3], "claimed afterwards")
        trial.expect(await trial.counts("one")?.canceled, is: 2, "canceled are")
    }

    @Sendable private func finishing(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 2)
        for attempt in try await trial.claim(2, trial.start) {
            try await trial.end(attempt, .answered, .final(.completed), trial.start)
        }
        await trial.commit()
        trial.expect(await trial.counts("one")?.completed, is: 2, "completed are")
        try await trial.tidy(trial.start)
        trial.expect(await trial.store.backlog().map(\.name), is: [], "the backlog after the end")
        trial.expect(await trial.store.nextDue(trial.start), is: nil, "something is due after the end")
        try await trial.crash()
        trial.expect(await trial.store.backlog().map(\.name), is: [], "the backlog after a crash")
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [], "claimed after the end")
    }

    @Sendable private func losing(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("hold", 1)
        _ = try await trial.accept("fail", 1) { $0.onLost = .fail }
        for attempt in try await trial.claim(2, trial.start) { try await trial.lose(attempt, trial.start) }
        await trial.commit()
        let later = trial.start + LostPolicy.patience
        trial.expect(await trial.store.nextDue(trial.start), is: later, "the lost call is given up at")
        try await trial.crash()
        trial.expect(await trial.store.unaccounted().count, is: 0, "lost calls are under way")
        try await trial.tidy(later - .milliseconds(1))
        trial.expect(await trial.counts("fail")?.stuck, is: 1, "stuck before the hour is over")
        try await trial.tidy(later)
        trial.expect(await trial.counts("fail"), is: nil, "given up after an hour")
        trial.expect(await trial.counts("hold")?.stuck, is: 1, "held for ever")
        trial.expect(try await trial.claim(9, later + later.sinceEpoch).indexes, is: [], "redialled a lost call")
    }

    @Sendable private func weights(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("heavy", 200) { $0.priority = 10 }
        _ = try await trial.accept("light", 200) { $0.priority = 5 }
        var heavy = 0
        for _ in 0..<6 {
            heavy += try await trial.claim(10, trial.start).count { $0.terms.campaign.name == "heavy" }
        }
        trial.expect((39...41).contains(heavy), "of sixty calls the campaign of twice the weight got \(heavy)")
    }

    @Sendable private func strangers(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 1)
        for request in [ControlRequest(.stop, "other", by: "x"), ControlRequest(.cancel, "one-zzz-1", by: "x")] {
            trial.expect(try await trial.store.control(request, now: trial.start).rows, is: [], "\(request.target)")
        }
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [1], "claimed in spite of that")
    }
}

extension Timestamp {
    fileprivate var sinceEpoch: Duration { .milliseconds(milliseconds) }
}
