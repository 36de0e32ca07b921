import CallspoolCore
import Testing

@Suite("An outlook over several runs")
struct OutlookTests {
    private let now = Timestamp(seconds: 1_795_000_000)

    @Test("few calls are foreseen several times, and the expected end is between the limits")
    func few() throws {
        let outlook = forecast(300).outlook()
        #expect(outlook.isSampled)
        let span = try #require(outlook.span(\.end))
        #expect(span.earliest < span.expected)
        #expect(span.expected < span.latest)
        for run in outlook.runs { #expect(run.end.map { $0 > span.earliest && $0 < span.latest } ?? false) }
    }

    @Test("many calls are foreseen once, and the limits are a share of the time to go")
    func many() throws {
        let outlook = forecast(Outlook.manyCalls, rate: 1000).outlook()
        #expect(!outlook.isSampled)
        let span = try #require(outlook.span(\.end))
        #expect(span.latest - span.expected == .milliseconds((span.expected - now).milliseconds * 3 / 100))
    }

    @Test("what does not depend on chance, an opening for instance, is foretold for no earlier instant")
    func certain() throws {
        let start = now + .seconds(86_400)
        let outlook = forecast(50) { $0.start = start }.outlook()
        let span = try #require(outlook.span { $0.campaigns[0].first })
        #expect(span.earliest == start)
        #expect(span.expected == start)
    }

    @Test("what happens in fewer than half of the runs is not foretold")
    func seldom() {
        #expect(forecast(10).outlook().span { _ in nil } == nil)
    }

    @Test("what happens under other seeds is within the limits most of the time")
    func calibrated() throws {
        let span = try #require(forecast(300).outlook(seed: 1).span(\.end))
        let inside = (100..<200)
            .count { seed in
                forecast(300).run(seed: seed).end.map { $0 >= span.earliest && $0 <= span.latest } ?? false
            }
        #expect(inside >= 80, "\(inside) of 100")
    }

    private func forecast(_ total: Int, rate: Double = 5, _ change: (inout Campaign) -> Void = { _ in }) -> Forecast {
        var campaign = Campaign(name: "a")
        change(&campaign)
        campaign.retry.maxRetries = 1
        var settings = Settings()
        settings.limits = PaceLimits(callsPerSecond: rate, concurrentCalls: 1000)
        let queue = CampaignQueue(campaign, total: total)
        return Forecast([ForecastCampaign(queue, windows: CallingWindows([]))], settings: settings, now: now)
    }
}
