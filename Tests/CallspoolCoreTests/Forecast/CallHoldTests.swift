import CallspoolCore
import Testing

@Suite("What holds a call")
struct CallHoldTests {
    /// A Tuesday, 10:00 UTC: 05:00 in New York.
    private let now = Timestamp(Timestamp.Civil(year: 2026, month: 11, day: 24, hour: 10))
    private let job = CallJob(callID: "a-x-1", phoneNumber: "+12125550123")

    @Test("nothing but its turn, when it could go")
    func turn() {
        #expect(holds(CampaignQueue(Campaign(name: "a"), total: 1)) == [.turn])
    }

    @Test("its campaign: suspended, not begun, over time")
    func campaign() {
        var later = Campaign(name: "a")
        later.start = now + .seconds(60)
        var queue = CampaignQueue(later, total: 1)
        queue.apply(.suspended(by: "callspool suspend"), at: now, position: 0)
        #expect(holds(queue) == [.suspended(by: "callspool suspend"), .start(now + .seconds(60))])

        var over = Campaign(name: "a")
        over.expires = now
        #expect(holds(CampaignQueue(over, total: 1)) == [.expired(now)])
    }

    @Test("the retry interval, until the attempt is due")
    func retry() {
        let due = now + .seconds(60)
        var queue = CampaignQueue(Campaign(name: "a"), total: 1)
        queue.apply(.dialing(index: 1, attempt: 1, previous: nil), at: now - .seconds(5), position: 0)
        queue.apply(.ended(index: 1, .busy, .retry(at: due)), at: now, position: 0)
        #expect(holds(queue) == [.retry(at: due)])
        #expect(holds(queue, now: due) == [.turn])
    }

    @Test("the calling hours with the zone's origin, and an attempt limit behind them")
    func hoursAndLimit() {
        var windows = CallingWindows([CallingHours(from: 540, to: 1200)])
        var gate = Gate(limits: AttemptLimits(minGap: .seconds(86_400)))
        gate.history.add(job.phoneNumber, at: now - .seconds(60))
        let queue = CampaignQueue(Campaign(name: "a"), total: 1)
        let holds = CallHold.all(on: job, 1, in: queue, gate: gate, windows: &windows, listing: nil, now)
        #expect(holds.map(\.kind) == ["calling hours", "attempt limit"])
        #expect(holds[0].until == now + .seconds(4 * 3600))
        #expect(holds[0].sentence.contains("America/New_York (zone by the prefix +1212)"), "\(holds[0].sentence)")
    }

    @Test("a list, which ends it")
    func listed() {
        let listing = ListedNumber(list: "do-not-call.txt", line: 7)
        let holds = holds(CampaignQueue(Campaign(name: "a"), total: 1), listing: listing)
        #expect(holds == [.listed(listing)])
        #expect(holds[0].sentence.contains("do-not-call.txt, line 7"))
    }

    private func holds(_ queue: CampaignQueue, listing: ListedNumber? = nil, now: Timestamp? = nil) -> [CallHold] {
        var windows = CallingWindows([])
        let gate = Gate(limits: AttemptLimits())
        return CallHold.all(on: job, 1, in: queue, gate: gate, windows: &windows, listing: listing, now ?? self.now)
    }
}
