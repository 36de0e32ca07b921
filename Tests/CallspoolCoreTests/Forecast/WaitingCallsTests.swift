import CallspoolCore
import Testing

@Suite("What waiting calls wait for")
struct WaitingCallsTests {
    /// A Tuesday, 10:00 UTC: 05:00 in New York.
    private let now = Timestamp(Timestamp.Civil(year: 2026, month: 11, day: 24, hour: 10))

    @Test("each counts once, for the first that holds it; those that do not wait do not count")
    func counts() {
        var queue = CampaignQueue(Campaign(name: "a"), total: 7)
        queue.apply(.closed(index: 1, .rejected), at: now, position: 0)
        queue.apply(.dialing(index: 2, attempt: 1, previous: nil), at: now, position: 0)
        queue.apply(.dialing(index: 3, attempt: 1, previous: nil), at: now, position: 0)
        queue.apply(.ended(index: 3, .busy, .retry(at: now + .seconds(60))), at: now, position: 0)
        var campaign = ForecastCampaign(queue, windows: CallingWindows([CallingHours(from: 540, to: 1200)]))
        campaign.zones = ["UTC", "America/New_York"].map { CalleeZones(zones: [$0], origin: .given) }
        campaign.zoneOfNumber = [0, 0, 0, 1, 0, 0, 0]
        campaign.numbers = (1...7).map { "+1617555100\($0)" }
        campaign.listed = [5]
        var history = AttemptHistory(AttemptLimits(minGap: .seconds(3600)))
        history.add("+16175551006", at: now - .seconds(60))
        var expected = WaitingCalls()
        expected.retry = 1
        expected.hours = 1
        expected.refused = 1
        expected.limit = 1
        expected.ready = 1
        #expect(campaign.waiting(history, now) == expected)
    }
}
