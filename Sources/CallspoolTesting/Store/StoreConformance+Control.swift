internal import CallspoolCore

// What people ask for, and how campaigns end.
extension StoreConformance {
    @Sendable func suspension(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 3)
        _ = try await trial.claim(1, trial.start)
        let suspend = ControlRequest(.suspend, "one", by: "a person")
        let rows = try await trial.store.control(suspend, now: trial.start).rows
        let wanted = ControlAnswer.Row(campaign: "one", held: 2, inProgress: 1, changed: true)
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

    @Sendable func stopping(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 4)
        let placed = try await trial.claim(2, trial.start)
        try await trial.end(placed[0], .busy, .retry(at: trial.start + .seconds(60)), trial.start)
        await trial.commit()
        let rows = try await trial.store.control(ControlRequest(.stop, "one", by: "x"), now: trial.start).rows
        trial.expect(rows.map(\.held), is: [3], "calls that will not be made")
        trial.expect(rows.map(\.inProgress), is: [1], "calls in progress")
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

    @Sendable func cancellation(_ trial: inout StoreTrial) async throws {
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

    @Sendable func finishing(_ trial: inout StoreTrial) async throws {
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

    @Sendable func losing(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("hold", 1)
        _ = try await trial.accept("fail", 1) { $0.onLost = .fail }
        for attempt in try await trial.claim(2, trial.start) { try await trial.lose(attempt, trial.start) }
        await trial.commit()
        let later = trial.start + LostPolicy.patience
        trial.expect(await trial.store.nextDue(trial.start), is: later, "the lost call is given up at")
        try await trial.crash()
        trial.expect(await trial.store.unaccounted().count, is: 0, "lost calls are in progress")
        try await trial.tidy(later - .milliseconds(1))
        trial.expect(await trial.counts("fail")?.stuck, is: 1, "stuck before the hour is over")
        try await trial.tidy(later)
        trial.expect(await trial.counts("fail"), is: nil, "given up after an hour")
        trial.expect(await trial.counts("hold")?.stuck, is: 1, "held for ever")
        trial.expect(try await trial.claim(9, later + later.sinceEpoch).indexes, is: [], "redialled a lost call")
    }

    @Sendable func weights(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("heavy", 200) { $0.priority = 10 }
        _ = try await trial.accept("light", 200) { $0.priority = 5 }
        var heavy = 0
        for _ in 0..<6 {
            heavy += try await trial.claim(10, trial.start).count { $0.campaignRef.campaign.name == "heavy" }
        }
        trial.expect((39...41).contains(heavy), "of sixty calls the campaign of twice the weight got \(heavy)")
    }

    @Sendable func strangers(_ trial: inout StoreTrial) async throws {
        _ = try await trial.accept("one", 1)
        for request in [ControlRequest(.stop, "other", by: "x"), ControlRequest(.cancel, "one-zzz-1", by: "x")] {
            trial.expect(
                try await trial.store.control(request, now: trial.start).rows,
                is: [],
                "\(request.target.word)"
            )
        }
        trial.expect(try await trial.claim(9, trial.start).indexes, is: [1], "claimed in spite of that")
    }
}

extension Timestamp {
    fileprivate var sinceEpoch: Duration { .milliseconds(milliseconds) }
}
