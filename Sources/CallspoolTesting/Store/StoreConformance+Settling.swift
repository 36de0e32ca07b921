internal import CallspoolCore

// What becomes of calls whose outcome was lost.
extension StoreConformance {
    @Sendable func settling(_ trial: inout StoreTrial) async throws {
        let prefix = try await trial.accept("one", 4)
        let placed = try await trial.claim(3, trial.start)
        for attempt in placed { try await trial.lose(attempt, trial.start) }
        await trial.commit()
        try await trial.crash()
        let stuck = await trial.store.stuck()
        trial.expect(stuck.map(\.attempt.id), is: placed.map(\.id), "stuck after a crash are")
        trial.expect(stuck.map(\.attempt.recordedAt), is: Array(repeating: trial.start, count: 3), "recorded at")
        // The engine knows of one, a person of another.
        let later = trial.start + .seconds(50)
        try await trial.settle(stuck[0].attempt, .answered, .final(.completed), later)
        let word = Settlement("\(prefix)2", attempt: 1, .ended(.busy), by: "a person")
        let request = ControlRequest(.settle, "some", by: "a person", settlements: [word])
        let rows = try await trial.store.control(request, now: later).rows
        let wanted = ControlAnswer.Row(campaign: "one", held: 1, inProgress: 0, changed: true)
        trial.expect(rows, is: [wanted], "the answer is")
        await trial.commit()
        try await trial.crash()
        trial.expect(await trial.store.stuck().map(\.attempt).indexes, is: [3], "stuck after the settling are")
        trial.expect(await trial.counts("one")?.completed, is: 1, "completed are")
        // Said again, and of what is not stuck, it changes nothing.
        trial.expect(try await trial.store.control(request, now: later).rows.map(\.changed), is: [false], "again")
        try await trial.settle(stuck[0].attempt, .busy, .retry(at: later), later)
        var other = request
        other.settlements = [Settlement("\(prefix)3", attempt: 2, .ended(.busy), by: "x")]
        let answer = try await trial.store.control(other, now: later).rows.map(\.changed)
        trial.expect(answer, is: [false], "settled another attempt than the one that is stuck")
        await trial.commit()
        let due = later + .seconds(300)
        trial.expect(try await trial.claim(9, due).indexes.sorted(), is: [2, 4], "claimed afterwards")
    }

    @Sendable func notPlaced(_ trial: inout StoreTrial) async throws {
        let prefix = try await trial.accept("one", 12) { $0.retry.maxRetries = 0 }
        for attempt in try await trial.claim(12, trial.start) { try await trial.lose(attempt, trial.start) }
        await trial.commit()
        let words = (1...12).map { Settlement("\(prefix)\($0)", .notPlaced, by: "a person") }
        let request = ControlRequest(.settle, "all", by: "a person", settlements: words)
        _ = try await trial.store.control(request, now: trial.start)
        await trial.commit()
        trial.expect(await trial.store.backlog().first?.hold, is: nil, "twelve not placed suspended the campaign")
        try await trial.crash()
        let again = try await trial.claim(9, trial.start + .seconds(1))
        trial.expect(again.map(\.number), is: Array(repeating: 2, count: 9), "the numbers of the new attempts are")
        trial.expect(again.first?.tries.counted, is: 0, "attempts counted")
        _ = try await trial.store.control(ControlRequest(.stop, "one", by: "x"), now: trial.start + .seconds(1))
        await trial.commit()
        try await trial.tidy(trial.start + .seconds(1))
        trial.expect(await trial.counts("one")?.canceled, is: 3, "canceled by a stop")
    }
}
