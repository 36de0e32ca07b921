import Testing

@testable import CallspoolCore

@Suite("The queue of a campaign")
struct CampaignQueueTests {
    private let now = Timestamp(seconds: 1_795_000_000)

    private func queue(_ total: Int, _ change: (inout Campaign) -> Void = { _ in }) -> CampaignQueue {
        var campaign = Campaign(name: "spring")
        campaign.retry.maxRetries = 2
        change(&campaign)
        return CampaignQueue(campaign, total: total)
    }

    private func dial(_ queue: inout CampaignQueue, _ at: Timestamp) -> TakenCall? {
        guard let taken = queue.take(at) else { return nil }
        queue.apply(.dialing(index: taken.index, attempt: taken.attempt, previous: taken.previous), at: at, position: 0)
        return taken
    }

    @Test("a call goes from queued over dialing and connected to completed")
    func completed() {
        var queue = queue(1)
        #expect(queue.phaseName(1) == "queued")
        #expect(dial(&queue, now)?.index == 1)
        #expect(queue.phaseName(1) == "dialing")
        queue.apply(.connected(index: 1), at: now, position: 10)
        #expect(queue.phaseName(1) == "connected")
        queue.apply(.ended(index: 1, .answered, .final(.completed)), at: now, position: 20)
        #expect(queue.phaseName(1) == "completed")
        #expect(queue.isOver)
        #expect(queue.tries(1) == Tries(counted: 1))
    }

    @Test(
        "what comes after finished undoes it, so that there is another finished at the end",
        arguments: [QueueChange.suspended(by: "x"), .resumed, .stopped(by: "x"), .added(count: 1, tag: "m4")]
    )
    func finishedAgain(change: QueueChange) {
        var queue = queue(1)
        queue.apply(.finished, at: now, position: 10)
        #expect(queue.isFinished)
        queue.apply(change, at: now, position: 20)
        #expect(!queue.isFinished)
        queue.apply(.finished, at: now, position: 30)
        #expect(queue.isFinished)
    }

    @Test("a call that is to be retried waits until it is due, and remembers its last attempt's place")
    func retried() {
        var queue = queue(1)
        _ = dial(&queue, now)
        let due = now + .seconds(60)
        queue.apply(.ended(index: 1, .busy, .retry(at: due)), at: now, position: 77)
        #expect(queue.phaseName(1) == "queued")
        #expect(queue.take(due - .milliseconds(1)) == nil)
        #expect(queue.nextDue(now) == due)
        let taken = queue.take(due)
        #expect(taken?.attempt == 2)
        #expect(taken?.previous == 77)
    }

    @Test("a claim that is put back comes again, first and retried ones alike")
    func putBack() throws {
        var queue = queue(2)
        let first = try #require(dial(&queue, now))
        queue.apply(.ended(index: 1, .busy, .retry(at: now)), at: now, position: 5)
        let retry = try #require(dial(&queue, now))
        let second = try #require(dial(&queue, now))
        #expect([first.index, retry.index, second.index] == [1, 1, 2])
        let counts = queue.counts
        for taken in [second, retry] { queue.putBack(taken) }
        #expect(queue.counts.pending == counts.pending + 2)
        #expect(queue.inProgress.isEmpty)
        let again = [dial(&queue, now), dial(&queue, now)].compactMap { $0 }
        #expect(Set(again.map(\.index)) == [1, 2])
        #expect(again.first { $0.index == 1 }?.previous == 5)
        #expect(dial(&queue, now) == nil)
    }

    @Test("a waiting call that was canceled does not come up again")
    func stale() {
        var queue = queue(1)
        _ = dial(&queue, now)
        queue.apply(.ended(index: 1, .busy, .retry(at: now)), at: now, position: 5)
        #expect(queue.takeOut(index: 1)?.previous == 5)
        queue.apply(.closed(index: 1, .canceled), at: now, position: 9)
        #expect(queue.take(now) == nil)
        #expect(queue.takeOut(10) == [])
        #expect(queue.waitingCalls().isEmpty)
        #expect(queue.nextDue(now) == nil)
        #expect(queue.isOver)
    }

    @Test("what cannot be changes nothing", arguments: [0, -1, 4, Int.max])
    func strangers(index: Int) {
        var queue = queue(3)
        let changes: [QueueChange] = [
            .dialing(index: index, attempt: 1, previous: nil), .ringing(index: index), .connected(index: index),
            .ended(index: index, .busy, .retry(at: now)), .closed(index: index, .rejected),
        ]
        for change in changes { queue.apply(change, at: now, position: 1) }
        #expect(queue.counts.pending == 3)
        #expect(queue.counts.all == 3)
        #expect(queue.inProgress.isEmpty)
        #expect(queue.takeOut(index: index) == nil)
        #expect(queue.phaseName(index) == "none")
        #expect(queue.tries(index) == Tries())
    }

    @Test("a value of one call that is refused is not a fault of our configuration, and hides none")
    func refusedValues() {
        var queue = queue(30)
        for index in 1...20 {
            let change = QueueChange.ended(index: index, .engineError, .final(.failed), concernsCallOnly: true)
            queue.apply(change, at: now, position: LogPosition(index))
        }
        #expect(!queue.isMisconfigured)
        for index in 21...30 {
            queue.apply(.ended(index: index, .engineError, .retry(at: now)), at: now, position: LogPosition(index))
            let other = QueueChange.ended(index: index - 20, .engineError, .final(.failed), concernsCallOnly: true)
            queue.apply(other, at: now, position: LogPosition(index))
        }
        #expect(queue.isMisconfigured)
    }

    @Test("a stop is for ever, a suspension until it is resumed")
    func holds() {
        var queue = queue(2)
        queue.apply(.suspended(by: "x"), at: now, position: 1)
        #expect(queue.take(now) == nil)
        #expect(queue.nextDue(now) == nil)
        queue.apply(.resumed, at: now, position: 2)
        #expect(dial(&queue, now) != nil)
        queue.apply(.stopped(by: "a person"), at: now, position: 3)
        queue.apply(.resumed, at: now, position: 4)
        queue.apply(.suspended(by: "x"), at: now, position: 5)
        #expect(queue.hold == .stopped)
        #expect(queue.mustEmpty(now))
        #expect(queue.takeOut(10).map(\.index) == [2])
    }

    @Test("numbers that are added come after the others, also when those were all dialled")
    func added() {
        var queue = queue(1)
        _ = dial(&queue, now)
        #expect(queue.take(now) == nil)
        queue.apply(.added(count: 2, tag: "x"), at: now, position: 1)
        #expect([dial(&queue, now)?.index, dial(&queue, now)?.index] == [2, 3])
        #expect(queue.counts.all == 3)
    }

    @Test("a campaign that was finished is not any more when numbers are added, and finishes again")
    func addedAfterFinish() {
        var queue = queue(1)
        queue.apply(.closed(index: 1, .rejected), at: now, position: 1)
        queue.apply(.finished, at: now, position: 2)
        queue.apply(.added(count: 1, tag: "x"), at: now, position: 3)
        #expect(!queue.isFinished && !queue.isOver)
        #expect(dial(&queue, now)?.index == 2)
        queue.apply(.ended(index: 2, .answered, .final(.completed)), at: now, position: 4)
        #expect(queue.isOver)
        queue.apply(.finished, at: now, position: 5)
        #expect(queue.isFinished)
    }

    @Test("a number rejected before its turn is passed over")
    func rejected() {
        var queue = queue(4)
        for index in [1, 3] { queue.apply(.closed(index: index, .rejected), at: now, position: LogPosition(index)) }
        #expect([dial(&queue, now)?.index, dial(&queue, now)?.index, dial(&queue, now)?.index] == [2, 4, nil])
    }

    @Test("a lost call is stuck, is never taken, and can be settled into a retry")
    func stuck() {
        var queue = queue(1)
        _ = dial(&queue, now)
        let result = AttemptResult(
            outcome: .unknown,
            calleeType: .unknown,
            codes: EngineCodes(),
            engine: "x",
            dialedAt: now,
            endedAt: now
        )
        queue.apply(.lost(index: 1, attempt: 1, result), at: now, position: 9)
        #expect(queue.phaseName(1) == "stuck")
        #expect(queue.take(now + .seconds(1_000_000)) == nil)
        #expect(queue.takeOut(5) == [])
        #expect(!queue.isOver)
        queue.apply(.ended(index: 1, .busy, .retry(at: now)), at: now, position: 11)
        #expect(queue.stuck.isEmpty)
        #expect(dial(&queue, now)?.attempt == 2)
    }

    @Test("the unfinished are listed by what they are: in progress, stuck, waiting by due time, fresh")
    func unfinished() {
        var queue = queue(6)
        for _ in 1...3 { _ = dial(&queue, now) }
        queue.apply(.ended(index: 1, .busy, .retry(at: now + .seconds(90))), at: now, position: 1)
        queue.apply(.ended(index: 2, .busy, .retry(at: now + .seconds(60))), at: now, position: 2)
        #expect(queue.unfinished(10) == [3, 2, 1, 4, 5, 6])
        #expect(queue.unfinished(3) == [3, 2, 1])
    }
}
