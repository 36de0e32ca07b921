import CallspoolCore
import Testing

@Suite("A forecast")
struct ForecastTests {
    /// A Tuesday, 10:00 UTC.
    private let now = Timestamp(Timestamp.Civil(year: 2026, month: 11, day: 24, hour: 10))

    @Test("places at the pace, and ends with the last call")
    func pace() {
        let run = forecast([queue("a", 600)], rate: 2, odds: [.busy: 1]).run(seed: 1)
        #expect(run.placed == 600)
        #expect(run.campaigns[0].first == now)
        let last = (run.campaigns[0].last ?? now) - now
        #expect(last >= .milliseconds(299_500) && last < .seconds(300), "\(last)")
        #expect(run.campaigns[0].counts.failed == 600)
        let finish = (run.campaigns[0].finish ?? now) - (run.campaigns[0].last ?? now)
        #expect(finish >= .milliseconds(500) && finish <= .seconds(3))
    }

    @Test("the same seed gives the same forecast, another one another")
    func seeds() {
        let forecast = forecast([queue("a", 200, retries: 2)], rate: 2)
        #expect(forecast.run(seed: 7).end == forecast.run(seed: 7).end)
        #expect(forecast.run(seed: 7).end != forecast.run(seed: 8).end)
    }

    @Test("never has more calls in progress than allowed, and says when it had the most")
    func concurrency() {
        var settings = settings(rate: 50, odds: [.answered: 1])
        settings.limits.concurrentCalls = 20
        let run = Forecast(
            [ForecastCampaign(queue("a", 500), windows: CallingWindows([]))],
            settings: settings,
            now: now
        )
        .run(seed: 1)
        #expect(run.top.calls == 20)
        #expect(run.top.at - now < .seconds(5))
        #expect(run.placed == 500)
    }

    @Test("attempts each number as often as its campaign says, at its interval")
    func retries() {
        let run = forecast([queue("a", 10, retries: 2)], rate: 10, odds: [.noAnswer: 1]).run(seed: 1)
        #expect(run.placed == 30)
        let finish = (run.campaigns[0].finish ?? now) - now
        // Three times the ring limit and twice the interval.
        #expect(finish >= .seconds(690) && finish < .seconds(695), "\(finish)")
    }

    @Test("trunk failures are tried again within their own budget")
    func trunkFailures() {
        var settings = settings(rate: 1000, odds: [.congestion: 1])
        settings.trunkRetry.times = 2
        let run = Forecast([ForecastCampaign(queue("a", 1), windows: CallingWindows([]))], settings: settings, now: now)
            .run(seed: 1)
        #expect(run.placed == 3)
        #expect(run.campaigns[0].counts.failed == 1)
    }

    @Test("shares between campaigns are by their priority")
    func shares() {
        let run = forecast(
            [queue("large", 1000, priority: 1), queue("small", 100, priority: 9)],
            rate: 10,
            odds: [.answered: 1]
        )
        .run(seed: 1)
        let small = (run.campaigns[1].last ?? now) - now
        #expect(small >= .seconds(10) && small < .seconds(13), "\(small)")
        #expect((run.campaigns[0].last ?? now) - now > .seconds(108))
    }

    @Test("calls wait for the opening of their callees' windows")
    func windows() {
        let hours = CallingHours(from: 9 * 60, to: 20 * 60)
        var campaign = ForecastCampaign(queue("a", 4), windows: CallingWindows([hours]))
        campaign.zones = [
            CalleeZones(zones: ["Europe/Berlin"], origin: .given),
            CalleeZones(zones: ["America/New_York"], origin: .given),
        ]
        campaign.zoneOfNumber = [1, 0, 1, 0]
        let run = Forecast([campaign], settings: settings(rate: 10, odds: [.busy: 1]), now: now).run(seed: 1)
        #expect(run.campaigns[0].first == now)
        // Nine o'clock in New York.
        let opens = now + .seconds(4 * 3600)
        #expect(run.campaigns[0].last ?? now >= opens && run.campaigns[0].last ?? now < opens + .seconds(2))
        #expect(run.curve.calls.first == 2)
        #expect(run.curve.calls.last == 2)
        #expect(run.curve.calls.count == 17)
    }

    @Test("a number for which no hour is open is not called")
    func neverOpen() {
        var campaign = ForecastCampaign(
            queue("a", 2),
            windows: CallingWindows([
                CallingHours(from: 9 * 60, to: 10 * 60, zone: "UTC"), CallingHours(from: 11 * 60, to: 12 * 60),
            ])
        )
        campaign.zones = [CalleeZones(zones: ["UTC"], origin: .given)]
        campaign.zoneOfNumber = [0, 0]
        let run = Forecast([campaign], settings: settings(rate: 10), now: now).run(seed: 1)
        #expect(run.campaigns[0].counts.rejected == 2)
        #expect(run.placed == 0)
    }

    @Test("a suspended campaign has no end, and its calls stay")
    func suspended() {
        var held = queue("a", 5)
        held.apply(.suspended(by: "somebody"), at: now, position: 0)
        let run = forecast([held, queue("b", 5)], rate: 10).run(seed: 1)
        #expect(run.campaigns[0].finish == nil)
        #expect(run.campaigns[0].counts.pending == 5)
        #expect(run.campaigns[0].hold == .suspended(by: "somebody"))
        #expect(run.campaigns[1].finish != nil)
    }

    @Test("what is not called before the campaign expires is counted as expired")
    func expiry() {
        var campaign = Campaign(name: "a")
        campaign.expires = now + .seconds(10)
        let run = forecast([CampaignQueue(campaign, total: 100)], rate: 1, odds: [.busy: 1]).run(seed: 1)
        #expect(run.campaigns[0].expired == 90)
        #expect(run.placed == 10)
        #expect(run.campaigns[0].finish ?? now >= now + .seconds(10))
    }

    @Test("a suspended campaign expires all the same")
    func heldAndExpired() {
        var campaign = Campaign(name: "a")
        campaign.expires = now + .seconds(10)
        var held = CampaignQueue(campaign, total: 3)
        held.apply(.suspended(by: "somebody"), at: now, position: 0)
        let run = forecast([held], rate: 1).run(seed: 1)
        #expect(run.campaigns[0].expired == 3)
        #expect(run.campaigns[0].finish == campaign.expires)
    }

    @Test("ten configuration outcomes in a row suspend the campaign")
    func misconfigured() {
        let run = forecast([queue("a", 100)], rate: 1, odds: [.mediaError: 1]).run(seed: 1)
        guard case .suspended = run.campaigns[0].hold else {
            Issue.record("not suspended")
            return
        }
        #expect(run.campaigns[0].finish == nil)
        #expect((10...20).contains(run.placed), "\(run.placed)")
    }

    @Test("a campaign to come begins when it arrives, and one with a start then")
    func later() {
        var campaign = Campaign(name: "b")
        campaign.start = now + .seconds(1200)
        let arriving = ForecastCampaign(queue("a", 5), windows: CallingWindows([]), arrives: now + .seconds(900))
        let starting = ForecastCampaign(CampaignQueue(campaign, total: 5), windows: CallingWindows([]))
        let run = Forecast([arriving, starting], settings: settings(rate: 10), now: now).run(seed: 1)
        #expect(run.campaigns[0].first == now + .seconds(900))
        #expect(run.campaigns[1].first == now + .seconds(1200))
    }

    @Test("calls in progress end, and count against the caps until then")
    func inProgress() {
        var busy = queue("a", 3)
        busy.apply(.dialing(index: 1, attempt: 1, previous: nil), at: now - .seconds(2), position: 0)
        var settings = settings(rate: 1000, odds: [.noAnswer: 1])
        settings.limits.concurrentCalls = 1
        let run = Forecast([ForecastCampaign(busy, windows: CallingWindows([]))], settings: settings, now: now)
            .run(seed: 1)
        #expect(run.campaigns[0].first == now + .seconds(28))
        #expect(run.campaigns[0].placed == 2)
        #expect(run.campaigns[0].finish != nil)
    }

    @Test("a number over its attempt limit waits, whichever campaign attempted it")
    func limits() {
        var settings = settings(rate: 10, odds: [.busy: 1])
        settings.attemptLimits = AttemptLimits(minGap: .seconds(3600))
        let campaigns = ["a", "b"]
            .map { name in
                var campaign = ForecastCampaign(queue(name, 1), windows: CallingWindows([]))
                campaign.numbers = ["+16175550123"]
                return campaign
            }
        let run = Forecast(campaigns, settings: settings, now: now).run(seed: 1)
        #expect(run.campaigns[0].first == now)
        #expect(run.campaigns[1].first == now + .seconds(3600))
    }

    @Test("a listed number is not called")
    func listed() {
        var campaign = ForecastCampaign(queue("a", 3), windows: CallingWindows([]))
        campaign.listed = [2]
        let run = Forecast([campaign], settings: settings(rate: 10), now: now).run(seed: 1)
        #expect(run.placed >= 2)
        #expect(run.campaigns[0].counts.rejected == 1)
    }

    @Test("says when a call is placed, and how many of which campaign before it")
    func asked() {
        let campaigns = [queue("a", 100), queue("b", 100)].map { ForecastCampaign($0, windows: CallingWindows([])) }
        let forecast = Forecast(
            campaigns,
            settings: settings(rate: 2, odds: [.answered: 1]),
            asked: (campaign: 1, index: 31),
            now: now
        )
        guard case .placed(let at, let before) = forecast.run(seed: 1, stopsAtAsked: true).asked else {
            Issue.record("not placed")
            return
        }
        #expect(before[1] == 30)
        #expect((29...31).contains(before[0]))
        let due = now + .milliseconds(Int64(before[0] + before[1]) * 500)
        #expect(at >= due && at <= due + .milliseconds(600))
    }

    @Test("a call that will not be placed is told apart: over without an attempt, or held for good")
    func notPlaced() {
        var stopped = queue("a", 2)
        stopped.apply(.stopped(by: nil), at: now, position: 0)
        var held = queue("b", 2)
        held.apply(.suspended(by: "somebody"), at: now, position: 0)
        #expect(asked(stopped) == .closed(at: now))
        #expect(asked(held) == .never)
    }

    @Test("lost calls are held as stuck, or reported failed as the campaign wishes")
    func lost() {
        var campaign = Campaign(name: "b")
        campaign.onLost = .fail
        let run = forecast([queue("a", 2), CampaignQueue(campaign, total: 2)], rate: 10, odds: [.unknown: 1])
            .run(seed: 1)
        #expect(run.campaigns[0].counts.stuck == 2)
        #expect(run.campaigns[0].finish == nil)
        #expect(run.campaigns[1].counts.failed == 2)
        #expect((run.campaigns[1].finish ?? now) - now >= .seconds(3 * 3600))
    }

    @Test("the quarter hours hold every call that is placed")
    func curve() {
        let run = forecast([queue("a", 5000, retries: 1)], rate: 1).run(seed: 3)
        #expect(run.curve.calls.reduce(0, +) == run.placed)
        #expect(run.curve.calls.allSatisfy { $0 <= 900 })
        #expect(run.curve.begin == now)
    }

    private func asked(_ queue: CampaignQueue) -> AskedCall? {
        let campaign = ForecastCampaign(queue, windows: CallingWindows([]))
        return Forecast([campaign], settings: settings(rate: 10), asked: (campaign: 0, index: 1), now: now)
            .run(seed: 1).asked
    }

    private func queue(_ name: String, _ total: Int, retries: Int = 0, priority: Int = 5) -> CampaignQueue {
        var campaign = Campaign(name: name)
        campaign.retry.maxRetries = retries
        campaign.priority = priority
        return CampaignQueue(campaign, total: total)
    }

    private func forecast(_ queues: [CampaignQueue], rate: Double, odds: [Outcome: Double]? = nil) -> Forecast {
        let campaigns = queues.map { ForecastCampaign($0, windows: CallingWindows([])) }
        return Forecast(campaigns, settings: settings(rate: rate, odds: odds), now: now)
    }

    /// Without a ramp, so that the arithmetic is plain.
    private func settings(rate: Double, odds: [Outcome: Double]? = nil) -> Settings {
        var simulator = SimulatorSettings()
        if let odds { simulator.odds = odds }
        var settings = Settings()
        settings.trunks = [TrunkSettings(engine: .simulator(simulator))]
        settings.limits = PaceLimits(callsPerSecond: rate, concurrentCalls: 1000)
        settings.ramp = .zero
        return settings
    }
}
