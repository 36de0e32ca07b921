import Testing

@testable import CallspoolCore

@Suite("Calls that are passed over")
struct PassedOverTests {
    private let now = Timestamp(seconds: 1_795_000_000)

    private func queue(_ total: Int) -> CampaignQueue {
        var campaign = Campaign(name: "spring")
        campaign.retry.maxRetries = 2
        return CampaignQueue(campaign, total: total)
    }

    private func take(_ queue: inout CampaignQueue, _ at: Timestamp) throws -> TakenCall {
        let taken = queue.take(at)
        return try #require(taken)
    }

    private func dial(_ queue: inout CampaignQueue, _ at: Timestamp) -> Int? {
        guard let taken = queue.take(at) else { return nil }
        queue.apply(.dialing(index: taken.index, attempt: taken.attempt, previous: taken.previous), at: at, position: 9)
        return taken.index
    }

    @Test("a postponed call waits for its instant, and lets those behind it go")
    func postponed() throws {
        var queue = queue(3)
        let opens = now + .seconds(900)
        queue.postpone(try take(&queue, now), until: opens)
        #expect(dial(&queue, now) == 2)
        #expect(dial(&queue, now) == 3)
        #expect(queue.take(now) == nil)
        #expect(queue.nextDue(now) == opens)
        #expect(queue.take(opens - .milliseconds(1)) == nil)
        #expect(dial(&queue, opens) == 1)
        #expect(queue.counts.dialing == 3)
    }

    @Test("a fraction of a second is rounded up, so that nothing is early")
    func rounding() throws {
        var queue = queue(1)
        queue.postpone(try take(&queue, now), until: now + .milliseconds(1))
        #expect(queue.nextDue(now) == now + .seconds(1))
    }

    @Test("postponed first attempts come in file order and before those behind them")
    func order() throws {
        var queue = queue(5)
        let opens = now + .seconds(60)
        for _ in 0..<3 { queue.postpone(try take(&queue, now), until: opens) }
        #expect((0..<5).map { _ in dial(&queue, opens) } == [1, 2, 3, 4, 5])
    }

    @Test("retries and postponed first attempts are taken alternately")
    func alternation() throws {
        var queue = queue(6)
        let opens = now + .seconds(60)
        for index in [1, 2] {
            #expect(dial(&queue, now) == index)
            queue.apply(.ended(index: index, .busy, .retry(at: opens)), at: now, position: LogPosition(index))
        }
        for _ in 0..<4 { queue.postpone(try take(&queue, now), until: opens) }
        let order = (0..<6).compactMap { _ in dial(&queue, opens) }
        #expect(order == [1, 3, 2, 4, 5, 6] || order == [3, 1, 4, 2, 5, 6], "\(order)")
    }

    @Test("a postponed retry keeps its tries and the place of its last attempt")
    func postponedRetry() throws {
        var queue = queue(1)
        _ = dial(&queue, now)
        queue.apply(.ended(index: 1, .busy, .retry(at: now)), at: now, position: 77)
        queue.postpone(try take(&queue, now), until: now + .seconds(60))
        #expect(queue.take(now) == nil)
        let taken = try take(&queue, now + .seconds(60))
        #expect(taken.attempt == 2)
        #expect(taken.previous == 77)
    }

    @Test("a rejected call does not come up again, and its putting back undoes that")
    func rejected() throws {
        var queue = queue(1)
        let taken = try take(&queue, now)
        queue.apply(.closed(index: 1, .rejected), at: now, position: 1)
        #expect(queue.isOver)
        queue.putBack(taken)
        #expect(queue.counts.pending == 1)
        #expect(queue.counts.rejected == 0)
        #expect(queue.take(now)?.index == 1)
    }

    @Test("a replay finds those that were passed over again")
    func replay() {
        var queue = queue(4)
        // The first two were passed over when the third was dialled.
        queue.apply(.dialing(index: 3, attempt: 1, previous: nil), at: now, position: 1)
        #expect((0..<4).map { _ in dial(&queue, now) } == [1, 2, 4, nil])
    }

    @Test("expiry takes postponed calls out as well")
    func takenOut() throws {
        var queue = queue(3)
        queue.postpone(try take(&queue, now), until: now + .seconds(9000))
        #expect(queue.takeOut(10).map(\.index).sorted() == [1, 2, 3])
    }

    @Test("a pace counts the calls that were made, not those that were passed over")
    func pace() throws {
        var campaign = Campaign(name: "spring")
        campaign.limits.callsPerSecond = 1
        var queue = CampaignQueue(campaign, total: 3)
        queue.postpone(try take(&queue, now), until: now + .seconds(60))
        #expect(dial(&queue, now) == 2)
        #expect(queue.take(now) == nil)
        #expect(queue.nextDue(now) == now + .seconds(1))
    }

    @Test("the pace goes on over a replay")
    func paceAfterReplay() {
        var campaign = Campaign(name: "spring")
        campaign.limits.callsPerSecond = 1
        var queue = CampaignQueue(campaign, total: 3)
        queue.apply(.dialing(index: 1, attempt: 1, previous: nil), at: now, position: 1)
        #expect(queue.take(now + .milliseconds(999)) == nil)
        #expect(queue.take(now + .seconds(1))?.index == 2)
        #expect(queue.lastDialing == now)
    }
}
